"""Rows of notices: one id for one piece of news, the newest unseen alone, marked across purposes, kept for a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.handling import Purpose
from coalesce.records import Audience, Interest, InterestKind, NoticeKind
from coalesce.store import Store, notice_rows
from coalesce.store.notice_rows import NewNotice
from tests.builders import INVESTIGATION, NOON, add_list, entry, ids, make_store, publish, raw_rows

OURS, BORDER = Audience("NL", INVESTIGATION), Audience("NL", Purpose.BORDER)
AT = NOON.isoformat(timespec="microseconds")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    publish(made, add_list(made), [entry(f"R{n}") for n in range(4)])
    yield made
    made.close()


def put(store: Store, new: NewNotice, name: str = "n", audience: Audience = OURS, at: str = AT) -> None:
    """Add one notice."""
    with store.transaction() as connection:
        notice_rows.add(connection, audience, at, [(name, new)])


def there(store: Store, what: str = "id") -> list[tuple[object, ...]]:
    """What the table holds."""
    return raw_rows(store.folder, f"SELECT {what} FROM notice ORDER BY id")


def test_an_id_is_of_whom_what_and_which_change() -> None:
    one = NewNotice(NoticeKind.NEW, "r", "o")

    def of(new: NewNotice, audience: Audience = OURS, event: str = "e", key: bytes = b"k") -> str:
        return notice_rows.identity(key, audience, new, event)

    others = [
        of(replace(one, kind=NoticeKind.CHANGED)), of(replace(one, own="p")), of(replace(one, interest="i")),
        of(replace(one, basis=frozenset({("r", "s")}))), of(one, BORDER), of(one, event="f"), of(one, key=b"l"),
    ]  # fmt: skip
    assert len({of(one), *others}) == 1 + len(others)
    assert of(one) == of(replace(one, basis=frozenset({("between", "")}))), "how two touch makes no other news"
    assert len(of(one)) == 26


def test_the_same_news_is_there_once_and_the_newest_unseen_alone(store: Store) -> None:
    first, second, third, _ = sorted(ids(store).values())
    new = NewNotice(NoticeKind.CHANGED, first, second, basis=frozenset({(third, "")}))
    put(store, new)
    put(store, new)
    assert there(store) == [("n",)]
    put(store, new, "later", at=AT)
    assert there(store) == [("later",)]
    put(store, NewNotice(NoticeKind.SIGHTING, first, second, basis=frozenset({(first, "s")})), "s1")
    put(store, NewNotice(NoticeKind.SIGHTING, first, second, basis=frozenset({(first, "t")})), "s2")
    assert there(store) == [("later",), ("s1",), ("s2",)]
    with store.transaction() as connection:
        notice_rows.mark(connection, "NL", ["later"], AT)
    put(store, new, "again")
    assert there(store) == [("again",), ("later",), ("s1",), ("s2",)]


def test_nothing_is_told_of_a_record_that_is_gone(store: Store) -> None:
    first, second, *_ = sorted(ids(store).values())
    put(store, NewNotice(NoticeKind.NEW, first, "gone"), "a")
    put(store, NewNotice(NoticeKind.NEW, "gone", first), "b")
    put(store, NewNotice(NoticeKind.NEW, first, second, basis=frozenset({("gone", "")})), "c")
    assert there(store) == []


def test_what_stands_about_records_is_found_and_dropped(store: Store) -> None:
    first, second, third, fourth = sorted(ids(store).values())
    put(store, NewNotice(NoticeKind.NEW, first, second, basis=frozenset({(third, "")})), "a")
    put(store, NewNotice(NoticeKind.NEW, fourth, second), "b")
    put(store, NewNotice(NoticeKind.SIGHTING, fourth, first, basis=frozenset({(fourth, "s")})), "c")
    with store.transaction() as connection:
        assert [one.id for one in notice_rows.standing(connection, OURS, [third])] == ["a"]
        assert [one.id for one in notice_rows.standing(connection, OURS, [second])] == ["a", "b"]
        assert notice_rows.standing(connection, BORDER, [second]) == []
        notice_rows.move(connection, BORDER, {"s": "t"})
        notice_rows.drop_telling(connection, OURS, ["t"])
        notice_rows.move(connection, OURS, {"s": "t"})
        notice_rows.drop_telling(connection, OURS, ["s"])
    assert there(store) == [("a",), ("b",), ("c",)]
    with store.transaction() as connection:
        notice_rows.drop_telling(connection, OURS, ["t"])
        notice_rows.drop_about(connection, BORDER, [third])
    assert there(store) == [("a",), ("b",)]
    with store.transaction() as connection:
        notice_rows.drop_about(connection, OURS, [third])
    assert there(store) == [("b",)]


def test_marking_is_for_the_member_in_every_purpose(store: Store) -> None:
    first, second, *_ = sorted(ids(store).values())
    new = NewNotice(NoticeKind.NEW, first, second)
    for name, audience in (("a", OURS), ("b", BORDER), ("c", Audience("FR", INVESTIGATION))):
        put(store, new, name, audience)
    put(store, replace(new, kind=NoticeKind.CHANGED), "d")
    with store.transaction() as connection:
        assert notice_rows.mark(connection, "FR", ["a"], AT) == 0
        assert notice_rows.mark(connection, "NL", ["a"], AT) == 1
        assert notice_rows.mark(connection, "NL", ["a", "b"], AT) == 0
    assert there(store, "id, seen") == [("a", AT), ("b", AT), ("c", None), ("d", None)]


def test_a_notice_is_kept_for_its_days(store: Store) -> None:
    first, second, *_ = sorted(ids(store).values())
    put(store, NewNotice(NoticeKind.NEW, first, second), "old", at=(NOON - timedelta(days=181)).isoformat())
    put(store, NewNotice(NoticeKind.NEW, second, first), "new", at=(NOON - timedelta(days=179)).isoformat())
    assert store.erase_expired() == 1
    assert there(store) == [("new",)]


def test_up_to_which_edition_a_list_was_looked_at_never_goes_back(store: Store) -> None:
    ((identity,),) = raw_rows(store.folder, "SELECT id FROM list")
    for edition in (3, 2, 4):
        with store.transaction() as connection:
            notice_rows.look(connection, str(identity), edition)
            held = notice_rows.looked_at(connection)
    assert held == {identity: 4}


def test_an_interest_is_kept_once_and_is_its_members(store: Store) -> None:
    told = Interest("i", "NL", "owner", InterestKind.LEG, "SY>IQ", NOON)
    with store.transaction() as connection:
        assert notice_rows.keep_interest(connection, told)
        assert not notice_rows.keep_interest(connection, replace(told, id="j"))
        assert notice_rows.interests_of(connection, ["NL", "FR"]) == [told]
        assert notice_rows.interests_of(connection, ["FR"]) == []
        assert not notice_rows.drop_interest(connection, "FR", "i")
        assert notice_rows.drop_interest(connection, "NL", "i")
