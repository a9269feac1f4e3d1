"""Handling in words: who sees this, for what, until when, and what may be done with it.

Invariant: it says what the handling as its reader may know it says; who else it is released to, its owner alone knows.
"""

from __future__ import annotations

from collections.abc import Mapping

from coalesce.handling import Handling, HandlingCode, Onward, Purpose
from coalesce.web.documents import releases
from coalesce.web.language import day, marked, say
from coalesce.web.rendering import spoken

ONWARD = {
    Onward.NONE: marked("It is not to be passed on."),
    Onward.ASK: marked("It is passed on only after asking its owner."),
    Onward.YES: marked("It may be passed on."),
}
CODES = {
    HandlingCode.H0: marked("It may be used freely for the purpose (H0)."),
    HandlingCode.H1: marked("It is not to be used in court (H1)."),
    HandlingCode.H2: marked("It is not to be handed on unasked (H2)."),
    HandlingCode.H3: marked("It is handled as its text says (H3)."),
}


def in_words(handling: Handling, owner: str, reader: str) -> list[str]:
    """Sentences, the most binding first."""
    said = []
    granted = releases(handling)
    if owner == reader:
        said.append(say("%(owner)s owns it and reads it for every purpose.", owner=owner))
        said += [_seen_by(", ".join(who), what) for what, who in granted] or [say("Nobody else sees it.")]
    else:
        said += [_lets(owner, what) for what, _ in granted]
        said.append(say("Who else sees it, %(owner)s alone knows.", owner=owner))
    counted = ", ".join(sorted(handling.figures_to))
    said.append(
        say("It is counted in figures for %(members)s.", members=counted)
        if counted
        else say("It is counted in no figure.")
    )
    said.append(say("It is kept until %(day)s, then erased.", day=day(handling.keep_until)))
    return [*said, say(ONWARD[handling.onward]), say(CODES[handling.code])]


def _seen_by(members: str, purpose: Purpose) -> str:
    if purpose is Purpose.STATISTICS:
        return say("%(members)s may count it, without seeing it.", members=members)
    return say("%(members)s see it for %(purpose)s.", members=members, purpose=spoken(purpose))


def _lets(owner: str, purpose: Purpose) -> str:
    if purpose is Purpose.STATISTICS:
        return say("%(owner)s lets it be counted for you, without your seeing it.", owner=owner)
    return say("%(owner)s lets you see it for %(purpose)s.", owner=owner, purpose=spoken(purpose))


def changes(before: Handling, after: Handling) -> Mapping[str, tuple[list[str], list[str]]]:
    """Per purpose who loses sight and who gains it, purposes without a change left out; figures as ``figures``."""
    found = {}
    for purpose in {grant.purpose for grant in before.releases | after.releases}:
        old, new = before.members(purpose), after.members(purpose)
        if old != new:
            found[str(purpose)] = (sorted(old - new), sorted(new - old))
    if before.figures_to != after.figures_to:
        found["figures"] = (sorted(before.figures_to - after.figures_to), sorted(after.figures_to - before.figures_to))
    return dict(sorted(found.items()))
