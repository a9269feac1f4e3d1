"""The shipped encoder: unit rows, silence where it knows nothing, near tokens near, and the card beside it."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadFile
from coalesce.names import normalise
from coalesce.names.encoder import SHIPPED, load_encoder, read_encoder
from coalesce.names.encoder_file import unpack

LATIN = "muhammad husayn ahmad yusuf ibrahim petrov ivanov gorbachev netanyahu levi cohen smith parviz changiz".split()
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "ابتجحخدرزسشعفقكلمنهويپچژگٹڈڑںڵڕڤ",
    "абвгдежзийклмнопрстуфхїґљқңҳ",
    "אבגדהוזחטיךכלםמןנ",
)
known = st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(st.sampled_from(letters), min_size=1, max_size=20))
anything = st.one_of(known, st.text(max_size=8))


def shipped() -> Path:
    return Path(str(resources.files("coalesce.names") / "data" / SHIPPED))


@given(st.lists(anything, max_size=12))
def test_rows_have_length_one_or_are_zero(tokens: list[str]) -> None:
    encoder = load_encoder()
    found = encoder.vectors(tokens)
    assert found.shape == (len(tokens), encoder.dimensions)
    assert found.dtype == np.float32
    for token, row in zip(tokens, found, strict=True):
        if encoder.knows(token):
            assert abs(float(np.linalg.norm(row)) - 1) < 1e-5
        else:
            assert not row.any()


@given(st.lists(known, min_size=1, max_size=20))
def test_one_by_one_and_all_at_once_are_the_same(tokens: list[str]) -> None:
    encoder = load_encoder()
    together = encoder.vectors(tokens)
    for token, row in zip(tokens, together, strict=True):
        assert np.array_equal(encoder.vectors([token])[0], row)


def test_many_tokens_are_the_same_as_few() -> None:
    encoder = load_encoder()
    tokens = [a + b + c for a in LATIN for b in LATIN for c in LATIN]
    together = encoder.vectors(tokens)
    for place in range(0, len(tokens), 97):
        assert np.array_equal(encoder.vectors([tokens[place]])[0], together[place])


@pytest.mark.parametrize("token", ["", " ", "김", "王小明", "Ωμέγα", "pаvel", "ivanовъ", "حسنhasan", "42", "😀", "'"])
def test_it_says_where_it_knows_nothing(token: str) -> None:
    assert not load_encoder().knows(token)
    assert not load_encoder().vectors([token, "ivan"])[0].any()


@pytest.mark.parametrize(
    ("foreign", "latin"),
    [
        ("محمد", "muhammad"),
        ("حسين", "husayn"),
        ("يوسف", "yusuf"),
        ("ابراهيم", "ibrahim"),
        ("петров", "petrov"),
        ("горбачёв", "gorbachev"),
        ("иванов", "ivanov"),
        ("נתניהו", "netanyahu"),
        ("לוי", "levi"),
        ("כהן", "cohen"),
        ("پرویز", "parviz"),  # Persian
        ("چنگیز", "changiz"),
        ("احمد", "ahmad"),
    ],
)
def test_the_right_spelling_is_the_nearest(foreign: str, latin: str) -> None:
    encoder = load_encoder()
    near = encoder.vectors(LATIN) @ encoder.vectors([normalise(foreign)])[0]
    assert LATIN[int(near.argmax())] == latin


@pytest.mark.parametrize(
    ("left", "right", "other"),
    [
        ("گلزار", "gulzar", "tulsar"),  # Persian gaf
        ("بٹ", "butt", "bass"),  # Urdu retroflex t
        ("چوہدری", "chaudhry", "samdari"),
        ("ڕێبوار", "rebwar", "sabwar"),  # Kurdish
        ("ژیان", "zhiyan", "viyan"),
        ("зеленський", "zelensky", "belinsky"),  # Ukrainian
        ("назарбаев", "nazarbayev", "bazarov"),
        ("мухаммад", "محمد", "محسن"),  # two scripts without Latin
        ("muhamed", "mohammed", "mahir"),
    ],
)
def test_the_same_name_is_nearer_than_another(left: str, right: str, other: str) -> None:
    encoder = load_encoder()
    one, same, different = encoder.vectors([normalise(each) for each in (left, right, other)])
    assert one @ same > one @ different + 0.1


def test_letters_of_one_sound_are_told_apart_as_persian_does() -> None:
    encoder = load_encoder()
    arab, gulf = encoder.vectors(["پارسا", "بارسا"])
    latin = encoder.vectors(["parsa"])[0]
    assert arab @ latin > gulf @ latin


def test_the_file_is_small_and_the_card_is_its_own(root: Path) -> None:
    stored = shipped().read_bytes()
    assert len(stored) <= 6_000_000
    card = (root / "docs" / "models" / "encoder.md").read_text(encoding="utf-8")
    assert hashlib.sha256(stored).hexdigest() in card
    assert f"{len(stored):,} bytes" in card
    for licence in ("CC0", "Apache-2.0"):
        assert licence in card


def test_the_shipped_towers_are_of_one_space() -> None:
    towers = unpack(shipped().read_bytes())
    assert sorted(towers) == ["Arab", "Cyrl", "Hebr", "Latn"]
    for tower in towers.values():
        assert tower.outward.shape[1] == load_encoder().dimensions
        assert (np.diff(tower.codes) > 0).all()


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "another", "absent"])
def test_a_damaged_file_is_told(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "encoder.bin"
    stored = bytearray(shipped().read_bytes())
    stored[len(stored) // 2] ^= 1
    contents = {"cut": stored[:1000], "changed": stored, "empty": b"", "another": b"PK\x03\x04"}
    if damage != "absent":
        path.write_bytes(contents[damage])
    with pytest.raises(BadFile, match=r"encoder\.bin.*make encoder") as fault:
        read_encoder(path)
    assert str(tmp_path) not in str(fault.value)
