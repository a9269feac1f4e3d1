"""Name tokens in six ways of writing, and the pools that names are drawn from.

Promises tokens as ``scripts/make_sample_data.py`` made them. Invariant: a pool's order is its order of
commonness; drawing follows Zipf's law (Zipf 1949), so that namesakes happen as they do in real lists.
"""

from __future__ import annotations

import functools
import itertools
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

LATIN_WAYS = ("en", "fr", "de", "tr")
WAYS = (*LATIN_WAYS, "ar", "cy")
SCRIPT_OF = {"ar": "Arab", "cy": "Cyrl"} | dict.fromkeys(LATIN_WAYS, "Latn")
"""The ISO 15924 script of each way of writing."""

ZIPF_SHIFT, ZIPF_POWER = 3, 0.8
"""Flatter than words are: the commonest given name is borne by about one man in fifteen of its culture."""


@dataclass(frozen=True, slots=True)
class Token:
    """One part of a name. ``article``: a family name that may take the Arabic article."""

    native: str
    article: bool
    spellings: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]]

    def spelt(self, rng: random.Random, way: str) -> str:
        """One spelling of that way of writing, likelier ones oftener."""
        forms, cumulative = self.spellings[way]
        return forms[0] if len(forms) == 1 else rng.choices(forms, cum_weights=cumulative)[0]


@dataclass(frozen=True, slots=True)
class Pool:
    """Tokens in order of commonness."""

    tokens: tuple[Token, ...]
    cumulative: tuple[float, ...]

    def draw(self, rng: random.Random) -> Token:
        """One token."""
        return rng.choices(self.tokens, cum_weights=self.cumulative)[0]


ARTICLES: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "en": (("al-", "Al ", "Al", "El-", ""), (40, 16, 10, 6, 28)),
    "fr": (("El ", "", "Al "), (26, 66, 8)),
    "de": (("al-", "El-", "Al ", ""), (36, 16, 10, 38)),
    "tr": (("El ", "Al ", ""), (24, 8, 68)),
    "cy": (("Аль-", "Эль-", ""), (55, 10, 35)),
}
"""How each way of writing renders the Arabic article before a family name, with weights. In Arabic it stands in the token."""


def with_article(rng: random.Random, token: Token, way: str) -> str:
    """One spelling, behind one of the forms of the article where the token may take it."""
    text = token.spelt(rng, way)
    if not token.article or way not in ARTICLES:
        return text
    forms, weights = ARTICLES[way]
    article = rng.choices(forms, weights=weights)[0]
    return article + (text.lower() if article and article[-1].isalpha() else text)


@functools.cache
def pools() -> Mapping[str, Pool]:
    """Every pool by its name, such as ``arabic.given_m``."""
    raw = json.loads(resources.files("coalesce.sample").joinpath("data", "names.json").read_text(encoding="utf-8"))
    return {name: _pool(tuple(_token(token) for token in tokens)) for name, tokens in raw.items()}


def _pool(tokens: tuple[Token, ...]) -> Pool:
    weights = ((rank + ZIPF_SHIFT) ** -ZIPF_POWER for rank in range(len(tokens)))
    return Pool(tokens, tuple(itertools.accumulate(weights)))


def _token(raw: Mapping[str, object]) -> Token:
    spellings = {}
    for way in WAYS:
        forms = raw[way]
        assert isinstance(forms, dict)
        spellings[way] = (tuple(forms), tuple(itertools.accumulate(forms.values())))
    return Token(str(raw["native"]), bool(raw.get("article")), spellings)
