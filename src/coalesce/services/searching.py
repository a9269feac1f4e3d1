"""Finding records by name in any script and spelling, or by a document's number or the list's own reference.

Invariant: a search is equality on stored keys; what is found, its order, its number and its facets come from visible
records alone. It is exact as long as ``complete`` is true; else it is told of the first so many and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from coalesce.errors import BadUsage
from coalesce.linking.index import Asked, bones_of, value
from coalesce.names.comparing import NameComparison, compare_many
from coalesce.names.normal import plain_digits
from coalesce.names.rarity import rarity
from coalesce.names.words import words
from coalesce.records import Person, Record
from coalesce.records.sketch import Sketch
from coalesce.services.facets import Facet, Narrowing, narrowed
from coalesce.services.finding import ENOUGH, FindOrder, find
from coalesce.store.read_sketches import sketch_of
from coalesce.store.read_view import ReadView

LEAST = 0.5
"""A record that does not hold every asked word is shown from this score on."""

RANKED = 100
"""So many records are ranked by score; where more hold every word, they come by reference."""

DEEPEST = 8
"""So many times the records of a page's search are looked at for those that hold a third word too."""

Place = tuple[float, str, str]
"""Where a record stands among those found: score (turned round), reference, id."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked. ``most``: so many records are gathered; ``after``: where the page before ended."""

    text: str = ""
    by: Narrowing = field(default_factory=Narrowing)
    limit: int = 50
    after: tuple[str, str] | None = None
    most: int = 1_000


@dataclass(frozen=True, slots=True)
class Why:
    """Why a record was found: its name and how the words compare, or the number or reference that agrees."""

    name: str = ""
    compared: NameComparison | None = None
    number: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page. ``total`` of ``gathered`` records pass; where ``complete`` is false, more hold what is asked, or may: of those
    under the keys ``looked`` were looked at and no more. ``why`` by record, for a searched text."""

    records: tuple[Record, ...]
    why: dict[str, Why]
    total: int
    next: tuple[str, str] | None
    facets: tuple[Facet, ...]
    complete: bool
    gathered: int
    ranked: bool
    looked: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """Records in outline, before narrowing: all that hold what is asked, or the first of more; ``looked``: among so many."""

    found: tuple[Sketch, ...]
    complete: bool
    looked: int


def asked_keys(text: str) -> tuple[tuple[int, ...], ...]:
    """The keys of a searched text, of which a record must have one in each group.

    A group for every word, since a word of another script may have several skeletons; or one of a number and reference.
    """
    plain = text.strip()
    if is_number(plain):
        return ((value("n", _number(plain)), value("r", plain.casefold())),)
    groups: dict[tuple[int, ...], list[int]] = {}
    for key in Asked.of(plain, rarity).singles:
        groups.setdefault(key.places, []).append(key.value)
    return tuple(tuple(group) for group in groups.values())


def search(view: ReadView, asked: Search, everything: Callable[[str], Gathered] | None = None) -> Found:
    """One page of the visible records nearest to the text; all records for an empty one.

    A text with a digit is a document's number or a reference, and found exactly. Records that hold every word of a
    name come with those whose names score ``LEAST``, best first. ``everything`` gives all visible records, or a
    list's, where they are remembered. Raises BadUsage for an ``after`` of another page.
    """
    plain = asked.text.strip()
    only = _only_list(asked.by)
    if plain:
        view.note_searched(plain)
        gathered = _gathered(view, plain, asked.by, asked.most)
    else:
        gathered = _everything(view, asked, only, everything or (lambda of: all_records(view, asked.most, of)))
    kinds = {one.id: str(one.kind) for one in view.lists()}
    passed = narrowed(gathered.found, kinds, asked.by)
    scored = _ranked(plain, passed.kept) if plain and len(passed.kept) <= RANKED else None
    return _page(view, asked, (gathered, passed.kept, passed.facets), scored)


def _everything(view: ReadView, asked: Search, only: str, records: Callable[[str], Gathered]) -> Gathered:
    """All records; where they are too many and members are chosen, those of their lists, which may lie behind the first by reference."""
    whole = records(only)
    members = asked.by.chosen.get("member", ())
    if whole.complete or only or not members:
        return whole
    each = [records(one.id) for one in view.lists() if one.owner in members]
    found = sorted((one for of in each for one in of.found), key=lambda one: (one.reference, one.record))
    complete = all(of.complete for of in each) and len(found) <= asked.most
    return Gathered(tuple(found[: asked.most]), complete, min(len(found), asked.most))


def all_records(view: ReadView, most: int, list_id: str = "") -> Gathered:
    """All visible records, or a list's, with their sightings; the first by reference where there are more."""
    found = view.sketches(most + 1, list_id)
    return Gathered(tuple(view.with_sightings(found[:most])), len(found) <= most, min(len(found), most))


@dataclass(frozen=True, slots=True)
class PeopleFound:
    """People, each with its nearest record's id, the nearest person first. ``complete`` is false where more records are found
    than were looked at for whom they belong to."""

    people: tuple[tuple[Person, str], ...]
    complete: bool


def people_found(view: ReadView, text: str, most: int) -> PeopleFound:
    """The people of whom some record is found, among the first ``RANKED`` records."""
    found = search(view, Search(text, limit=RANKED, most=most))
    by = view.people_of([record.id for record in found.records])
    people: dict[str, tuple[Person, str]] = {}
    for record in found.records:
        if record.id in by:
            people.setdefault(by[record.id].id, (by[record.id], record.id))
    return PeopleFound(tuple(people.values()), found.complete and found.next is None)


def is_number(plain: str) -> bool:
    """Whether a text is asked as a document's number or a reference."""
    return any(sign.isdigit() for sign in plain)


def _number(plain: str) -> str:
    return "".join(sign for sign in plain_digits(plain).upper() if sign.isascii() and sign.isalnum())


def _only_list(by: Narrowing) -> str:
    """The one list that is asked for, or "": to look at no other."""
    lists = by.chosen.get("list", ())
    return lists[0] if len(lists) == 1 else ""


def _gathered(view: ReadView, text: str, by: Narrowing, most: int) -> Gathered:
    """Those that hold every word in one of their names, and those that come near."""
    groups, list_id = asked_keys(text), _only_list(by)
    if not groups:
        return Gathered((), True, 0)
    if is_number(text):
        found = view.sketches_under(groups[0], most + 1, list_id)
        complete, looked = len(found) <= most, min(len(found), most)
    else:
        found, complete, looked = _holding(view, Asked.of(text, rarity), list_id, most)
    if complete and not is_number(text) and len(found) <= RANKED:
        near = _near(view, text, by) - {one.record for one in found}
        found = [*found, *view.sketches_of(sorted(near))]
    told = sorted(found[:most], key=lambda one: (one.reference, one.record))
    return Gathered(tuple(view.with_sightings(told)), complete, looked)


def _near(view: ReadView, text: str, by: Narrowing) -> set[str]:
    """Those whose names come near, in the chosen lists; and in the others where facets tell of them: the nearest of all lists
    take no place of those that are chosen."""
    chosen = {name: by.chosen.get(name, ()) for name in ("list", "member", "kind")}
    looked: set[tuple[str, ...]] = set() if _only_list(by) else {()}
    if any(chosen.values()):
        said = {one.id: {"list": one.id, "member": one.owner, "kind": str(one.kind)} for one in view.lists()}
        asked = [
            key for key, of in said.items() if all(not among or of[name] in among for name, among in chosen.items())
        ]
        looked |= {tuple(sorted(asked))} if asked else set()
    orders = [FindOrder(top=RANKED, least=LEAST, compared=ENOUGH, lists=lists) for lists in looked]
    return {hit.record for order in orders for hit in find(view, [text], order)[0]}


def _holding(view: ReadView, asked: Asked, list_id: str, most: int) -> tuple[list[Sketch], bool, int]:
    """Records of which one name holds every word, whether these are all, and among how many: those under the most telling pair of
    words, and of these who has the rest. Where too few of many have it, deeper is looked, up to ``DEEPEST`` times ``most``."""
    places = sorted({key.places[0] for key in asked.singles})
    pairs = [key for key in asked.pairs if key.places == asked.pairs[0].places] if asked.pairs else []
    first = pairs or [key for key in asked.singles if key.places[0] == places[0]]
    keys = view.held([key.value for key in first])
    wanted = [
        {key.value for key in asked.singles if key.places[0] == place}
        for place in places
        if place not in first[0].places
    ]
    look = most
    while True:
        under = view.sketches_under(keys, look + 1, list_id)
        whole, under = len(under) <= look, under[: look + 1]
        found = [one for one in under if any(_holds(name, wanted) for name in one.names)] if wanted else under
        if whole or len(found) > most or look >= most * DEEPEST:
            return found, whole and len(found) <= most, min(len(under), look)
        look *= 2


def _holds(name: str, wanted: Sequence[set[int]]) -> bool:
    own = {value("w", bone) for word in words(name) for bone in bones_of(word)}
    return all(group & own for group in wanted)


def _ranked(text: str, kept: Sequence[Sketch]) -> dict[str, Why]:
    """Each record's best name and how it compares; for a number, what agrees."""
    if is_number(text):
        return {one.record: _agreeing(text, one) for one in kept}
    pairs = [(one.record, name) for one in kept for name in one.names]
    best: dict[str, Why] = {}
    for (record, name), found in zip(pairs, compare_many((text, name) for _, name in pairs), strict=True):
        known = best.get(record)
        if known is None or known.compared is None or found.score > known.compared.score:
            best[record] = Why(name, found)
    return best


def _agreeing(text: str, one: Sketch) -> Why:
    number = next((each for each in one.numbers if _number(each) == _number(text)), "")
    return Why(number=number, reference="" if number else one.reference)


def _page(
    view: ReadView,
    asked: Search,
    found: tuple[Gathered, Sequence[Sketch], tuple[Facet, ...]],
    why: dict[str, Why] | None,
) -> Found:
    gathered, kept, facets = found
    order = sorted((_place(one, why), one.record) for one in kept)
    if asked.after is not None:
        ended = _ended(asked.after)
        order = [one for one in order if one[0] > ended]
    shown = order[: asked.limit]
    records = view.records([record for _, record in shown])
    told = tuple(records[record] for _, record in shown if record in records)
    if why is None and asked.text.strip():
        why = _ranked(asked.text.strip(), [sketch_of(record) for record in told])
    following = None
    if len(order) > asked.limit:
        score, reference, record = shown[-1][0]
        following = (f"{-score!r} {reference}", record)
    here = {record: (why or {}).get(record, Why()) for _, record in shown}
    ranked = bool(asked.text.strip()) and len(kept) <= RANKED
    return Found(
        told, here, len(kept), following, facets, gathered.complete, len(gathered.found), ranked, gathered.looked
    )


def _place(one: Sketch, why: dict[str, Why] | None) -> Place:
    compared = why[one.record].compared if why else None
    return (-compared.score if compared else 0.0, one.reference, one.record)


def _ended(after: tuple[str, str]) -> Place:
    score, _, reference = after[0].partition(" ")
    try:
        return -float(score), reference, after[1]
    except ValueError:
        raise BadUsage("'after' is what the page before gave as 'next'") from None
