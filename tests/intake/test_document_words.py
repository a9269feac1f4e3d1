"""Document numbers wrapped in words."""

import pytest

from coalesce.intake.document_words import paper_kind, read_paper


@pytest.mark.parametrize(
    ("words", "number", "kind", "country"),
    [
        ("592667", "592667", None, None),
        ("D 000974", "D 000974", None, None),
        ("1990/345751", "1990/345751", None, None),
        ("NO33301/862", "NO33301/862", None, None),
        ("Jordan 654781", "654781", None, "JO"),
        ("Libya B/002210", "B/002210", None, "LY"),
        ("403062567 (US)", "403062567", None, "US"),
        ("R00012098, South Sudan", "R00012098", None, "SS"),
        ("Qatari passport number 592667", "592667", "passport", "QA"),
        ("Libyan Passport No. 96/184442", "96/184442", "passport", "LY"),
        ("No. H0044232 (Iraqi)", "H0044232", None, "IQ"),
        ("Diplomatic Passport D014433", "D014433", "passport", None),
        ("national identity card number 44103-5251752-5", "44103-5251752-5", "national_id", None),
        ("German travel document (“Reiseausweis”) A 0139243", "A 0139243", "other", "DE"),
        ("Social Security Number 423-31-3021 (US)", "423-31-3021", "national_id", "US"),
        (
            "Central African Republic armed forces (FACA) Military identification\n number 911-10-77",
            "911-10-77",
            "national_id",
            "CF",
        ),
        ("Tunisian passport number L 191609 issued on 28 Feb. 1996, expired", "L 191609", "passport", "TN"),
    ],
)
def test_forms_of_the_un_list(words: str, number: str, kind: str | None, country: str | None) -> None:
    found = read_paper(words)
    assert found is not None
    assert (found.number, found.kind, found.country) == (number, kind, country)


def test_what_stands_behind_the_number_is_kept() -> None:
    found = read_paper("381110042 (Expired 25 Jan. 2016)")
    assert found is not None
    assert found.number == "381110042"
    assert "Expired 25 Jan. 2016" in found.note


@pytest.mark.parametrize("words", ["", "issued in 1993, under a false name", "false passport", "see above"])
def test_no_number_no_document(words: str) -> None:
    assert read_paper(words) is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Passport", "passport"),
        ("Número de pasaporte", "passport"),
        ("Numéro de passeport ", "passport"),
        ("National Identification Number", "national_id"),
        ("Driver's Permit", "other"),
        ("BPA", None),
    ],
)
def test_kinds(words: str, kind: str | None) -> None:
    assert paper_kind(words) == kind
