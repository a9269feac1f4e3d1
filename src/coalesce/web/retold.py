"""Reasons and warnings of an estimate in the reader's language.

The rooms that estimate write them in English with their numbers in them, as the command line and the API give them. Here each
stands once as a text with places; what comes is held against these texts, and what fits is told in the reader's language.

Invariant: a sentence that fits none is told as it came.
"""

from __future__ import annotations

import re
from functools import cache

from coalesce.web.language import ENGLISH, SLOT, now, say
from coalesce.web.retold_texts import TEXTS


def retold(sentence: str) -> str:
    """The sentence in the reader's language, its numbers and names kept."""
    if now().tag == ENGLISH:
        return sentence
    for text, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return say(text, **found.groupdict())
    parts = sentence.split("; ")
    return "; ".join(map(retold, parts)) if len(parts) > 1 else sentence


def known(sentence: str) -> bool:
    """Whether one of the texts fits."""
    return any(pattern.fullmatch(sentence) for _, pattern in _patterns())


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The longest first, so that a text whose places could swallow another's words comes after it."""
    ordered = sorted(TEXTS, key=lambda text: (-len(SLOT.sub("", text)), text))
    return tuple((text, _pattern(text)) for text in ordered)


def _pattern(text: str) -> re.Pattern[str]:
    parts, at, seen = [], 0, set[str]()
    for slot in SLOT.finditer(text):
        parts.append(re.escape(text[at : slot.start()]))
        parts.append(f"(?P={slot[1]})" if slot[1] in seen else f"(?P<{slot[1]}>.+?)")
        seen.add(slot[1])
        at = slot.end()
    return re.compile("".join([*parts, re.escape(text[at:])]), re.DOTALL)
