"""Capture tables of the own view: whose lists stand in a table, which count as one, and whom they captured.

Invariant: made from what the view shows and from nothing else. Lists of designations and customers capture nobody. Lists
of one source group count as one, and so do those that the reader names as one source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from coalesce.errors import BadUsage
from coalesce.flows.captures import Captured, CaptureFacts, CaptureQuery, Captures
from coalesce.records import Leg, RecordList
from coalesce.services.counting import TRAVELLERS, drawn_people, list_name
from coalesce.services.node import Node
from coalesce.store.read_view import ReadView

MOST_SOURCES = 8
"""More lists than that no model is fitted to."""

JOIN = " + "

Source = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CaptureWords:
    """What is asked. Empty or None: everything. ``one_source`` holds groups of lists that count as one.

    ``rule`` is ``leg`` or ``record`` (see ``flows.captures``).
    """

    rule: str = "leg"
    leg: Leg | None = None
    into: str | None = None
    out_of: str | None = None
    since: date | None = None
    until: date | None = None
    origins: tuple[str | None, ...] = ()
    sexes: tuple[str | None, ...] = ()
    lists: tuple[str, ...] = ()
    one_source: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class OwnCaptures:
    """The tables of a question, with the sources that they are made of; ``passed_over`` were too many for a table."""

    words: CaptureWords
    sources: tuple[Source, ...]
    passed_over: tuple[str, ...]
    captured: Captured
    undecided: int


def own_captures(node: Node, view: ReadView, words: CaptureWords) -> OwnCaptures:
    """Who was captured by which list. Raises BadUsage for a list that the view does not show, or too many of them."""
    built = _built(node, view, bool(words.sexes))
    sources = sources_of(view.lists(), words)
    query = CaptureQuery(
        sources, words.rule, words.leg, words.into, words.out_of, words.since, words.until, words.origins, words.sexes
    )
    captured = built.captured(query)
    passed_over: tuple[str, ...] = ()
    if len(captured.lists) > MOST_SOURCES:
        if words.lists:
            raise BadUsage(
                f"{len(captured.lists)} lists captured somebody, and a table for an estimate has at most {MOST_SOURCES}: "
                "choose fewer, or say which of them count as one source"
            )
        passed_over = _smallest(captured)
        captured = built.captured(replace(query, sources=tuple(one for one in sources if one[0] not in passed_over)))
    return OwnCaptures(words, sources, passed_over, captured, drawn_people(node, view).undecided)


def sources_of(lists: Iterable[RecordList], words: CaptureWords) -> tuple[Source, ...]:
    """The sources of a table, by name: lists of travellers, joined by source group and by ``one_source``.

    Raises BadUsage for a name that is not among them.
    """
    groups: dict[str, set[str]] = {}
    known: dict[str, str] = {}
    for one in lists:
        if one.kind == TRAVELLERS:
            name = f"{one.owner}/{one.name}"
            known[name] = f"group {one.source_group}" if one.source_group else f"list {name}"
            groups.setdefault(known[name], set()).add(name)
    for wanted in words.one_source:
        kept = known[_known(wanted[0], known)]
        for name in wanted[1:]:
            gone = known[_known(name, known)]
            for member in groups.pop(gone, set()) if gone != kept else set():
                groups[kept].add(member)
                known[member] = kept
    chosen = {_known(name, known) for name in words.lists} or set(known)
    made = (tuple(sorted(members & chosen)) for members in groups.values())
    return tuple(sorted((JOIN.join(names), names) for names in made if names))


def _known(name: str, known: dict[str, str]) -> str:
    """The list as ``owner/name``; the owner may be left out where only one has such a list."""
    found = [one for one in known if name in (one, one.partition("/")[2])]
    if len(found) != 1:
        raise BadUsage(
            f"'{name}' is no list of travellers that you see: 'coalesce list list' names them, like FR/border"
        )
    return found[0]


def _smallest(captured: Captured) -> tuple[str, ...]:
    """The sources beyond the largest eight, by the people they captured in the central draw."""
    table = captured.table()
    order = sorted(range(len(table.lists)), key=lambda n: (-table.size(n), table.lists[n]))
    return tuple(sorted(table.lists[n] for n in order[MOST_SOURCES:]))


def _built(node: Node, view: ReadView, with_sex: bool) -> Captures:
    today = node.store.clock.today()
    key = ("captures", with_sex, view.actor.member, view.purpose, view.also)
    return node.remembered.get(key, lambda: _build(node, view, with_sex), (view.stamp(), today))


def _build(node: Node, view: ReadView, with_sex: bool) -> Captures:
    drawn = drawn_people(node, view)
    sexes = view.sexes() if with_sex else {}
    facts = {
        record: CaptureFacts(list_name(fact), fact.nationalities, sexes.get(record))
        for record, fact in drawn.facts.items()
    }
    return Captures.build(drawn.components, drawn.sightings, facts, node.store.settings.draws)


def parse_one_source(texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """``A,B`` as a group of lists. Raises BadUsage for a group of one."""
    groups = tuple(tuple(part.strip() for part in text.split(",") if part.strip()) for text in texts)
    for text, group in zip(texts, groups, strict=True):
        if len(group) < 2:
            raise BadUsage(f"'{text}': name two or more lists that count as one source, with commas between")
    return groups
