"""The page for reports: mark, confirm, split, set aside, pick; what is stored and what is not; who may."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from coalesce.handling import Role
from coalesce.records import Commitment, HeldCommitment
from tests import builders
from tests.commitments.plan_nodes import add_plan, seen
from tests.web.test_text_form import MULTI
from tests.web.test_text_form import form as multipart
from tests.web.visits import Place, Visitor

PATH = "/commitments/from-report"
TEXT = (
    "France will send six F-16s to Iraq by 1 December 2014. Zyxwv rained upon the harbour.\n\n"
    "Denmark pledged 40 tents and 20 stoves. Kuwait: $200 million.\n"
)
FRENCH, RAIN, DANISH, KUWAITI = (re.search(words, TEXT).span() for words in (  # type: ignore[union-attr]  # all are there
    r"France.*?2014\.", r"Zyxwv.*?\.", r"Denmark.*?\.", r"Kuwait.*?\."))  # fmt: skip


def key(span: tuple[int, int]) -> str:
    return f"{span[0]}-{span[1]}"


class Reporting:
    """Somebody at the page: what its form holds goes along from step to step, as a browser sends it."""

    def __init__(self, place: Place, name: str = "owner") -> None:
        self.visitor: Visitor = place.visitor(name)
        self.fields: dict[str, str] = {}
        self.text, self.status = "", 0

    def send(self, do: str, **changed: str) -> Reporting:
        """Press a button, with some fields changed first."""
        answer = self.visitor.post(PATH, {**self.fields, **changed, "do": do, "csrf": self.visitor.csrf})
        self.text, self.status = html.unescape(answer.text), answer.status_code
        self.fields = fields_of(answer.text)
        return self

    def mark(self, text: str = TEXT, **more: str) -> Reporting:
        """The first step."""
        said = {"plan": "NL/press", "source": "a paper", "published": "2014-09-05", "text": text, **more}
        return self.send("mark", **said)


def fields_of(page: str) -> dict[str, str]:
    """The fields of the page's form with their values."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'\b{what}="([^"]*)"', tag) for what in ("name", "value"))
        if name and 'type="file"' not in tag:
            found[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
    for name_of, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[html.unescape(name_of)] = html.unescape(chosen[1]) if chosen else ""
    return {name: value for name, value in found.items() if name not in ("back", "csrf")}


@pytest.fixture
def planned(fresh: Place) -> Place:
    """A desk of one's own with a plan."""
    add_plan(fresh.node.store, "press", held=builders.handling("FR:planning"))
    return fresh


def entries(place: Place) -> list[HeldCommitment]:
    return [held for held in seen(place.node.store).values() if held.plan == "press"]


def terms(place: Place) -> list[Commitment]:
    return [held.terms for held in entries(place) if isinstance(held.terms, Commitment)]


def stored(place: Place) -> bytes:
    """Every byte that the node has on disk."""
    return b"".join(path.read_bytes() for path in Path(place.node.store.folder).rglob("*") if path.is_file())


def test_nothing_is_stored_before_a_row_is_confirmed_and_then_its_sentence_alone(planned: Place) -> None:
    at = Reporting(planned).mark()
    assert at.status == 200
    at.send("again").send(f"aside {key(KUWAITI)}")
    assert terms(planned) == []
    assert not [words for words in (b"Zyxwv", b"six F-16s", b"40 tents", b"200 million") if words in stored(planned)]
    at.send(f"keep {key(FRENCH)}.1")
    (kept,) = terms(planned)
    assert (str(kept.parties), kept.place, str(kept.by)) == ("FR", "Iraq", "2014-12-01")
    assert b"Zyxwv" not in stored(planned)
    assert b"40 tents" not in stored(planned)


def test_the_candidates_are_marked_and_the_first_is_begun(planned: Place) -> None:
    at = Reporting(planned).mark()
    assert at.text.count('class="card said') == 3
    assert f'name="open.{key(FRENCH)}.1"' in at.text
    assert "the sentence does not say" in at.text
    assert at.fields[f"{key(FRENCH)}.1:quantity"] == "6"
    assert at.fields[f"{key(FRENCH)}.1:conditions"] == ""


def test_one_by_one_they_are_confirmed_mended_split_and_set_aside(planned: Place) -> None:
    at = Reporting(planned).mark()
    at.send(f"keep {key(FRENCH)}.1", **{f"{key(FRENCH)}.1:place": "northern Iraq"})
    assert "The row is kept in the plan." in at.text
    assert f'name="open.{key(DANISH)}.1"' in at.text
    at.send(f"split {key(DANISH)}")
    assert [at.fields[f"{key(DANISH)}.{number}:unit"] for number in (1, 2)] == ["tents", "stoves"]
    at.send(f"keep {key(DANISH)}.1").send(f"keep {key(DANISH)}.2").send(f"drop {key(KUWAITI)}.1")
    assert "Everything marked is decided." in at.text
    made = {(str(one.parties), str(one.amount), one.place) for one in terms(planned)}
    assert made == {("FR", "6 F-16s", "northern Iraq"), ("DK", "40 tents", ""), ("DK", "20 stoves", "")}
    at.send(f"open {key(KUWAITI)}").send(f"keep {key(KUWAITI)}.1")
    assert ("KW", "200,000,000 (of what is not stated)") in {
        (str(one.parties), str(one.amount)) for one in terms(planned)
    }


def test_a_sentence_that_nobody_marked_is_picked_by_hand(planned: Place) -> None:
    at = Reporting(planned).mark().send(f"aside {key(FRENCH)}").send(f"open {key(RAIN)}")
    assert at.text.count('class="card said') == 4
    at.send(f"keep {key(RAIN)}.1", **{f"{key(RAIN)}.1:member": "NL", f"{key(RAIN)}.1:form": "statement"})
    (held,) = entries(planned)
    assert [event.evidence.quote for event in held.events if event.evidence] == ["Zyxwv rained upon the harbour."]


def test_sent_again_nothing_is_kept_twice(planned: Place) -> None:
    at = Reporting(planned).mark()
    before = dict(at.fields)
    for _ in range(2):
        at.fields = dict(before)
        at.send(f"keep {key(FRENCH)}.1")
    assert len(terms(planned)) == 1


def test_a_like_row_is_asked_about(planned: Place) -> None:
    later = TEXT.replace("six", "eight")
    Reporting(planned).mark().send(f"keep {key(FRENCH)}.1")
    at = Reporting(planned).mark(later, source="another paper")
    span = f"0-{later.index('2014.') + 5}"
    at.send(f"keep {span}.1")
    assert "It is this one" in at.text
    assert [str(one.amount) for one in terms(planned)] == ["6 F-16s"]
    found = re.search(rf'value="(same {span}\.1 [^"]+)"', at.text)
    assert found
    at.send(found[1])
    assert [str(one.amount) for one in terms(planned)] == ["8 F-16s"]
    (held,) = entries(planned)
    assert len(held.events) == 2


def test_a_field_that_cannot_be_is_said_where_it_stands_and_nothing_is_lost(planned: Place) -> None:
    at = Reporting(planned).mark()
    name = f"{key(FRENCH)}.1:quantity"
    at.send(f"keep {key(FRENCH)}.1", **{name: "many", f"{key(FRENCH)}.1:kind": "jets"})
    assert at.status == 400
    assert 'aria-invalid="true"' in at.text
    assert (at.fields[name], at.fields[f"{key(FRENCH)}.1:kind"]) == ("many", "jets")
    assert terms(planned) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": ""}, "paste the text"),
        ({"text": "a" * 100_001}, "has 100001 letters"),
        ({"source": ""}, "say where the text stands"),
        ({"published": "soon"}, "not a date"),
    ],
)
def test_a_first_step_that_lacks_something_says_so_and_keeps_the_rest(
    planned: Place, changed: dict[str, str], told: str
) -> None:
    at = Reporting(planned).mark(**{"address": "https://paper.example/1", "source": "x", **changed} | (
        {"address": ""} if "source" in changed else {}))  # fmt: skip
    assert at.status == 400
    assert told in at.text
    assert at.fields["plan"] == "NL/press"


def test_a_text_may_come_as_a_file(planned: Place) -> None:
    visitor = planned.visitor("owner")
    parts = [(name, None, value.encode()) for name, value in {
        "csrf": visitor.csrf, "plan": "NL/press", "source": "a paper", "text": "", "do": "mark"}.items()]  # fmt: skip
    for name, raw, status, told in (
        ("a.txt", TEXT.encode(), 200, "what nobody marked"),
        ("a.pdf", b"%PDF-1.7", 400, "is a PDF"),
        ("a.txt", b"caf\xe9 au lait", 400, "is not text"),
    ):
        body = multipart(*parts, ("file", name, raw))
        headers = {"content-type": MULTI, "sec-fetch-site": "same-origin"}
        answer = visitor.post(PATH, content=body, headers=headers)
        assert answer.status_code == status
        assert told in answer.text or (status == 200 and "six F-16s" in fields_of(answer.text)["text"])


def test_without_a_candidate_it_is_said_plainly(planned: Place) -> None:
    at = Reporting(planned).mark("It rained. Nobody came.")
    assert "No candidate was found" in at.text
    assert "16 of 29" in at.text
    assert "Pick this sentence" in at.text


def test_another_language_is_read_by_hand(planned: Place) -> None:
    at = Reporting(planned).mark("ستبيع فرنسا ست طائرات. La France enverra six avions.", language="fr")
    assert "rules for English alone" in at.text
    assert 'lang="fr"' in at.text
    assert 'dir="auto"' in at.text


def test_what_a_text_holds_is_shown_as_text(planned: Place) -> None:
    visitor = planned.visitor("owner")
    bad = '<script>alert(1)</script> France will send six F-16s to Iraq"><b>.'
    form = {"plan": "NL/press", "source": "<i>", "text": bad, "do": "mark", "csrf": visitor.csrf}
    page = visitor.post(PATH, form).text
    assert "<script>alert" not in page
    assert "<i>" not in page
    assert "<b>" not in page


def test_an_entry_that_was_not_kept_is_not_shown_as_kept(planned: Place) -> None:
    at = Reporting(planned).mark()
    at.send("again", **{f"kept.{key(KUWAITI)}.1": "0123456789abcdef"})
    assert "Rows kept</dt><dd>0" in at.text
    assert "/commitments/0123456789abcdef" not in at.text


@pytest.mark.parametrize("do", ["keep 0-9999.1", "open 5-2", "shout 0-10", "drop 0", "same 0-10.x y"])
def test_what_is_not_of_the_text_is_refused(planned: Place, do: str) -> None:
    assert Reporting(planned).mark().send(do).status == 400


def test_without_a_plan_it_is_said_how_one_is_begun(fresh: Place) -> None:
    builders.let_in(fresh.node.store, "odile", "FR", Role.RELEASING_OFFICER)
    assert "coalesce commitments plan" in fresh.visitor("odile").get(PATH).text


def test_another_members_plan_is_not_to_be_written(planned: Place) -> None:
    builders.let_in(planned.node.store, "odile", "FR", Role.RELEASING_OFFICER)
    at = Reporting(planned, "odile").mark()
    assert at.status == 400
    assert "no such plan that you may write" in at.text
    assert terms(planned) == []


def test_what_was_said_is_taken_back_to_the_first_step(planned: Place) -> None:
    at = Reporting(planned).mark().send("edit")
    assert "Mark candidate sentences" in at.text
    assert at.fields["source"] == "a paper"
    assert "six F-16s" in at.text


def test_a_longer_body_than_the_settings_allow_is_refused(planned: Place) -> None:
    at = Reporting(planned)
    answer = at.visitor.post(PATH, {"text": "a" * 2_600_000, "csrf": at.visitor.csrf})
    assert answer.status_code == 400
    assert "report_max_chars" in answer.text
