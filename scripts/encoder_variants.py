"""What the public pairs lack, made from them: other forms of a token that a list may bring.

Invariant: a variant is made by rule from one pair; nothing is drawn at random.

1. the article: both with and without (``tokens`` drops it);
2. the servant: عبد and abd before names that are usual behind it;
3. the Hebrew geresh: both with and without;
4. Persian, Urdu and Kurdish letters (پ چ ژ گ ڤ), which Arabic Wikidata pairs write with others, and Kurdish spelling,
   which writes its vowels.
"""

from __future__ import annotations

from collections.abc import Iterator

from encoder_pairs import Pair

_ARABIC_SOUNDS = frozenset("عحقطصضظذ")
_KURDISH = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابكدهفگهيجكلمنوپقرستوڤوخيز", strict=True)) | dict(
    pair.split("=") for pair in "ch=چ sh=ش gh=غ kh=خ zh=ژ dj=ج ph=ف th=ت ee=ي oo=و ou=و aa=ا".split()
)
KURDISH_EVERY = 6
"""One Arabic pair in so many is also spelt the Kurdish way."""


def variants(pair: Pair, number: int) -> Iterator[tuple[str, str, float]]:
    """Foreign form, Latin form and share of the pair's weight, the pair itself first."""
    latins = tuple(dict.fromkeys((pair.plain, pair.folded)))
    for latin in latins:
        yield pair.foreign, latin, 1.0
        if pair.bare != pair.foreign:
            yield pair.bare, latin, 0.5
            if latin.startswith(("al", "el", "ul")) and len(latin) > 4:
                yield pair.bare, latin[2:], 0.5
    if "'" in pair.foreign:
        yield pair.foreign.replace("'", ""), pair.folded, 0.5
    if pair.script == "Arab":
        yield from ((foreign, pair.plain, 0.4) for foreign in _persian(pair.foreign, pair.plain))
        if number % KURDISH_EVERY == 0:
            yield kurdish(pair.plain), pair.plain, 0.3
        if _ARABIC_SOUNDS & set(pair.bare) and not pair.bare.startswith("عبد") and 3 <= len(pair.bare) <= 6:
            yield "عبد" + pair.bare, "abd" + pair.folded.removeprefix("al"), 0.3


def _persian(foreign: str, latin: str) -> Iterator[str]:
    """Spellings with the letters that Arabic lacks, where the Latin form leaves no doubt which sound is meant."""
    found = foreign
    if "p" in latin and "ph" not in latin and "b" not in latin:
        found = found.replace("ب", "پ")
    if "ch" in latin:
        found = found.replace("تش", "چ")
    if "zh" in latin:
        found = found.replace("ج", "ژ")
    if "g" in latin and "gh" not in latin:
        if "غ" in found:
            found = found.replace("غ", "گ")
        elif "j" not in latin and "ج" in found:
            found = found.replace("ج", "گ")
        elif not set("kcqx") & set(latin):
            found = found.replace("ك", "گ")
    if "v" in latin and not {"f", "ph"} & set(latin):
        yield from {each: None for each in (found.replace("ف", "ڤ"), found.replace("ف", "و")) if each != foreign}
    elif found != foreign:
        yield found


def kurdish(latin: str) -> str:
    """The token as Sorani writes it, with its vowels; ``normalise`` has made the carrier of a first vowel a yeh."""
    out = ["ي"] if latin[0] in "aeiou" else []
    place = 0
    while place < len(latin):
        size = 2 if latin[place : place + 2] in _KURDISH else 1
        out.append(_KURDISH[latin[place : place + size]])
        place += size
    return "".join(out)
