from __future__ import annotations

import random
import unicodedata
from collections import Counter

import pytest

from coalesce.sample.tokens import SCRIPT_OF, WAYS, pools, with_article


def test_every_token_can_be_written_in_every_way() -> None:
    assert sum(len(pool.tokens) for pool in pools().values()) > 1200
    for name, pool in pools().items():
        for token in pool.tokens:
            for way in WAYS:
                forms, cumulative = token.spellings[way]
                assert len(forms) == len(cumulative) > 0, (name, token.native, way)


@pytest.mark.parametrize(("way", "begins"), [("ar", "ARABIC"), ("cy", "CYRILLIC"), ("en", "LATIN"), ("tr", "LATIN")])
def test_spellings_stand_in_the_script_of_their_way(way: str, begins: str) -> None:
    for name, pool in pools().items():
        for token in pool.tokens:
            for form in token.spellings[way][0]:
                letters = [letter for letter in form if letter.isalpha()]
                assert letters, (name, token.native)
                assert all(unicodedata.name(letter).startswith(begins) for letter in letters), (name, form)


def test_common_names_are_common() -> None:
    pool = pools()["arabic.given_m"]
    rng = random.Random(1)
    drawn = Counter(pool.draw(rng).native for _ in range(5000))
    assert drawn["محمد"] == max(drawn.values())
    assert 0.02 < drawn["محمد"] / 5000 < 0.1
    assert len(drawn) > 100


def test_spellings_differ_and_follow_their_weights() -> None:
    token = next(token for token in pools()["arabic.given_m"].tokens if token.native == "يوسف")
    rng = random.Random(2)
    french = Counter(token.spelt(rng, "fr") for _ in range(2000))
    assert french.most_common(1)[0][0] == "Youssef"
    assert len(french) > 3
    assert token.spelt(rng, "tr") in ("Yusuf", "Yusef")


def test_the_article_stands_where_a_name_may_take_it() -> None:
    pool = pools()["arabic.family_maghreb"]
    rng = random.Random(3)
    takes = next(token for token in pool.tokens if token.article)
    never = next(token for token in pool.tokens if not token.article)
    assert any(with_article(rng, takes, "fr").startswith("El ") for _ in range(100))
    assert all(" " not in with_article(rng, never, "fr") for _ in range(100))
    assert with_article(rng, takes, "ar") in takes.spellings["ar"][0]
    assert set(SCRIPT_OF) == set(WAYS)
