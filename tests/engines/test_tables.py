"""The tables say of words, marks and weights what the reference says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coalesce.engines.gathering import gather
from coalesce.engines.options import LinkOptions
from coalesce.engines.tables import tables_of
from coalesce.linking.agreement import Coder
from coalesce.linking.coding import Encoder
from coalesce.linking.columns import Columns
from coalesce.linking.comparisons import Comparison
from coalesce.linking.marks import birth_marks
from coalesce.linking.model import load_model
from coalesce.linking.near import Token, by_custom
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
    looked = tables_of(gather(rows, encoder), LinkOptions(model))
    names, marked, weights = looked.tables
    custom = {
        (looked.words[one], looked.words[int(other)])
        for one in range(len(looked.words))
        for other in names.others[names.more[one] : names.more[one + 1]]
    }
    assert custom == set(by_custom(looked.words)) != set()
    assert [looked.words[at].plain for at in looked.source.words] == list(words)
    births = looked.source.values[:, 0]
    assert births[1:].tolist() == [-1, -1]  # a span too wide asserts nothing
    first, last = marked.spans[births[0], :2]
    assert tuple(marked.marks[first:last]) == birth_marks(("1986",)).asserts
    first, last = marked.spans[births[0], 2:]
    assert tuple(marked.marks[first:last]) == birth_marks(("1986",)).accepts
    assert np.array_equal(weights.table[0][: len(model.weights[Comparison.NAME])], model.weights[Comparison.NAME])
    assert weights.most == max(model.weights[Comparison.NAME])


def test_what_tokens_and_bones_tell_is_what_they_were_coded_with() -> None:
    model = load_model()
    encoder, coder = Encoder(model), Coder(model)
    words = [("bill", "x"), ("william", "zorbal"), ("bill",)]
    every = [Columns((form,), (tuple(map(skeleton, form)),)) for form in words]
    rows = [Row(str(at), 1, "L", False, pack(columns, (), encoder)) for at, columns in enumerate(every)]
    looked = tables_of(gather(rows, encoder), LinkOptions(model))
    source, names = looked.source, looked.tables.names
    coded = [coder.token(Token(word, skeleton(word), "")) for form in words for word in form]
    assert names.tokens[source.tokens].tolist() == [token & 255 for token, _, _ in coded]
    assert names.bones[source.bones].tolist() == [bone & 255 for _, bone, _ in coded]
    assert [int(names.words[at]) if at >= 0 else 0 for at in source.words] == [near & 255 for _, _, near in coded]
    assert source.words[1] == -1  # too short
    assert source.tokens[0] == source.tokens[4] != source.tokens[2]
