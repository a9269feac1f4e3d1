"""Mappings: written, read back, and refused with the setting at fault."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalesce.errors import BadFile
from coalesce.intake import Mapping, load_mapping, propose_mapping

HEADING = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    columns=st.dictionaries(
        st.sampled_from(["name", "birth_date", "sex", "kind"]),
        st.lists(HEADING, min_size=1, max_size=3).map(tuple),
        min_size=1,
    ),
    day_first=st.sampled_from([None, True, False]),
    separator=st.sampled_from([";", "|", " / "]),
    delimiter=st.sampled_from([None, ",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "cp1252", "utf-16"]),
    row=st.sampled_from([None, 1, 7]),
)
def test_what_is_written_is_read_back(  # type: ignore[no-untyped-def]
    tmp_path: Path, columns, day_first, separator, delimiter, encoding, row
) -> None:
    mapping = Mapping(columns, day_first, separator, delimiter, encoding, header_row=row)
    path = tmp_path / "m.toml"
    path.write_text(mapping.to_toml(), encoding="utf-8")
    assert load_mapping(path) == mapping


def test_a_proposal() -> None:
    assert propose_mapping(("Naam", "Geboortedatum", "foo")).columns == {
        "name": ("Naam",),
        "birth_date": ("Geboortedatum",),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns = 3", "needs a table"),
        ("[columns]", "needs a table"),
        ("[columns]\nnom = 'Nom'", "field 'nom': unknown field"),
        ("[columns]\nname = 3", "field 'name': write a heading"),
        ("[columns]\nname = []", "field 'name': write a heading"),
        ("day_last = true\n[columns]\nname = 'x'", "field 'day_last': unknown setting"),
        ("day_first = 'yes'\n[columns]\nname = 'x'", "field 'day_first': write true or false"),
        ("delimiter = ';;'\n[columns]\nname = 'x'", "field 'delimiter'"),
        ("separator = ''\n[columns]\nname = 'x'", "field 'separator'"),
        ("encoding = 'klingon'\n[columns]\nname = 'x'", "field 'encoding'"),
        ("encoding = 'hex'\n[columns]\nname = 'x'", "field 'encoding'"),
        ("header_row = 0\n[columns]\nname = 'x'", "field 'header_row': write the number of a row"),
        ("header_row = true\n[columns]\nname = 'x'", "field 'header_row': write the number of a row"),
        ("name = ", "not TOML"),
    ],
)
def test_faults_name_the_setting(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        load_mapping(path)
    assert words in str(caught.value)
    assert str(caught.value).startswith("m.toml")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        load_mapping(tmp_path / "absent.toml")
    with pytest.raises(BadFile, match="cannot be read"):
        load_mapping(tmp_path)
    bad = tmp_path / "latin.toml"
    bad.write_bytes(b"# \xe9")
    with pytest.raises(BadFile, match="not UTF-8"):
        load_mapping(bad)
    bad.write_bytes(b"#" * 1_000_001)
    with pytest.raises(BadFile, match="too large"):
        load_mapping(bad)
