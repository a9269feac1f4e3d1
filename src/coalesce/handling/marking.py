"""What is written on a record about its use: label, releases, retention, onward rule.

Invariant: ``Handling`` always has an end (``keep_until``), and ``meet`` never
widens: what two handlings give together is what both give.

Sources: Traffic Light Protocol 2.0 (FIRST, 2022); handling codes H0 to H3
after Europol's practice for information that a member hands over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class TLP(StrEnum):
    """TLP 2.0 labels, from widest to narrowest. A label informs people; the releases bind."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"


class Purpose(StrEnum):
    """What a record may be used for. ``statistics`` is counting only: never read under it."""

    INVESTIGATION = "investigation"
    BORDER = "border"
    SCREENING = "screening"
    REDRESS = "redress"
    PLANNING = "planning"
    STATISTICS = "statistics"


class HandlingCode(StrEnum):
    """H0 free use for the purpose, H1 not in court, H2 not onward unasked, H3 as the text says."""

    H0 = "H0"
    H1 = "H1"
    H2 = "H2"
    H3 = "H3"


class Onward(StrEnum):
    """May a recipient pass it on?"""

    NONE = "none"
    ASK = "ask"
    YES = "yes"


class Grant(NamedTuple):
    """One release: to one member for one purpose."""

    purpose: Purpose
    member: str


_TLP_ORDER = tuple(TLP)
_CODE_ORDER = tuple(HandlingCode)
_ONWARD_ORDER = (Onward.YES, Onward.ASK, Onward.NONE)


@dataclass(frozen=True, slots=True)
class Handling:
    """The rules that travel with a record or sighting. The owner is not among the grants: it always may."""

    keep_until: date
    tlp: TLP = TLP.AMBER
    releases: frozenset[Grant] = field(default_factory=frozenset)
    figures_to: frozenset[str] = field(default_factory=frozenset)
    code: HandlingCode = HandlingCode.H0
    onward: Onward = Onward.NONE

    def members(self, purpose: Purpose) -> frozenset[str]:
        """The members, beside the owner, that it is released to for this purpose."""
        return frozenset(grant.member for grant in self.releases if grant.purpose is purpose)


def meet(left: Handling, right: Handling) -> Handling:
    """The handling of what is derived from two: the intersection of releases, the stricter of the rest."""
    return Handling(
        keep_until=min(left.keep_until, right.keep_until),
        tlp=max(left.tlp, right.tlp, key=_TLP_ORDER.index),
        releases=left.releases & right.releases,
        figures_to=left.figures_to & right.figures_to,
        code=max(left.code, right.code, key=_CODE_ORDER.index),
        onward=max(left.onward, right.onward, key=_ONWARD_ORDER.index),
    )
