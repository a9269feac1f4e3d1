"""A page of a box holds what fits, in the order it came, and says where it goes on; nothing of another peer decides it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalesce.errors import StoreError
from coalesce.store import Store, box_view
from coalesce.store.box_view import ALL, BoxView, Chosen, Page, Span
from coalesce.store.wire_rows import BoxKind
from tests.builders import raw_rows
from tests.store.boxes import VERSIONS, fill, make_peers, one


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_peers(tmp_path_factory.mktemp("boxes") / "node")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def emptied(store: Store) -> None:
    raw_rows(store.folder, "DELETE FROM wire")


LATEST, HUNDRED = Chosen(), Span()


def read(store: Store, box: BoxKind, chosen: Chosen = LATEST, span: Span = HUNDRED, peer: str = "paris") -> Page:
    with store.boxes(store.exchange.peer(peer)) as view:
        page = view.page(box, chosen, span)
        listing = view.listing(box, chosen, span)
    if page.count == span.rows or page.next is None:  # a page may end earlier for its bytes
        assert [row[1] for row in listing.rows] == ids(page)
        assert listing.next == page.next
    return page


def ids(page: Page) -> list[str]:
    return [part.split(b'"')[3].decode() for part in page.bodies.split(b",{") if part]


def test_a_page_is_the_bytes_as_they_are_stored(store: Store) -> None:
    numbers = fill(store, BoxKind.OUT, [one("a", body=b'{"id":"a"}'), one("b", body='{"id":"b","x":"ب"}'.encode())])
    page = read(store, BoxKind.OUT)
    assert page == Page(2, numbers[0], numbers[1], '{"id":"a"},{"id":"b","x":"ب"}'.encode(), None)


def test_an_empty_box_is_an_empty_page(store: Store) -> None:
    assert read(store, BoxKind.IN) == Page(0, 0, 0, b"", None)


def test_pages_follow_each_other_to_the_end(store: Store) -> None:
    numbers = fill(store, BoxKind.OUT, [one(f"o{n}") for n in range(7)])
    first = read(store, BoxKind.OUT, span=Span(0, 3))
    second = read(store, BoxKind.OUT, span=Span(first.next or 0, 3))
    third = read(store, BoxKind.OUT, span=Span(second.next or 0, 3))
    assert [ids(page) for page in (first, second, third)] == [["o0", "o1", "o2"], ["o3", "o4", "o5"], ["o6"]]
    assert (first.next, second.next, third.next) == (numbers[2], numbers[5], None)
    assert (second.first, second.last) == (numbers[3], numbers[5])


def test_a_page_ends_where_its_bytes_do(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box_view, "FIRST_ROWS", 2)
    fill(store, BoxKind.OUT, [one(f"o{n}", body=b'{"id":"o%d","x":"' % n + b"x" * 100 + b'"}') for n in range(9)])
    page = read(store, BoxKind.OUT, span=Span(0, 9, 400))
    assert 2 <= page.count < 9
    assert page.next == page.last
    seen, after = page.count, page.next
    while after:
        page = read(store, BoxKind.OUT, span=Span(after, 9, 400))
        seen, after = seen + page.count, page.next
    assert seen == 9


def test_nothing_of_another_peer_is_there(store: Store) -> None:
    fill(store, BoxKind.OUT, [one("a")])
    fill(store, BoxKind.IN, [one("b")])
    fill(store, BoxKind.PULLED, [one("c")])
    for peer in ("lyon", "hague"):
        assert read(store, BoxKind.OUT, peer=peer).count == read(store, BoxKind.IN, peer=peer).count == 0
    assert ids(read(store, BoxKind.IN)) == ["b"], "what was fetched from it is not what it wrote"


KINDS = {"a": "identity", "b": "location", "c": "identity", "d": "location"}
CHOSEN = st.builds(
    Chosen,
    ids=st.lists(st.sampled_from("abcdx"), unique=True, max_size=3).map(tuple),
    types=st.lists(st.sampled_from(["identity", "location", "x"]), unique=True, max_size=2).map(tuple),
    last=st.booleans(),
    first=st.booleans(),
    every=st.booleans(),
    exact=st.lists(st.sampled_from(VERSIONS), unique=True, max_size=2).map(tuple),
)


@settings(max_examples=150)
@given(
    rows=st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(VERSIONS)), unique=True, max_size=12),
    chosen=CHOSEN,
    size=st.integers(1, 5),
    looked=st.integers(1, 6),
    box=st.sampled_from([BoxKind.OUT, BoxKind.IN]),
)
def test_pages_together_are_what_fits_each_once_in_order(
    store: Store, rows: list[tuple[str, str]], chosen: Chosen, size: int, looked: int, box: BoxKind
) -> None:
    raw_rows(store.folder, "DELETE FROM wire")
    fill(store, box, [one(stix_id, version, KINDS[stix_id]) for stix_id, version in rows])
    by_id: dict[str, list[str]] = {}
    for stix_id, version in rows:
        by_id.setdefault(stix_id, []).append(version)

    def fits(stix_id: str, version: str) -> bool:
        versions = by_id[stix_id]
        named = (not chosen.ids or stix_id in chosen.ids) and (not chosen.types or KINDS[stix_id] in chosen.types)
        ends = (chosen.last and version == max(versions)) or (chosen.first and version == min(versions))
        return named and (chosen.every or ends or version in chosen.exact)

    expected = [row for row in rows if fits(*row)]
    found: list[tuple[str, str]] = []
    before, box_view.LOOKED_AT = box_view.LOOKED_AT, looked
    try:
        after: int | None = 0
        with store.boxes(store.exchange.peer("paris")) as view:
            while after is not None:
                listing = view.listing(box, chosen, Span(after, size))
                assert len(listing.rows) <= size
                found += [(stix_id, version) for _, stix_id, version in listing.rows]
                assert listing.next is None or listing.next > after
                after = listing.next
    finally:
        box_view.LOOKED_AT = before
    assert found == expected


def test_what_no_index_answers_is_looked_through_piece_by_piece(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box_view, "LOOKED_AT", 3)
    fill(store, BoxKind.IN, [one(f"o{n}", VERSIONS[n % 2]) for n in range(9)])
    chosen = Chosen(last=False, exact=(VERSIONS[1],))
    page = read(store, BoxKind.IN, chosen, Span(0, 9))
    assert ids(page) == ["o1"]
    assert page.next is not None


def test_what_is_there_is_told_from_what_is_not(store: Store) -> None:
    fill(store, BoxKind.IN, [one("a", VERSIONS[0])])
    with store.boxes(store.exchange.peer("paris")) as view:
        assert view.is_there(BoxKind.IN, "a")
        assert not view.is_there(BoxKind.OUT, "a")
        assert not view.is_there(BoxKind.IN, "b")


def test_few_objects_are_noted_by_their_ids_many_by_a_digest(store: Store) -> None:
    numbers = fill(store, BoxKind.OUT, [one(f"o{n:02}") for n in range(21)])

    def noted(rows: int) -> dict[str, Any]:
        with store.boxes(store.exchange.peer("paris")) as view:
            view.page(BoxKind.OUT, ALL, Span(0, rows))
            return dict(view.notes[0])

    few, many = noted(2), noted(21)
    assert few == {"what": "wire out", "count": 2, "from": numbers[0], "to": numbers[1], "ids": ["o00", "o01"]}
    assert (many["count"], many["to"], len(many["digest"])) == (21, numbers[20], 64)


def test_a_fault_of_the_driver_is_our_own(store: Store) -> None:
    with store.boxes(store.exchange.peer("paris")) as view, pytest.raises(StoreError):
        view._tuples("SELECT body FROM wire")


def test_a_page_of_what_lies_ready_looks_up_no_version_that_stands(store: Store) -> None:
    """How fast it is rests on this: an index for the order, a list and grants for each row, and more for closed versions alone; and for
    words on a pair, of which there are few."""
    with store.boxes(store.exchange.peer("paris")) as view:
        rows = plan(view, "SELECT seq FROM visible_outbox WHERE seq > 0 AND latest = 1 ORDER BY seq LIMIT 9")
    told = repr(rows)
    assert "sqlite_autoindex_wire_1 (box=? AND peer=? AND seq>?)" in told
    above = {row[0]: row[1] for row in rows}
    looked_up = [row[1] for row in rows if "main.version" in row[3]]
    assert looked_up, "rows of an older version are looked up"
    of_words = {row[1] for row in rows if "main.told_judgement" in row[3]}
    assert all(above[inside] or inside in of_words for inside in looked_up), "not for the page, nor for a row's list"
    assert "TEMP B-TREE" not in told


def plan(view: BoxView, query: str) -> list[tuple[Any, ...]]:
    driver: sqlite3.Connection = view._connection.connection.driver_connection  # type: ignore[assignment]
    return driver.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
