"""Countries as lists write them."""

import pytest

from coalesce.intake.territory import country_at_end, country_code, says_none


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("TN", "TN"),
        ("tun", "TN"),
        ("Tunisia", "TN"),
        ("Tunisian", "TN"),
        ("UK", "GB"),
        ("Syrian Arab Republic", "SY"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Korea, North", "KP"),
        ("Democratic People's Republic of Korea ", "KP"),
        ("Congo, Democratic Republic of the.", "CD"),
        ("United Kingdom of Great Britain and Northern\n Ireland", "GB"),
        ("State of Palestine", "PS"),
        ("Palestinian", "PS"),
        ("Bosnia-Herzegovina", "BA"),
        ("Kosovo", "XK"),
        ("USSR", "SU"),
        ("Yugoslavia", "YU"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
    ],
)
def test_names_codes_and_peoples(words: str, code: str) -> None:
    assert country_code(words) == code


@pytest.mark.parametrize(
    "words", ["", "Narnia", "Possibly Ethiopian", "Moscow", "Tehran", "New Mexico", "Sudan/South Sudan"]
)
def test_nothing_is_guessed(words: str) -> None:
    assert country_code(words) is None


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("Tikrit, Iraq", "IQ"),
        ("Aleppo (Syria)", "SY"),
        ("Khartoum Sudan", "SD"),
        ("Bukavu, Congo, Democratic Republic of the", "CD"),
        ("Sarajevo Bosnia-Herzegovina.", "BA"),
        ("Las Cruces, New Mexico", None),
        ("Bloomington, Indiana USA", "US"),
        ("Chiswick, England", "GB"),
        ("Abasan, Gaza Strip", "PS"),
        ("Yemen", "YE"),
        ("Tripoli", None),
        ("Cartago, Valle", None),
        ("Port Moresby, New Guinea", None),
        ("", None),
    ],
)
def test_the_country_that_a_place_ends_with(place: str, code: str | None) -> None:
    assert country_at_end(place) == code


@pytest.mark.parametrize("words", [" na", "N/A", "unknown", "stateless", "-", ""])
def test_words_for_no_country(words: str) -> None:
    assert says_none(words)


def test_namibia_is_a_country() -> None:
    assert country_code("Namibia") == "NA"
    assert not says_none("Namibia")
