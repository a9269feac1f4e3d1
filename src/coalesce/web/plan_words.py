"""Sentences about plans in the reader's language: what is lacking, what a member is asked, amounts.

Invariant: in English they are those of the command line and the API, word for word; every question has its words here (a test
compares both).
"""

from __future__ import annotations

from decimal import Decimal

from coalesce.commitments.gaps import Gap
from coalesce.commitments.owing import Ask, Question
from coalesce.commitments.totals import STALE, STALE_DECLARED
from coalesce.records import EventKind
from coalesce.web.language import day, marked, plain, say, say_counted

ASKS: dict[Ask, str] = {
    Ask.COMMIT: marked("what will you commit?"),
    Ask.QUANTITY: marked("how much?"),
    Ask.DATE: marked("by when?"),
    Ask.CONFIRMATION: marked("is it confirmed?"),
    Ask.EVIDENCE: marked("where is it written?"),
    Ask.STANDS: marked("does it still stand?"),
    Ask.CALLED_UP: marked("called up: confirmed?"),
}


def asked(question: Question) -> list[str]:
    """What the member is asked."""
    return [_asked(one, question) for one in question.asks]


def about(question: Question) -> str:
    """What it is asked about."""
    return question.about or say("a commitment")


def gap_words(gap: Gap) -> str:
    """A gap in one to three sentences."""
    kind = gap.kind or say("what is not said")
    what = say("%(kind)s in %(place)s", kind=kind, place=gap.place) if gap.place else kind
    if gap.needed is None:
        return _unsaid(what, gap.unsaid + gap.otherwise)
    needed = say("Needed: %(needed)s %(unit)s of %(what)s.", needed=plain(gap.needed), unit=str(gap.measure), what=what)
    lacking = gap.lacking or Decimal(0)
    there = {
        "there": plain(gap.of(EventKind.IN_PLACE)),
        "promised": plain(gap.of(EventKind.CONFIRMED, EventKind.ALLOCATED)),
    }
    if lacking:
        end = say(
            "%(there)s in place, %(promised)s more confirmed or allocated; %(lacking)s %(unit)s lacking.",
            **there,
            lacking=plain(lacking),
            unit=str(gap.measure),
        )
    else:
        end = say(
            "%(there)s in place, %(promised)s more confirmed or allocated; nothing lacking once all of it is in place.",
            **there,
        )
    notes = _notes(gap)
    left_out = [say("Not counted: %(notes)s.", notes=", ".join(notes))] if notes else []
    return " ".join([needed, end, *left_out])


def _unsaid(what: str, count: int) -> str:
    if not count:
        return say("How much %(what)s is needed is not said; no commitments would be for it.", what=what)
    return say_counted(
        "How much %(what)s is needed is not said; %(count)s commitment would be for it.",
        "How much %(what)s is needed is not said; %(count)s commitments would be for it.",
        count,
        what=what,
    )


def _notes(gap: Gap) -> list[str]:
    """What is not counted, and why."""
    declared, stale = gap.of(EventKind.DECLARED, STALE_DECLARED), gap.of(STALE)
    notes = [say("%(amount)s only declared", amount=plain(declared))] if declared else []
    notes += [say("%(amount)s not renewed", amount=plain(stale))] if stale else []
    if gap.unsaid:
        notes.append(
            say_counted(
                "%(count)s commitment without a quantity", "%(count)s commitments without a quantity", gap.unsaid
            )
        )
    if gap.otherwise:
        notes.append(
            say_counted("%(count)s commitment in another unit", "%(count)s commitments in another unit", gap.otherwise)
        )
    return notes


def _asked(ask: Ask, question: Question) -> str:
    if ask is Ask.CALLED_UP and question.called_up is not None:
        return say("called up on %(day)s: confirmed?", day=day(question.called_up))
    return say(ASKS[ask])
