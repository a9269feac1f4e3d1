"""The language of a page: chosen by reader or browser, with its plurals, numbers and dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from jinja2 import Environment

from coalesce.handling import Purpose, Role
from coalesce.records import ListKind, NameKind, SightingKind, Verdict
from coalesce.web import language, rendering
from coalesce.web.vocabulary import VOCABULARY
from tests.web.visits import AT, Place, Visitor

THIN = "\u202f"


@pytest.fixture
def french() -> Iterator[None]:
    language.speak("fr")
    yield
    language.speak(language.ENGLISH)


@pytest.mark.parametrize(
    ("cookie", "accepts", "tag"),
    [
        ("", "", "en"),
        ("", "fr", "fr"),
        ("", "fr-BE,fr;q=0.9,en;q=0.8", "fr"),
        ("", "nl,en;q=0.8,fr;q=0.7", "en"),
        ("", "nl, fr;q=0.2", "fr"),
        ("", "fr;q=0, en;q=0.1", "en"),
        ("", "*;q=0.1, zz;q=x, ,;;", "en"),
        ("", "frisian", "en"),
        ("fr", "en", "fr"),
        ("en", "fr", "en"),
        ("xx", "fr", "fr"),
        ("../../fr", "", "en"),
    ],
)
def test_the_readers_choice_goes_before_the_browsers_wish(cookie: str, accepts: str, tag: str) -> None:
    assert language.chosen(cookie, accepts) == tag


def test_english_is_what_is_written_in_the_code() -> None:
    language.speak("no such language")
    assert language.now().tag == "en"
    assert language.say("%(a)s of 95 % and %(b)s", a=1) == "1 of 95 % and %(b)s"
    assert language.say("") == ""
    assert language.say_counted("%(count)s word", "%(count)s words", 1240) == "1,240 words"
    assert [language.decimal(2.25, 1), language.whole(7), language.month(date(2014, 9, 2))] == ["2.2", "7", "Sep 2014"]


def test_french_writes_numbers_days_and_countries_its_own_way(french: None) -> None:
    assert language.whole(1240) == f"1{THIN}240"
    assert language.decimal(1240.5, 1) == f"1{THIN}240,5"
    assert language.decimal(0.5, 0) == "0"
    assert rendering.span(925, 1070) == f"925 – 1{THIN}070"
    assert rendering.share(0.9312) == "0,93"
    assert rendering.day(date(2014, 3, 4)) == "4 mars 2014"
    assert rendering.moment(datetime(2014, 3, 4, 9, 5, tzinfo=UTC)) == "4 mars 2014, 09:05 UTC"
    assert rendering.country("DE") == "Allemagne"
    assert rendering.country("??") == "??"
    assert rendering.people(1) == "1 personne"
    assert rendering.people(0) == "0 personne"
    assert rendering.people(1240) == f"1{THIN}240 personnes"
    assert rendering.spoken("turned_back") == "refoulé"


def test_a_text_without_translation_is_told_in_english(french: None) -> None:
    assert language.say("no catalogue holds these words: %(a)s", a="x") == "no catalogue holds these words: x"
    assert language.say_counted("%(count)s zorbal", "%(count)s zorbals", 2) == "2 zorbals"


def test_what_fills_a_place_in_a_template_is_escaped(french: None) -> None:
    templates = Environment(autoescape=True)
    language.teach(templates)
    text = "{% trans also=a, own=b %}Seen as <strong>{{ also }}</strong>: only what both {{ own }} and {{ also }} may see.{% endtrans %}"
    shown = templates.from_string(text).render(a="<FR>", b="NL")
    assert "<strong>&lt;FR&gt;</strong>" in shown
    assert "Seen as" not in shown


def test_a_language_knows_its_name_and_direction() -> None:
    found = language.languages()
    assert [(one.tag, one.name, one.direction) for one in found.values()][:2] == [
        ("en", "English", "ltr"),
        ("fr", "français", "ltr"),
    ]


def test_every_word_that_pages_show_as_it_is_stands_in_the_vocabulary() -> None:
    shown: tuple[type[StrEnum], ...] = (Purpose, Role, Verdict, SightingKind, ListKind, NameKind)
    assert {word.replace("_", " ") for kind in shown for word in kind} <= VOCABULARY


def test_a_page_speaks_its_readers_language_and_a_document_english(place: Place, claire: Visitor) -> None:
    french = {"accept-language": "fr"}
    page = claire.get("/records", headers=french).text
    assert '<html lang="fr" dir="ltr">' in page
    assert "Aller au contenu" in page
    assert '<html lang="en" dir="ltr">' in claire.get("/records").text
    assert claire.get("/api/flows", headers=french).json() == claire.get("/api/flows").json()
    assert claire.get("/flows.csv", headers=french).text == claire.get("/flows.csv").text
    assert claire.get("/nowhere", headers=french).text.count("<h1>Rien ici pour vous</h1>") == 1
    wrong = claire.get("/api/flows?colour=red", headers=french).json()["error"]
    assert wrong == claire.get("/api/flows?colour=red").json()["error"]


def test_one_reader_does_not_change_anothers_language(place: Place) -> None:
    first, second = place.visitor(), place.visitor("rita")
    first.client.cookies.set(language.COOKIE, "fr", domain=AT.removeprefix("http://").partition(":")[0])
    for _ in range(2):
        assert 'lang="fr"' in first.get("/flows").text[:200]
        assert 'lang="en"' in second.get("/flows").text[:200]
