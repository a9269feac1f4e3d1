"""Rare words tell more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadFile
from coalesce.names import rarity as room
from coalesce.names.rarity import LEAST, MOST, rarity, shipped
from coalesce.names.skeleton import skeleton


def test_frequent_names_tell_less():
    assert rarity(skeleton("muhammad")) < rarity(skeleton("zubaydullayev"))
    assert rarity(skeleton("john")) < rarity(skeleton("netanyahu"))


@given(st.text("bdfgjklmnrstz", max_size=12))
def test_bounded(bone):
    assert LEAST <= rarity(bone) <= MOST


def test_the_table_holds_skeletons_and_no_name_that_few_bear():
    assert len(shipped()["rarity"]) > 1000
    assert all(0 < eighths < 200 for eighths in shipped()["rarity"].values())


def test_a_damaged_file_says_so(monkeypatch):
    monkeypatch.setattr(room, "FILE", "encoder-1.bin")
    shipped.cache_clear()
    with pytest.raises(BadFile, match="install it again"):
        shipped()
    monkeypatch.undo()
    shipped.cache_clear()
