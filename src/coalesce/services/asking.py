"""Asking the owner of a record for more about a person on whom both members hold something.

Promises that a question is put only where a link, a person or a human's word joins one of the own member's records with theirs, with its purpose
stated and a day by which it is to be answered. Invariant: the own record is named to nobody; what is asked stands in no log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from coalesce.errors import BadUsage, NotFound, Refusal
from coalesce.handling import Actor, Purpose
from coalesce.records import Enquiry, EnquiryKind, ListKind, RequestSent, Verdict
from coalesce.services import dispatching
from coalesce.services.dispatching import Route
from coalesce.services.node import Node
from coalesce.services.people import reading
from coalesce.store import message_rows
from coalesce.store.message_rows import BETWEEN_READERS
from coalesce.store.permits import Act, require
from coalesce.store.read_view import ReadView


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a record that is seen for ``purpose``; ``due`` is the last day to answer, the node's usual one without."""

    record: str
    words: str
    purpose: Purpose = Purpose.INVESTIGATION
    due: date | None = None


def ask(node: Node, actor: Actor, question: Question) -> Enquiry:
    """Put a question to a record's owner.

    Raises NotPermitted, BadUsage, NotFound alike for what is unknown and what is not to be seen, Refusal where the own member holds
    nothing that is joined with the record, or nothing leads to its owner.
    """
    require(actor, Act.ENQUIRE)
    words, due = checked_words(node, question.words), checked_day(node, question.due)
    with reading(node, actor, question.purpose) as view:
        owner = view.record(question.record).owner
        if owner == actor.member:
            raise BadUsage("this record is your own member's: its own list says what is known")
        own = joined(view, question.record)
        if not own:
            raise Refusal(
                "no link, person or word joins a record of your member with this one: both must hold something"
            )
        found = dispatching.route(node, actor, question.record, owner)
        writer = node.store.write(actor, question.purpose)
        at, identity = dispatching.moment(node), writer.new_id()
        wire = dispatching.new_wire_id(node, dispatching.REQUEST, identity) if found else ""
        made = Enquiry(
            identity, EnquiryKind.QUESTION, question.record, own[0], owner, actor.member, actor.name, question.purpose, at, due, words
        )  # fmt: skip
        with writer.transaction() as connection:
            if not message_rows.keep(connection, made, found.way(wire) if found else BETWEEN_READERS):
                raise NotFound()
            if found:
                letter = _letter(made, wire, found)
                dispatching.put(connection, node, found.peer, letter, (owner, dispatching.until(node, due)))
            detail = {"request": made.id, "record": made.about, "due": due.isoformat()}
            writer.log(connection, "request ask", detail, about=owner)
    return made


def _letter(made: Enquiry, wire: str, found: Route) -> RequestSent:
    assert made.due is not None
    return RequestSent(wire, found.about, made.purpose, made.words, made.due, made.at, made.member)


def joined(view: ReadView, record: str) -> list[str]:
    """The own member's records that a link, a person or a word joins with a record, the surest first; not those judged different."""
    verdicts = {_other(pair, record): said for pair, said in view.verdicts([record]).items()}
    links = {_other((link.left, link.right), record): link.probability for link in view.links([record])}
    person = view.people_of([record]).get(record)
    found = {
        *links,
        *(person.records if person else ()),
        *(one for one, said in verdicts.items() if said is Verdict.SAME),
    }
    found -= {record, *(one for one, said in verdicts.items() if said is Verdict.DIFFERENT)}
    facts = view.facts(sorted(found))
    own = [one for one in found if one in facts and _is_own(view, facts[one])]
    return sorted(own, key=lambda one: (verdicts.get(one) is not Verdict.SAME, -links.get(one, 0.0), one))


def _is_own(view: ReadView, fact: Any) -> bool:
    return bool(fact.owner == view.actor.member and fact.list_kind != ListKind.CUSTOMERS)


def _other(pair: tuple[str, str], record: str) -> str:
    return pair[1] if pair[0] == record else pair[0]


# -- what is there -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """An enquiry, whether it is late, and whether it is this member's to answer."""

    of: Enquiry
    late: bool
    ours: bool


def enquiries(node: Node, view: ReadView) -> list[Shown]:
    """Those that the reader's member asked for the view's purpose, and those that were put to it: open ones by deadline, so the late
    ones first, then the latest answers."""
    return [_shown(node, view, one) for one in view.enquiries(node.store.settings.page_size)]


def enquiry(node: Node, view: ReadView, identity: str) -> Shown:
    """One of them. Raises NotFound."""
    return _shown(node, view, view.enquiry(identity))


def _shown(node: Node, view: ReadView, one: Enquiry) -> Shown:
    return Shown(one, one.overdue(node.store.clock.today()), one.asked == view.actor.member)


def row(shown: Shown, today: date) -> dict[str, Any]:
    """An enquiry as plain data, with ``state``: ``open``, ``overdue`` or ``answered``; a proposal of one's own is ``sent``."""
    one, said = shown.of, shown.of.reply
    still = "sent" if one.kind is EnquiryKind.PROPOSAL and not shown.ours else "open"
    return {
        "request": one.id,
        "kind": one.kind,
        "state": "answered" if said else "overdue" if shown.late else still,
        "record": one.about,
        "other": one.other or None,
        "asked": one.asked,
        "by": one.member,
        "purpose": one.purpose,
        "opened": one.at.isoformat(),
        "due": one.due.isoformat() if one.due else None,
        "days_left": (one.due - today).days if one.due and not said else None,
        "words": one.words,
        "field": one.field or None,
        "value": one.value or None,
        "verdict": one.verdict,
        "outcome": said.outcome if said else None,
        "answer": said.words if said else None,
        "answered": said.at.isoformat() if said else None,
        "answered_by": (said.actor or one.asked) if said else None,
    }


# -- limits --------------------------------------------------------------------------------


def checked_words(node: Node, words: str, what: str = "a question") -> str:
    """The words without blanks around. Raises BadUsage where there are none, or too many."""
    most, told = node.store.settings.request_letters, words.strip()
    if not told or len(told) > most:
        raise BadUsage(f"{what} has from 1 to {most} letters")
    return told


def checked_day(node: Node, due: date | None) -> date:
    """The last day to answer. Raises BadUsage for one that has passed, or is too far away."""
    settings, today = node.store.settings, node.store.clock.today()
    if due is None:
        return today + timedelta(days=settings.request_days)
    if not today <= due <= today + timedelta(days=settings.request_most_days):
        raise BadUsage(f"an answer is due from today on, and within {settings.request_most_days} days")
    return due


def bounded_day(node: Node, due: date, usual: int) -> date:
    """The last day that another member gave, where it is one to be kept; else the usual one here, so many days from now."""
    today = node.store.clock.today()
    far = today + timedelta(days=node.store.settings.request_most_days)
    return due if today <= due <= far else today + timedelta(days=usual)


def names(kinds: Iterable[str]) -> str:
    """Words as a list in a sentence."""
    return ", ".join(kinds)
