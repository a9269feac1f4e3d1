"""What is gathered is what was encoded, however the rows are cut into chunks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from coalesce.engines import gathering
from coalesce.engines.gathering import gather
from coalesce.linking.agreement import code
from coalesce.linking.coding import SHARED, Encoder, key_number
from coalesce.linking.comparisons import Comparison
from coalesce.linking.model import Model, load_model
from coalesce.linking.prepared import pack
from coalesce.linking.rows import LinkRow

MakeRows = Callable[[int, int, Model], list[LinkRow]]


@dataclass(frozen=True, slots=True)
class Row:
    record: str
    version: int
    list_id: str
    deduplicated: bool
    body: bytes


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_it_is_what_the_reference_codes(
    make_rows: MakeRows, model: Model, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(gathering, "CHUNK", chunk)
    rows = make_rows(21, 40, model)
    encoder = Encoder(model)
    found = gather(
        (Row(r.record, 4, r.list_id, r.deduplicated, pack(r.columns, r.keys, encoder)) for r in rows), encoder
    )
    assert found.records == [row.record for row in rows]
    assert found.versions.tolist() == [4] * 40
    assert [at >= 0 for at in found.part] == [row.deduplicated for row in rows]
    for at, row in enumerate(rows):
        coded = code(row.columns, model)
        tokens = slice(*found.tokens.starts[at : at + 2])
        assert found.tokens.numbers[tokens].tolist() == [mark for form in coded.forms for mark in form.tokens]
        assert found.nears[tokens].tolist() == [mark for form in coded.forms for mark in form.nears]
        assert set(found.bones[tokens].tolist()) == {mark for form in coded.forms for mark in form.bones}
        forms, keys, documents = (
            part.numbers[part.starts[at] : part.starts[at + 1]].tolist()
            for part in (found.forms, found.keys, found.documents)
        )
        assert forms == [len(form.tokens) for form in coded.forms]
        assert keys == [key_number(key) for key in dict.fromkeys(row.keys)]
        assert documents == list(coded.marks[Comparison.DOCUMENT].asserts)
        words = {near: word for form in coded.forms for near, word in zip(form.nears, form.words, strict=True) if near}
        assert all(found.words[near] == word for near, word in words.items())
        births = found.shared[at, SHARED.index(Comparison.BIRTH_DATE)]
        told = found.values[0][births].births if births >= 0 else ()
        assert told == row.columns.births


def test_no_rows_are_no_records(model: Model) -> None:
    found = gather([], Encoder(model))
    assert found.records == []
    assert np.diff(found.keys.starts).tolist() == []
    assert found.shared.shape == (0, len(SHARED))
