"""From a header to a plan."""

import pytest

from coalesce.errors import BadFile
from coalesce.intake import Limits, Mapping
from coalesce.intake.columns import plan_exact, plan_persons
from coalesce.intake.headings import SIGHTING_FIELDS

LIMITS = Limits(max_columns=10)


def test_a_plan_says_which_cells_and_which_columns_nothing_reads() -> None:
    plan = plan_persons(("Shoe", "name", "DOB", ""), None, "l.csv", LIMITS)
    assert plan.cells == {"name": (1,), "birth_date": (2,)}
    assert plan.unused == ("Shoe",)
    assert plan.text(("44", " Ali ", "1989", ""), "name") == "Ali"
    assert plan.text(("44", "Ali", "1989", ""), "sex") == ""


def test_a_mapping_joins_columns_with_a_blank() -> None:
    mapping = Mapping({"name": ("First", "Last")})
    plan = plan_persons(("Last", "First", "sex", "dob"), mapping, "l.csv", LIMITS)
    assert plan.text(("Ali", " Ben ", "M", ""), "name") == "Ben Ali"
    assert plan.text(("Ali", "", "M", ""), "name") == "Ali"
    assert plan.cells["sex"] == (2,)
    assert "birth_date" not in plan.cells  # with a mapping, only what is declared or has our own name


def test_a_mapping_that_names_an_absent_column() -> None:
    with pytest.raises(BadFile, match=r"l\.csv, line 1, field 'Nom': .*found: name, sex"):
        plan_persons(("name", "sex"), Mapping({"name": ("Nom",)}), "l.csv", LIMITS)


def test_no_name_gives_the_headings_and_a_proposal() -> None:
    with pytest.raises(BadFile) as caught:
        plan_persons(("Nom", "Sexe", "Pointure"), None, "l.csv", LIMITS)
    told = str(caught.value)
    assert "no column 'name'; found: Nom, Sexe, Pointure" in told
    assert 'name = "Nom"' in told
    assert "--mapping" in told


def test_no_name_and_no_idea() -> None:
    with pytest.raises(BadFile, match=r"found: foo, bar\. Declare in a mapping"):
        plan_persons(("foo", "bar"), None, "l.csv", LIMITS)


def test_a_proposal_without_name_says_so() -> None:
    with pytest.raises(BadFile, match="add the line that is missing"):
        plan_persons(("dob", "bar"), None, "l.csv", LIMITS)


@pytest.mark.parametrize("header", [("name", "name"), ("name", "Name "), ("name", "x", "X")])
def test_duplicate_headings(header: tuple[str, ...]) -> None:
    with pytest.raises(BadFile, match="stands twice"):
        plan_persons(header, None, "l.csv", LIMITS)


def test_too_many_columns() -> None:
    with pytest.raises(BadFile, match="11 columns, more than the 10"):
        plan_persons(tuple(f"c{n}" for n in range(11)), None, "l.csv", LIMITS)


def test_a_wide_header_is_not_repeated_whole() -> None:
    with pytest.raises(BadFile, match="and 60 more"):
        plan_persons(tuple(f"c{n}" for n in range(100)), None, "l.csv", Limits())


def test_sightings_take_their_own_names_only() -> None:
    plan = plan_exact(("Reference", "ref_no", "kind"), SIGHTING_FIELDS, None, "s.csv", LIMITS)
    assert plan.cells == {"reference": (0,), "kind": (2,)}
    mapped = plan_exact(("who", "kind"), SIGHTING_FIELDS, Mapping({"reference": ("who",)}), "s.csv", LIMITS)
    assert mapped.cells == {"reference": (0,), "kind": (1,)}
