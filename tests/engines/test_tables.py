"""The tables say of words, marks and weights what the reference says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coalesce.engines.gathering import gather
from coalesce.engines.options import LinkOptions
from coalesce.engines.tables import tables_of
from coalesce.linking.coding import Encoder
from coalesce.linking.columns import Columns
from coalesce.linking.comparisons import Comparison
from coalesce.linking.marks import birth_marks
from coalesce.linking.model import load_model
from coalesce.linking.near import by_custom
from coalesce.linking.prepared import pack
from coalesce.names import skeleton


@dataclass(frozen=True, slots=True)
class Row:
    record: str
    version: int
    list_id: str
    deduplicated: bool
    body: bytes


def test_words_marks_and_weights() -> None:
    model = load_model()
    encoder = Encoder(model)
    words = ("bill", "william", "zorbal")
    every = [
        Columns(((word,),), ((skeleton(word),),), births=("1900/1990",) if at else ("1986",))
        for at, word in enumerate(words)
    ]
    rows = [Row(str(at), 1, "L", False, pack(columns, (), encoder)) for at, columns in enumerate(every)]
    tables = tables_of(gather(rows, encoder), LinkOptions(model))
    names = tables.names
    custom = {
        (tables.words[one], tables.words[int(other)])
        for one in range(len(tables.words))
        for other in names.others[names.more[one] : names.more[one + 1]]
    }
    assert custom == set(by_custom(tables.words)) != set()
    assert [tables.words[at].plain for at in names.near] == list(words)
    births = tables.marks[0]
    assert births.of.tolist() == [0, -1, -1]  # a span too wide asserts nothing
    assert tuple(births.asserts[: births.asserted[1]]) == birth_marks(("1986",)).asserts
    assert np.array_equal(
        tables.weights.table[0][: len(model.weights[Comparison.NAME])], model.weights[Comparison.NAME]
    )
    assert tables.weights.most == max(model.weights[Comparison.NAME])
