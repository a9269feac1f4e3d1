"""The form of a handling: label, who sees it for what, who gets figures, until when; read and filled.

Invariant: what the form says is what the handling holds; nothing that is not ticked is granted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadUsage
from coalesce.handling import TLP, Handling, HandlingCode, Onward, Purpose

RELEASED, FIGURES = "release", "figures"


@dataclass(frozen=True, slots=True)
class HandlingSaid:
    """What a form says. ``keep_until`` None: as long as the node keeps a list by default."""

    tlp: TLP
    releases: tuple[tuple[str, Purpose], ...]
    figures_to: tuple[str, ...]
    keep_until: date | None
    code: HandlingCode
    onward: Onward


def handling_of(form: Mapping[str, str], members: Collection[str]) -> HandlingSaid:
    """Read the form: boxes ``release-MEMBER-PURPOSE`` and ``figures-MEMBER``. Raises BadUsage, BadDate."""
    releases, figures = [], []
    for name in form:
        kind, _, rest = name.partition("-")
        if kind == RELEASED:
            member, _, purpose = rest.rpartition("-")
            if member not in members or purpose not in tuple(Purpose):
                raise BadUsage("a release names a member of this node and a purpose")
            releases.append((member, Purpose(purpose)))
        elif kind == FIGURES:
            if rest not in members:
                raise BadUsage("figures go to members of this node")
            figures.append(rest)
    try:
        tlp, code = TLP(form.get("tlp", TLP.AMBER)), HandlingCode(form.get("code", HandlingCode.H0))
        onward = Onward(form.get("onward", Onward.NONE))
    except ValueError:
        raise BadUsage("a label, a handling code or the rule for passing on is not known") from None
    return HandlingSaid(
        tlp, tuple(sorted(releases)), tuple(sorted(figures)), _day(form.get("keep_until", "")), code, onward
    )


def boxes(handling: Handling) -> frozenset[str]:
    """The names of the boxes that are ticked for a handling."""
    released = {f"{RELEASED}-{grant.member}-{grant.purpose}" for grant in handling.releases}
    return frozenset(released | {f"{FIGURES}-{member}" for member in handling.figures_to})


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    when = PartialDate.parse(text.strip())
    if when.earliest != when.latest:
        raise BadDate("write a whole day, like 2019-06-30").at(field="keep_until")
    return when.latest
