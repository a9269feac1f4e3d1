"""Which script a name is written in, as an ISO 15924 code.

Invariant: the answer depends on the letters alone; digits, marks, spaces and punctuation have no say.

Source: block boundaries of The Unicode Standard 15 for the scripts that lists are written in. Han letters
alone cannot tell simplified from traditional, so they are "Hani"; Han with kana is "Jpan", with hangul "Kore".
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

MIXED = "Zyyy"
"""ISO 15924 "common": no letters, or no script that holds two thirds of them."""

_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x02AF, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0531, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x06FF, "Arab"),
    (0x0700, 0x074F, "Syrc"),
    (0x0750, 0x077F, "Arab"),
    (0x0780, 0x07BF, "Thaa"),
    (0x08A0, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0F00, 0x0FFF, "Tibt"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x139F, "Ethi"),
    (0x1780, 0x17FF, "Khmr"),
    (0x1C80, 0x1C8F, "Cyrl"),
    (0x1C90, 0x1CBF, "Geor"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x2DE0, 0x2DFF, "Cyrl"),
    (0x3040, 0x30FF, "Kana"),
    (0x3130, 0x318F, "Hang"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xA640, 0xA69F, "Cyrl"),
    (0xAC00, 0xD7AF, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0xFB1D, 0xFB4F, "Hebr"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"),
    (0xFF21, 0xFF5A, "Latn"),
    (0x20000, 0x3FFFF, "Hani"),
)
_STARTS = tuple(block[0] for block in _BLOCKS)


def script_of(text: str) -> str:
    """The ISO 15924 code of the script that holds at least two thirds of the letters; "Zyyy" where none does."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else MIXED
    counts = Counter(map(_SCRIPTS.__getitem__, text))
    counts.pop("", None)
    if not counts:
        return MIXED
    _join_east_asian(counts)
    script, most = max(counts.items(), key=lambda pair: pair[1])
    return script if 3 * most >= 2 * sum(counts.values()) else MIXED


def letter_script(letter: str) -> str:
    """The ISO 15924 code of one letter; "Zyyy" for one of a script that no list here is written in."""
    code = ord(letter)
    place = bisect_right(_STARTS, code) - 1
    if place >= 0:
        _, last, script = _BLOCKS[place]
        if code <= last:
            return script
    return MIXED


class _Scripts(dict[str, str]):
    """The script of each character, empty for what is no letter. Filled as characters are met."""

    def __missing__(self, letter: str) -> str:
        self[letter] = found = letter_script(letter) if letter.isalpha() else ""
        return found


_SCRIPTS = _Scripts()


def _join_east_asian(counts: dict[str, int]) -> None:
    """Japanese mixes kana with Han and Korean hangul with Han: each is one script to its reader."""
    for syllables, joined in (("Kana", "Jpan"), ("Hang", "Kore")):
        if syllables in counts and (joined == "Jpan" or "Hani" in counts):
            counts[joined] = counts.pop(syllables) + counts.pop("Hani", 0)
