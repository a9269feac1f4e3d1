"""One row of an EU annex to one entry."""

import pytest

from coalesce.errors import BadField
from coalesce.intake import Limits
from coalesce.intake.eu_person import annex_reference, read_annex_person
from coalesce.records import Entry, NameKind, NameQuality, Provenance, Sex


def read(limits: Limits | None = None, **row: str) -> Entry:
    return read_annex_person({"name": "Ali Hassan", **row}, Provenance("list.csv", 2), limits or Limits())


def test_names_with_kind_and_quality() -> None:
    entry = read(alias="Али Хасан; Omar (previously listed as)", weakAlias="Abu Ali", previousName="Said")
    assert [(name.full, name.kind, name.quality, name.script) for name in entry.names] == [
        ("Ali Hassan", NameKind.PRIMARY, NameQuality.GOOD, "Latn"),
        ("Али Хасан", NameKind.ALIAS, NameQuality.GOOD, "Cyrl"),
        ("Omar", NameKind.FORMER, NameQuality.GOOD, "Latn"),
        ("Said", NameKind.FORMER, NameQuality.UNKNOWN, "Latn"),
        ("Abu Ali", NameKind.ALIAS, NameQuality.LOW, "Latn"),
    ]
    assert "alias Omar: previously listed as" in entry.remarks


def test_every_field_has_its_place() -> None:
    entry = read(
        gender="Male",
        birthDate="7.2.1956",
        birthPlace="Minsk, former USSR (now Belarus)",
        nationality="Syrian. Passport No 99 (Syrian passport)",
        passportNumber="M1 (Iraq)",
        idNumber="77",
        fatherName="Hassan",
        position="Imam",
        shoeSize="44",
        notes="In custody; Photo available",
    )
    assert (entry.sex, [str(when) for when in entry.birth_dates]) == (Sex.MALE, ["1956-02-07"])
    assert (entry.birth_places[0].country, entry.nationalities) == ("BY", ("SY",))
    assert [(paper.number, paper.kind, paper.country) for paper in entry.documents] == [
        ("M1", "passport", "IQ"),
        ("77", "national_id", None),
        ("99", "passport", "SY"),
    ]
    assert entry.remarks == "father's name: Hassan; position: Imam; shoe size: 44; In custody; Photo available"


def test_sex_and_birth_dates_said_elsewhere() -> None:
    entry = read(notes="gender: female; At large", alias="Omar (born on 14.1.1968)", birthDate="never")
    assert entry.sex is Sex.FEMALE
    assert [str(when) for when in entry.birth_dates] == ["1968-01-14"]
    assert entry.remarks == "alias Omar: born on 14.1.1968; birth date: never; At large"


def test_what_is_not_understood_is_a_remark() -> None:
    entry = read(gender="?", alias="--- 7", nationality="Afgan", passportNumber="lost")
    assert (entry.sex, entry.nationalities, entry.documents) == (None, (), ())
    for words in ("gender: ?", "alias: --- 7", "nationality: Afgan", "passport number: lost"):
        assert words in entry.remarks


def test_reference_from_the_annex_or_from_the_content() -> None:
    assert annex_reference({"annex": "I.A", "recordId": "43"}) == "I.A-43"
    assert annex_reference({"annex": "I.A", "recordId": ""}) == ""
    one, other = read(recordId="7", annex="I").reference, read().reference
    assert (one, other[:2]) == ("I-7", "c-")
    assert read(notes="news").reference == other != read(birthDate="1956").reference


def test_limits_and_a_missing_name() -> None:
    with pytest.raises(BadField, match="every person needs a name"):
        read(name="123")
    with pytest.raises(BadField, match="field 'alias'"):
        read(Limits(max_names=2), alias="Omar; Said")
    with pytest.raises(BadField, match="field 'birthDate'"):
        read(Limits(max_values=1), birthDate="1950; 1951")


def test_addresses_are_residences_and_notes_stay() -> None:
    entry = read(address="Tunis, Tunisia (previous address)")
    assert [place.text for place in entry.residences] == ["Tunis, Tunisia"]
    assert entry.remarks == "address: Tunis, Tunisia (previous address)"
