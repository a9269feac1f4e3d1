"""Who may know what, told from DESIGN.md alone: the machine's own memory, which asks no code of the product.

A record is its owner's; another member may have it where it is released to that member, kept still, listed and not taken back. To
see it takes a grant for a purpose that shows; ``statistics`` may be held and is never shown. A sighting goes to whom both it
and its record go, for a purpose that both grant. Nobody but the owner learns of another grant. An entry of a plan goes whole, to whom it
is released for planning. A hub holds, and passes on, what its owner lets go onward to that recipient, and shows it to nobody. A letter is
known to who wrote it, to whom it is for, and to the hub between them; it goes with the record that it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from coalesce.dates import PartialDate
from coalesce.handling import Grant, Handling, Onward, Purpose
from coalesce.records import (
    Commitment,
    CommitmentEvent,
    Document,
    Entry,
    EventKind,
    Evidence,
    Name,
    Parties,
    Provenance,
    Sighting,
    SightingKind,
)

LETTERS = "abcdefghijkmnopqrstuvwxyz"
SHOWN = (Purpose.INVESTIGATION, Purpose.BORDER)


def canary(number: int) -> str:
    """A word that nothing else holds, made of letters alone so that it may be a name."""
    left, word = (number * 7_919 + 12_345) % len(LETTERS) ** 6, ""
    for _ in range(6):
        left, rest = divmod(left, len(LETTERS))
        word += LETTERS[rest]
    return word


@dataclass(frozen=True, slots=True)
class Kept:
    """One record as its owner has it. ``words``: name, document, remark and place of its sighting; ``seen_by``: who may have that."""

    owner: str
    reference: str
    words: tuple[str, str, str, str]
    grants: frozenset[Grant]
    seen_by: frozenset[Grant]
    until: date
    onward: bool = True

    def handling(self, only: str = "") -> Handling:
        """Its handling; with ``only`` as one member is told it."""
        return handled(self, only)

    def entry(self, only: str = "") -> Entry:
        """What the list says of it."""
        name, number, remark, place = self.words
        own = frozenset(one for one in self.seen_by if only in ("", one.member))
        held = None if own == self.handling(only).releases else replace(self.handling(only), releases=own)
        # a place of its own: one that two records share lies beside the one or the other, as their random ids would have it
        left = Sighting(SightingKind.DEPARTED, "TN", PartialDate.of(2014, 2), place, handling=held)
        seen = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3), place, handling=held)
        return Entry(
            self.reference, (Name(f"{name} Kemtari", "Latn"),), Provenance("made.csv", 1), remarks=remark,
            documents=(Document(number),), birth_dates=(PartialDate.of(1980),), sightings=(left, seen),
        )  # fmt: skip

    def given(self, member: str, today: date) -> frozenset[Purpose]:
        """For which purposes a member may have it today."""
        if today > self.until:
            return frozenset()
        return frozenset(one.purpose for one in self.grants if one.member == member)

    def known(self, member: str, today: date, shown: Purpose | None = None) -> set[str]:
        """The words of it that a member may have; with ``shown`` those that its readers may see for that purpose."""
        if member == self.owner:
            return set(self.words) | {self.reference} if today <= self.until else set()
        purposes = self.given(member, today)
        if not purposes or (shown is not None and shown not in purposes):
            return set()
        sighted = frozenset(one.purpose for one in self.seen_by if one.member == member) & purposes
        place = {self.words[3]} if sighted and (shown is None or shown in sighted) else set()
        return {*self.words[:3], self.reference} | place


@dataclass(frozen=True, slots=True)
class Pledge:
    """One entry of a plan as its owner has it. ``words``: its place, and the quote of its event."""

    owner: str
    reference: str
    words: tuple[str, str]
    grants: frozenset[Grant]
    until: date
    onward: bool = True

    def handling(self, only: str = "") -> Handling:
        """Its handling; with ``only`` as one member is told it."""
        return handled(self, only)

    def terms(self) -> Commitment:
        """What the plan says of it."""
        return Commitment(self.reference, parties=Parties((self.owner,)), place=self.words[0])

    def event(self) -> CommitmentEvent:
        """Its declaration."""
        return CommitmentEvent(EventKind.DECLARED, PartialDate.of(2014, 9, 27), Evidence(self.words[1], "a paper"))

    def given(self, member: str, today: date) -> frozenset[Purpose]:
        """PLANNING, where a member may have it today."""
        if today > self.until:
            return frozenset()
        return frozenset(one.purpose for one in self.grants if one.member == member)

    def known(self, member: str, today: date, shown: Purpose | None = None) -> set[str]:
        """The words of it that a member may have; with ``shown`` those that its readers may see for that purpose."""
        if member == self.owner or (self.given(member, today) and shown in (None, Purpose.PLANNING)):
            return {*self.words, self.reference} if today <= self.until else set()
        return set()


def handled(one: Kept | Pledge, only: str) -> Handling:
    """How a record or entry is handled; with ``only`` as one member is told it."""
    releases = frozenset(grant for grant in one.grants if only in ("", grant.member))
    return Handling(one.until, releases=releases, onward=Onward.YES if one.onward else Onward.NONE)


@dataclass(frozen=True, slots=True)
class Letter:
    """Words of one member for another, about a record of one of them. ``reference`` and ``owner`` are that record's."""

    word: str
    sender: str
    to: str
    reference: str
    owner: str


@dataclass(slots=True)
class Oracle:
    """All records of all members, by owner and reference; ``words``: every canary ever used, and whose it is."""

    lists: dict[str, dict[str, Kept]] = field(default_factory=dict)
    plans: dict[str, dict[str, Pledge]] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    count: int = 0
    outdated: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    """What a record, by owner and reference, said before, and what lies ready for a member may say still."""
    said_of: dict[str, str] = field(default_factory=dict)
    """Which record, by reference, each word was ever said of."""
    ended: set[Letter] = field(default_factory=set)
    """Letters about records that are gone for who read them."""

    def put(self, kept: Kept | Pledge) -> None:
        """Let a record, or an entry of a plan, be as it is from now on."""
        self.said_of |= dict.fromkeys((*kept.words, kept.reference), kept.reference)
        before = self.held(kept).get(kept.reference)
        if before is not None and before.words != kept.words:
            said = before.words[:3] if isinstance(before, Kept) else before.words
            for member in self.lists:
                self.outdated.setdefault((kept.owner, kept.reference, member), set()).update(said)
        if isinstance(kept, Kept):
            self.lists[kept.owner][kept.reference] = kept
        else:
            self.plans[kept.owner][kept.reference] = kept

    def held(self, of: Kept | Pledge) -> Mapping[str, Kept | Pledge]:
        """Where one of its kind is, by reference."""
        return self.lists[of.owner] if isinstance(of, Kept) else self.plans[of.owner]

    def offered(self, owner: str, to: str = "") -> None:
        """What lies ready of one owner's records, for a member or for all, says what they say now."""
        past = {key for key in self.outdated if key[0] == owner and to in ("", key[2])}
        self.outdated = {key: words for key, words in self.outdated.items() if key not in past}

    def told(self, member: str, today: date, owner: str, ever: set[str], onward: bool = False) -> set[str]:
        """The words that a member may get from an owner's node today; with ``onward`` those alone that may be passed on. Until what is
        new is laid ready it may get, of a record that it may have still, what that said before, as far as it was released to it then
        (``ever``)."""
        kept = [one for one in self.of_owner(owner) if one.given(member, today) and (one.onward or not onward)]
        before = [self.outdated.get((owner, one.reference, member), set()) & ever for one in kept]
        return {word for one in kept for word in one.known(member, today)}.union(*before)

    def of_owner(self, owner: str) -> list[Kept | Pledge]:
        """An owner's records, and entries of plans."""
        return [*self.lists[owner].values(), *self.plans[owner].values()]

    # -- letters -------------------------------------------------------------------------------

    def between(self, one: str, other: str) -> set[str]:
        """The words that two members ever wrote to each other."""
        return {letter.word for letter in self.letters if {letter.sender, letter.to} == {one, other}}

    def read_by(self, member: str) -> set[str]:
        """The words for a member that it may keep still."""
        return {letter.word for letter in self.letters if letter.to == member and letter not in self.ended}

    def end_letters(self, owner: str, to: str, references: set[str]) -> None:
        """What was written to a member about these records of an owner is kept there no longer."""
        of = [one for one in self.letters if (one.owner, one.to) == (owner, to) and one.reference in references]
        self.ended |= set(of)

    def fresh(self, owner: str) -> tuple[str, str, str, str]:
        """Words that were never used."""
        return self.word(owner, "Zqn"), self.word(owner, "ZQD"), self.word(owner, "Zqr"), self.word(owner, "Zqp")

    def word(self, owner: str, kind: str) -> str:
        """A word that was never used."""
        self.count += 1
        made = kind + (canary(self.count).upper() if kind == "ZQD" else canary(self.count))
        self.words[made] = owner
        return made

    def known(self, member: str, today: date, owner: str = "", shown: Purpose | None = None) -> set[str]:
        """The words that a member may have today of one owner's records and plans, or of all."""
        chosen = [owner] if owner else list(self.lists)
        return {word for one in chosen for kept in self.of_owner(one) for word in kept.known(member, today, shown)}

    def given(self, member: str, today: date, owner: str, purpose: Purpose, onward: bool = False) -> set[str]:
        """The references of one owner's records that a member's readers may see for a purpose today, of its entries for PLANNING."""
        found = self.of_owner(owner)
        return {one.reference for one in found if purpose in one.given(member, today) and (one.onward or not onward)}

    def expired(self, owner: str, today: date) -> list[Kept | Pledge]:
        """One owner's records and entries whose time is over."""
        return [kept for kept in self.of_owner(owner) if kept.until < today]
