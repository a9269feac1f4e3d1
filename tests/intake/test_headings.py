"""Which field a heading means."""

from coalesce.intake.headings import PERSON_FIELDS, certain_columns, likely_columns, plain_heading


def test_plain_headings() -> None:
    assert plain_heading(" Date of-Birth ") == "date_of_birth"
    assert plain_heading("Name*") == "name"


def test_our_own_names_are_certain() -> None:
    assert certain_columns(PERSON_FIELDS) == {field: (field,) for field in PERSON_FIELDS}


def test_known_synonyms_are_certain() -> None:
    found = certain_columns(("Ref", "Full Name", "DOB", "Gender", "Place of birth", "Shoe size"))
    assert found == {
        "reference": ("Ref",),
        "name": ("Full Name",),
        "birth_date": ("DOB",),
        "sex": ("Gender",),
        "birth_place": ("Place of birth",),
    }


def test_a_field_claimed_by_two_headings_is_left_out_unless_one_is_its_own_name() -> None:
    assert "birth_date" not in certain_columns(("name", "DOB", "Birthday"))
    assert certain_columns(("name", "DOB", "birth_date"))["birth_date"] == ("birth_date",)


def test_weak_guesses_stay_out_of_an_import() -> None:
    assert "name" not in certain_columns(("Nom", "Sexe"))
    assert likely_columns(("Nom", "Sexe")) == {"name": ("Nom",), "sex": ("Sexe",)}


def test_given_and_family_name_are_proposed_together() -> None:
    assert likely_columns(("Last name", "First name"))["name"] == ("First name", "Last name")
