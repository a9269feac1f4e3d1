"""Tokens of a sentence, and the phrases of a language found among them.

Invariant: time is linear in the tokens for a given language; of two phrases of one class that overlap the longer
stands, and of two that are equally long the first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}(?![^\W\d_])|(?-i:[A-Z]\.[A-Z]\b(?!\.))|\d+(?:[.,]\d+)*"
    r"|'(?:s|ll|re|ve|d|m)\b|[^\W\d_]+?n't\b|[^\W\d_]+|\S",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign; ``low`` in lower case; [start, end) in the folded text; ``glued`` to what stands before."""

    text: str
    low: str
    start: int
    end: int
    glued: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of class ``kind`` found at tokens [first, past)."""

    kind: str
    value: str
    first: int
    past: int


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a piece of a folded text."""
    found: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match[0]
        low = word.lower() + "." * (
            word[1:2] == "." and word[0].isalpha() and word[-1] != "."
        )  # U.S without its last point
        found.append(Token(word, low, match.start(), match.end(), match.start() == last))
        last = match.end()
    return found


def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase of the language's file, as its tokens in lower case."""
    return tuple(token.low for token in tokens(phrase))


class Phrases:
    """Every phrase of a language by its first word."""

    def __init__(self, phrases: Iterable[tuple[str, str, str]]) -> None:
        """``phrases``: class, value, words; an asterisk behind a word also takes its plural in -s."""
        entries: defaultdict[str, dict[tuple[tuple[str, ...], str], str]] = defaultdict(dict)
        for kind, value, phrase in phrases:
            for words in _forms(phrase):
                entries[words[0]].setdefault((words, kind), value)
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {
            first: sorted(((words, kind, value) for (words, kind), value in found.items()), key=lambda e: -len(e[0]))
            for first, found in entries.items()
        }

    def find(self, sentence: Sequence[Token]) -> dict[str, list[Hit]]:
        """The hits of each class, in order; those of one class do not overlap."""
        found: defaultdict[str, list[Hit]] = defaultdict(list)
        lows = [token.low for token in sentence]
        past: dict[str, int] = {}
        for first, low in enumerate(lows):
            for words, kind, value in self._by_first.get(low, ()):
                end = first + len(words)
                if tuple(lows[first:end]) != words:
                    continue
                if past.get(kind, 0) > first:  # "the kingdom" gives way to "kingdom of saudi arabia"
                    last = found[kind][-1]
                    if end - first <= last.past - last.first or last.first == first:
                        continue
                    found[kind].pop()
                found[kind].append(Hit(kind, value, first, end))
                past[kind] = end
        return found


def _forms(phrase: str) -> list[tuple[str, ...]]:
    """The phrase and its plural, where an asterisk asks for that."""
    plain = words_of(phrase.replace("*", ""))
    if not phrase.endswith("*"):
        return [plain]
    last = plain[-1]
    more = (*plain, "s") if last.isdigit() else (*plain[:-1], last + "s")
    return [plain, more]
