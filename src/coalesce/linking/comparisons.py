"""The comparisons of the linking model and the words for each of their levels.

Invariant: a comparison's levels are numbered from 0 (nothing agrees) upwards, the same
number in the model file, in the pure reference (``agreement``) and in every engine. A side
that says nothing gives no level at all (``NOTHING``) and the weight 0.

Source: Fellegi and Sunter (1969), A theory for record linkage; levels as in Splink.
"""

from __future__ import annotations

from enum import StrEnum

NOTHING = -1
"""The level of a comparison of which one side has nothing to say."""

NOTHING_REASON = "one side says nothing"


class Comparison(StrEnum):
    """What is compared, in the order in which evidence is shown."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    DOCUMENT = "document"
    NATIONALITY = "nationality"
    SEX = "sex"
    BIRTH_PLACE = "birth_place"
    RESIDENCE = "residence"


REASONS: dict[Comparison, tuple[str, ...]] = {
    Comparison.BIRTH_DATE: (
        "birth years are more than five apart",
        "birth years are two to five apart",
        "birth years are next to each other, both dates whole",
        "birth years are next to each other, as far as told",
        "same birth year, other day and month",
        "one part of the birth date differs",
        "birth year agrees as far as told",
        "birth month agrees as far as told",
        "day and month of birth are swapped",
        "same birth date",
    ),
    Comparison.DOCUMENT: (
        "document numbers differ",
        "one character of a document number differs",
        "same document number",
        "same document number and country",
    ),
    Comparison.NATIONALITY: (
        "nationalities differ",
        "same nationality, a frequent one",
        "same nationality",
        "same nationality, a rare one",
    ),
    Comparison.SEX: ("sexes differ", "same sex"),
    Comparison.BIRTH_PLACE: (
        "birth places differ",
        "same birth country",
        "same birth place, a frequent one",
        "same birth place",
        "same birth place, a rare one",
    ),
    Comparison.RESIDENCE: (
        "residences differ",
        "same country of residence",
        "same place of residence, a frequent one",
        "same place of residence",
        "same place of residence, a rare one",
        "same residence in several words",
    ),
}
"""Every comparison but the name, whose levels are thresholds that the model sets."""


def name_reason(exact: int, by_skeleton: int, near: int, tokens: tuple[int, int]) -> str:
    """Why two names agree, in words: how many tokens of the shorter one, and in which way."""
    shorter = min(tokens)
    agreeing = exact + by_skeleton + near
    if not agreeing:
        return "no name token agrees"
    ways = [f"{count} {way}" for count, way in ((by_skeleton, "by skeleton"), (near, "nearly")) if count]
    tail = f", {' and '.join(ways)}" if ways else ""
    more = abs(tokens[0] - tokens[1])
    extra = f"; one name has {more} more" if more else ""
    return f"{agreeing} of {max(shorter, agreeing)} name tokens agree{tail}{extra}"
