"""How rare a word is among names: what it tells that two names share it.

Invariant: a function of the word's consonant skeleton and of the shipped table alone; between ``LEAST`` and ``MOST`` bits.

The table is made by ``scripts/train_names.py``: shares of skeletons among the names of the transliteration pairs
(Wikidata, CC0), and among invented persons of the nation where a skeleton is most frequent.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import orjson

from coalesce.errors import BadFile, Where

LEAST = 3.0
MOST = 14.0
FILE = "comparison.json"


@lru_cache(maxsize=1)
def shipped() -> dict[str, Any]:
    """The numbers that names are compared with. Raises BadFile."""
    try:
        stored = orjson.loads((resources.files("coalesce.names") / "data" / FILE).read_bytes())
        names = {"weights": stored["names"]["weights"], "curve": stored["names"]["curve"]}
        return {"rarity": stored["rarity"], "words": stored["words"], "names": names}
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BadFile(
            "not the numbers of name comparison that this version reads: install it again", Where(FILE)
        ) from fault


@lru_cache(maxsize=1)
def table() -> dict[str, float]:
    """Bits of each skeleton that is known."""
    return {bone: int(eighths) / 8 for bone, eighths in shipped()["rarity"].items()}


@lru_cache(maxsize=65_536)
def rarity(bone: str) -> float:
    """Bits: -log2 of the share of names that hold a word with this skeleton. A short skeleton that is not known
    tells less than a long one: chance makes it sooner.
    """
    known = table().get(bone)
    if known is None:
        known = 7.0 + 1.75 * len(bone)
    return min(max(known, LEAST), MOST)
