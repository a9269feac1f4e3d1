"""The compiled engine against the pure reference and against DuckDB with Splink, pair by pair."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from coalesce.engines import LinkBatch, LinkOptions, compiled_engine, gathering, link, link_arrived, link_stored, tables
from coalesce.handling import seal
from coalesce.linking.agreement import weigh
from coalesce.linking.arriving import propose
from coalesce.linking.coding import Encoder
from coalesce.linking.columns import Columns, prepare
from coalesce.linking.model import Model, load_model
from coalesce.linking.prepared import pack
from coalesce.linking.rows import LinkRow
from coalesce.records import Entry, Link, Name, Provenance

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


@pytest.fixture(scope="module")
def rows(make_rows: MakeRows, model: Model) -> list[LinkRow]:
    return make_rows(1, 120, model)


def packed(rows: list[LinkRow], model: Model) -> list[Row]:
    encoder = Encoder(model)
    return [
        Row(row.record, row.version, row.list_id, row.deduplicated, pack(row.columns, row.keys, encoder))
        for row in rows
    ]


@pytest.fixture(scope="module")
def batch(rows: list[LinkRow], model: Model) -> LinkBatch:
    return link_stored(packed(rows, model), LinkOptions(model, least=1e-9))


def test_every_pair_with_a_key_in_common_is_weighed_as_the_reference_does(
    rows: list[LinkRow], batch: LinkBatch, model: Model
) -> None:
    least = model.calibration.weight_at(1e-9)
    expected = {}
    candidates = 0
    for left, right in itertools.combinations(rows, 2):
        closed = left.deduplicated and left.list_id == right.list_id
        if set(left.keys) & set(right.keys) and not closed:
            candidates += 1
            weight = weigh(left.columns, right.columns, model)
            if weight.total >= least:
                expected[left.record, right.record] = weight
    assert len(expected) > 200
    assert {(one.left, one.right): one.weight for one in batch} == expected
    assert batch.candidates == candidates


@pytest.mark.parametrize("seed", [11, 12])
def test_duckdb_and_splink_say_the_same(make_rows: MakeRows, model: Model, seed: int) -> None:
    rows = make_rows(seed, 250, model)
    options = LinkOptions(model)
    assert list(link_stored(packed(rows, model), options)) == list(link(rows, options))


@pytest.mark.parametrize("seed", [2, 3])
def test_non_interference(make_rows: MakeRows, model: Model, seed: int) -> None:
    """Whatever other records there are, a pair is the same candidate with the same weight."""
    whole = make_rows(seed, 90, model)
    rest = [row for place, row in enumerate(whole) if place % 3]
    kept = {row.record for row in rest}
    options = LinkOptions(model, least=1e-4)
    expected = [one for one in link_stored(packed(whole, model), options) if one.left in kept and one.right in kept]
    assert list(link_stored(packed(rest, model), options)) == expected
    assert expected


def test_neither_order_nor_threads_nor_room_matter(
    rows: list[LinkRow], batch: LinkBatch, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_engine, "LEAST_ROOM", 1)
    monkeypatch.setattr(gathering, "CHUNK", 7)
    options = LinkOptions(model, least=1e-9, threads=1)
    assert list(link_stored(reversed(packed(rows, model)), options)) == list(batch)


def test_the_threshold_cuts_and_nothing_else(rows: list[LinkRow], batch: LinkBatch, model: Model) -> None:
    kept = list(link_stored(packed(rows, model), LinkOptions(model, least=0.3)))
    assert kept == [one for one in batch if one.probability >= 0.3]
    assert 0 < len(kept) < len(batch)


def test_what_arrived_has_the_links_that_the_reference_proposes(rows: list[LinkRow], model: Model) -> None:
    arrived = frozenset(row.record for row in rows[::7])
    options = LinkOptions(model)
    found = link_arrived(packed(rows, model), arrived, options)
    assert found == propose(rows, arrived, model, options.least)
    assert 0 < len(found) < len(link_stored(packed(rows, model), options))


def test_names_in_two_scripts_match_as_the_reference_says(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    names = (
        "Мухаммад Хоссейн|محمد حسين|Mohammad Hossein|ג'ורג' חדאד|Georges Haddad|جورج حداد|Bill Haddad|William Haddad"
        "|王伟|王薇|王偉|志强 杨|志 杨|强 杨|경자 윤|자 윤|あすか 橋本|あか 橋本|Asuka Hashimoto|くみ 後藤|أسوكا|지연 김|지현 김|지옄 김|Wang Wei|王秀英|王英|김지영|김지연|김영 지영|Kim Jiyeong|聡太郎 松本|聡太郎 康弘 松本|さゆり 鈴木|智也 さゆり 鈴木|지훈 김|지훈 상호 김"
        "|くみ子 春香 後藤|くみ子 春香 藤|くみ子 春香 後|く子 後藤|지우 미경 이|미경 미영 이|秀英 娟 杨|秀英 淑娟 杨|娟 杨|淑娟 杨|Karim Kasim Zafar|Karim Kasem Zafar"
    )
    columns = [
        prepare(Entry(str(at), (Name(name, "Latn"),), Provenance("x", 1))) for at, name in enumerate(names.split("|"))
    ]
    rows = [LinkRow(f"r{at:02}", 1, "L", False, one, ("k",)) for at, one in enumerate(columns)]
    monkeypatch.setattr(tables, "ROOM", 16)
    monkeypatch.setattr(tables, "HEARD_AT_ONCE", 3)
    found = {(one.left, one.right): one.weight for one in link_stored(packed(rows, model), LinkOptions(model, 1e-12))}
    pairs = itertools.combinations(rows, 2)
    expected = {(one.record, other.record): weigh(one.columns, other.columns, model) for one, other in pairs}
    assert found == {pair: expected[pair] for pair in found}
    assert sum("nearly" in weight.parts[0].reason for weight in found.values()) > 3


def test_rows_of_an_older_make_are_encoded_on_the_way(rows: list[LinkRow], batch: LinkBatch, model: Model) -> None:
    older = [
        Row(row.record, row.version, row.list_id, row.deduplicated, pack(row.columns, row.keys, Encoder(model)))
        for row in rows
    ]
    older = [Row(r.record, r.version, r.list_id, r.deduplicated, b"[" + r.body.partition(b"[")[2]) for r in older]
    cut = [row for row in older if row.body.startswith(b"[[")]
    assert cut
    kept = {row.record for row in cut}
    found = list(link_stored(cut, LinkOptions(model, least=1e-9)))
    assert found == [one for one in batch if one.left in kept and one.right in kept]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_records(model: Model, count: int) -> None:
    few = [LinkRow(f"r{place}", 1, "L", False, Columns(), ()) for place in range(count)]
    assert list(link_stored(packed(few, model), LinkOptions(model))) == []


def test_progress_is_told_and_ends(rows: list[LinkRow], model: Model) -> None:
    told: list[tuple[str, float]] = []
    link_stored(packed(rows, model), LinkOptions(model, progress=lambda step, share: told.append((step, share))))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)


def test_it_runs_on_what_is_sealed(rows: list[LinkRow], model: Model) -> None:
    sealed = seal(packed(rows, model)).map(link_stored, LinkOptions(model))
    opened = sealed.open_for("coalesce.store.writer")
    assert all(isinstance(one, Link) for one in opened)
    assert repr(sealed) == "Sealed(...)"
