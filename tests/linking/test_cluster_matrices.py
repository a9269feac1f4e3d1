"""Matrices: told and untold, each piece as if it were alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coalesce.linking.cluster_matrices import matrices
from coalesce.linking.cluster_pieces import pieces
from coalesce.linking.cluster_ties import BARRED, log_odds, ties, told_of
from coalesce.records import Verdict

LETTERS = "abcdefghijkl"
pairs = st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS)).filter(lambda pair: pair[0] < pair[1])


@given(
    st.dictionaries(pairs, st.sampled_from((0.1, 0.6, 0.9)), min_size=1),
    st.dictionaries(pairs, st.sampled_from(list(Verdict)), max_size=3),
    st.integers(1, 200),
)
def test_odds_are_those_of_the_edges(
    links: dict[tuple[str, str], float], words: dict[tuple[str, str], Verdict], at_once: int
) -> None:
    lists = {letter: place % 3 - 1 for place, letter in enumerate(LETTERS)}
    known = ties(told_of(lists.items(), [(*pair, stated) for pair, stated in links.items()]), words, 0.4)
    piece = pieces(len(known.size), (known.one, known.other, known.odds))
    told = {
        frozenset(pair): odds
        for *pair, odds in zip(known.one.tolist(), known.other.tolist(), known.odds.tolist(), strict=True)
    }
    met = []
    for units, odds in matrices(known, piece, at_once):
        assert np.array_equal(odds, odds.transpose(0, 2, 1))
        for row, matrix in zip(units.tolist(), odds, strict=True):
            met += row
            for at, one in enumerate(row):
                for below, other in enumerate(row[:at]):
                    untold = log_odds(0.4) * known.size[one] * known.size[other]
                    barred = bool(known.lists(one) & known.lists(other))
                    assert matrix[at, below] == told.get(frozenset((one, other)), BARRED if barred else untold)
    assert sorted(met) == [unit for unit in range(len(piece)) if np.bincount(piece)[piece[unit]] > 1]
