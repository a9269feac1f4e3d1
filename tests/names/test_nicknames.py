"""Names that custom takes for each other."""

from __future__ import annotations

from coalesce.names import tokens
from coalesce.names.nicknames import _LINES, same_by_custom


def test_custom():
    assert same_by_custom("william", "bill")
    assert same_by_custom("bill", "william")
    assert same_by_custom("ihar", "igor")
    assert same_by_custom("sasha", "alexander")
    assert same_by_custom("sasha", "alexandra")
    assert same_by_custom("nikolaevich", "mikalaevich")
    assert same_by_custom("mikalaeuna", "nikolaevna")
    assert not same_by_custom("nikolaevich", "nikolaevna")
    assert not same_by_custom("alexander", "bill")
    assert not same_by_custom("karim", "saleh")


def test_the_table_is_romanised_as_names_are():
    odd = [word for word in _LINES.split() if tokens(word) not in ((word,), (word.replace("abdullah", "abdallah"),))]
    assert not [word for word in odd if not word.startswith("abd") and not word.startswith("cabd")]
