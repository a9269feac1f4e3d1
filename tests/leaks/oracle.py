"""Who may know what, told from DESIGN.md alone: the machine's own memory, which asks no code of the product.

A record is its owner's; another member may have it where it is released to that member, kept still, listed and not taken back. To
see it takes a grant for a purpose that shows; ``statistics`` may be held and is never shown. A sighting goes to whom both it
and its record go, for a purpose that both grant. Nobody but the owner learns of another grant.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from coalesce.dates import PartialDate
from coalesce.handling import Grant, Handling, Purpose
from coalesce.records import Document, Entry, Name, Provenance, Sighting, SightingKind

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

    def handling(self, only: str = "") -> Handling:
        """Its handling; with ``only`` as one member is told it."""
        return Handling(self.until, releases=frozenset(one for one in self.grants if only in ("", one.member)))

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


@dataclass(slots=True)
class Oracle:
    """All records of all members, by owner and reference; ``words``: every canary ever used, and whose it is."""

    lists: dict[str, dict[str, Kept]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    count: int = 0
    outdated: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """What a record, by owner and reference, said before, and what lies ready may say still."""

    def put(self, kept: Kept) -> None:
        """Let a record be as it is from now on."""
        before = self.lists[kept.owner].get(kept.reference)
        if before is not None and before.words != kept.words:
            self.outdated.setdefault((kept.owner, kept.reference), set()).update(before.words[:3])
        self.lists[kept.owner][kept.reference] = kept

    def offered(self, owner: str) -> None:
        """What lies ready of one owner's records says what they say now."""
        self.outdated = {key: words for key, words in self.outdated.items() if key[0] != owner}

    def told(self, member: str, today: date, owner: str, ever: set[str]) -> set[str]:
        """The words that a member may get from an owner's node today. Until what is new is laid ready it may get, of a record that
        it may have still, what that said before, as far as it was released to it then (``ever``)."""
        kept = [one for one in self.lists[owner].values() if one.given(member, today)]
        before = [self.outdated.get((owner, one.reference), set()) & ever for one in kept]
        return self.known(member, today, owner).union(*before)

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
        """The words that a member may have today of one owner's records, or of all."""
        chosen = [owner] if owner else list(self.lists)
        return {
            word
            for one in chosen
            for kept in self.lists.get(one, {}).values()
            for word in kept.known(member, today, shown)
        }

    def given(self, member: str, today: date, owner: str, purpose: Purpose) -> set[str]:
        """The references of one owner's records that a member's readers may see for a purpose today."""
        return {one.reference for one in self.lists[owner].values() if purpose in one.given(member, today)}

    def expired(self, owner: str, today: date) -> set[str]:
        """The words of one owner's records whose time is over."""
        gone = [kept for kept in self.lists[owner].values() if kept.until < today]
        return {word for kept in gone for word in (*kept.words, kept.reference)}
