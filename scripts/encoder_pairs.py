"""The public pairs of name tokens that the encoder is trained on and measured with.

Read from ../shared/data/translit: COLING 2018 named-entity transliteration data (Wikidata, CC0) for Arabic,
Russian and Hebrew, and Google's Arabic to English pairs (Apache-2.0).

Invariant: which pairs are held out depends on the Latin token alone, so that a Latin token that is held out in
one script is held out in all.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coalesce.names import normalise, romanise, tokens
from coalesce.names.scripts import letter_script

SOURCES = {
    "wd_arabic_80": "Arab",
    "google_ar2en_train.txt": "Arab",
    "wd_russian_80": "Cyrl",
    "wd_hebrew_80": "Hebr",
}
HELD_OUT = 20
"""One Latin token in so many is held out."""

_GERESH = str.maketrans(dict.fromkeys("’‘`´ʼ׳", "'"))


@dataclass(frozen=True, slots=True)
class Pair:
    """One foreign form and one Latin spelling of it: plain, and as ``tokens`` folds it."""

    script: str
    source: str
    foreign: str
    plain: str
    folded: str
    count: int

    @property
    def held_out(self) -> bool:
        """Whether training never sees it."""
        digest = hashlib.blake2b(self.folded.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % HELD_OUT == 0

    @property
    def bare(self) -> str:
        """The foreign form without the article, where ``tokens`` drops it."""
        has_article = self.script == "Arab" and romanise(self.foreign).startswith("al ")
        return self.foreign[2:] if has_article else self.foreign


def read_pairs(folder: Path) -> list[Pair]:
    """All pairs of the sources, in the order of the files; what is no single word in one script is left out."""
    return [pair for source in SOURCES for pair in _of_source(folder / source)]


def _of_source(path: Path) -> Iterator[Pair]:
    script = SOURCES[path.name]
    is_wikidata = path.name.startswith("wd_")
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        latin, written = fields[:2] if is_wikidata else fields[1::-1]
        foreign = letters(written.replace(" ", ""), script)
        plain = romanise(latin).replace(" ", "")
        folded = "".join(tokens(latin))
        if foreign and plain.isalpha() and folded:
            yield Pair(script, path.name, foreign, plain, folded, int(fields[2]) if is_wikidata else 1)


def letters(written: str, script: str) -> str:
    """The letters of one word as ``normalise`` leaves them; empty where one is of another script."""
    word = normalise(written).translate(_GERESH)
    kept = "".join(sign for sign in word if sign.isalpha() or (script == "Hebr" and sign == "'"))
    return kept if all(letter_script(sign) == script for sign in kept if sign != "'") else ""


def attested(pairs: list[Pair]) -> dict[tuple[str, str], set[str]]:
    """The folded Latin spellings of each foreign form of each script."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in pairs:
        found[pair.script, pair.foreign].add(pair.folded)
    return found
