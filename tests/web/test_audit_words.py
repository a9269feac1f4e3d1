"""Every act that is logged has its words."""

from __future__ import annotations

import re
from pathlib import Path

from coalesce.store.audit import AuditRow
from coalesce.web import language
from coalesce.web.audit_words import ACTS, KINDS, row_shown

SOURCES = Path(__file__).resolve().parents[2] / "src" / "coalesce"
LOGGED = re.compile(r'\._?log\(\s*connection,\s*(?:[\w.]+,\s*){0,2}"([a-z ]+)"')
CHANGED = re.compile(r'\._changing\(by, (?:name, )?"([a-z ]+)"')
NOTED = re.compile(r'\._(?:note|note_ordered|note_asked|gather)\(\s*"([a-z ]+)"')
WITHOUT_NUMBER = {"label", "unseen"}
"""Noted without an id: nothing is told of it."""


def row(action: str = "read", about: str = "", **detail: object) -> AuditRow:
    leaf = {"at": "2014-11-01T12:00:00+00:00", "actor": "ada", "member": "FR", "purpose": "border", "action": action}
    return AuditRow(7, {**leaf, **({"about": about} if about else {}), "detail": detail})


def test_every_act_and_kind_of_the_source_has_words() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")]
    acts = {act for text in texts for act in LOGGED.findall(text)}
    acts |= {act for text in texts for act in CHANGED.findall(text)}
    assert len(acts) > 15
    assert acts <= set(ACTS)
    noted = {kind for text in texts for kind in NOTED.findall(text)}
    assert len(noted) > 8
    assert noted - WITHOUT_NUMBER <= set(KINDS)


def test_a_read_says_on_how_many_and_names_some_ids() -> None:
    notes = [
        {"what": "record", "count": 5, "ids": ["a", "b", "c", "d", "e"]},
        {"what": "sighting", "count": 1, "ids": ["s"]},
        {"what": "search", "count": 2, "ids": ["digest", "digest2"]},
        {"what": "edition", "count": 0, "ids": []},
        {"what": "counted"},
        {"what": "something of later", "count": 1240},
    ]
    shown = row_shown(row(outcome="answered", read=notes))
    assert shown.act == "read"
    assert shown.on == (
        "5 records", "1 sighting", "2 searched words, by their digests", "counted", "1,240 × something of later",
    )  # fmt: skip
    assert (shown.ids, shown.more) == (("a", "b", "c"), 3)
    assert not shown.refused
    assert shown.outcome == ""


def test_a_refusal_says_why_and_an_act_names_what_it_was_done_to() -> None:
    refused = row_shown(row(outcome="NotFound", read=[{"what": "record not found", "count": 1, "ids": ["digest"]}]))
    assert (refused.refused, refused.outcome) == (True, "refused: unknown, or not for this reader")
    assert refused.ids == ()
    done = row_shown(row("judge", about="NL", judgement="j", left="l", right="r", verdict="same", about_="x"))
    assert (done.act, done.about) == ("judged a pair", "NL")
    assert done.ids == ("j", "l", "r")
    assert row_shown(row("an act of later", outcome="Odd")).act == "an act of later"
    assert row_shown(row("an act of later", outcome="Odd")).outcome == "refused"


def test_it_speaks_french() -> None:
    language.speak("fr")
    try:
        assert row_shown(row("judge")).act == "a jugé une paire"
        notes = [{"what": "record", "count": 2, "ids": ["a", "b"]}]
        assert row_shown(row(read=notes)).on == ("2 fiches",)
    finally:
        language.speak(language.ENGLISH)
