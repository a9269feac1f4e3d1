"""Release sets are stored once, and are exactly what their owner gave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.handling import Grant, Handling, Purpose
from coalesce.store import Store
from coalesce.store.sets import READING, ReleaseSets
from tests.builders import add_list, entry, handling, let_in, make_store, publish, raw_rows, staged

MEMBERS = ("NL", "FR", "BE")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("sets") / "node")
    yield made
    made.close()


def kept(store: Store, number: int) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    readers = set(raw_rows(store.folder, "SELECT member, purpose FROM reader WHERE set_id = ?", number))
    given = set(raw_rows(store.folder, 'SELECT kind, member FROM "grant" WHERE set_id = ?', number))
    return readers, given


def test_the_same_releases_are_stored_once(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    to = add_list(store, held=handling("FR"))
    rules = [handling("FR", "BE:border"), handling("BE:border", "FR", until=date(2018, 1, 1)), handling("FR")]
    publish(store, to, [staged(entry(f"R{n}"), rules[n % 3]) for n in range(30)])
    assert raw_rows(store.folder, "SELECT count(*) FROM release_set") == [(2,)]
    assert raw_rows(store.folder, "SELECT count(DISTINCT set_id) FROM version") == [(2,)]
    store.close()


def test_another_owner_or_figure_is_another_set(store: Store) -> None:
    with store.transaction() as connection:
        sets = ReleaseSets(connection)
        numbers = {
            sets.id_of("NL", handling("FR")),
            sets.id_of("BE", handling("FR")),
            sets.id_of("NL", handling("FR", figures=["BE"])),
            sets.id_of("NL", handling("FR:border")),
            sets.id_of("NL", handling()),
        }
        assert len(numbers) == 5
        assert sets.owner_only("NL") == sets.id_of("NL", handling()), "the end date is not part of a set"


@given(
    owner=st.sampled_from(MEMBERS),
    releases=st.frozensets(st.builds(Grant, st.sampled_from(list(Purpose)), st.sampled_from(MEMBERS))),
    figures=st.frozensets(st.sampled_from(MEMBERS)),
)
def test_readers_and_grants_are_the_rule(
    store: Store, owner: str, releases: frozenset[Grant], figures: frozenset[str]
) -> None:
    held = Handling(date(2019, 1, 1), releases=releases, figures_to=figures)
    with store.transaction() as connection:
        number = ReleaseSets(connection).id_of(owner, held)
        assert ReleaseSets(connection).id_of(owner, held) == number
    readers, given = kept(store, number)
    assert readers == {(owner, purpose) for purpose in READING} | {
        (grant.member, str(grant.purpose)) for grant in releases if grant.purpose is not Purpose.STATISTICS
    }
    assert given == {(str(grant.purpose), grant.member) for grant in releases} | {
        ("figures_to", member) for member in figures
    }


def test_figures_to_comes_back_to_its_owner_and_its_recipient(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    claire = let_in(store, "claire", "FR")
    to = add_list(store, held=handling("FR", figures=["FR", "BE"]))
    publish(store, to, [entry("R")])
    for who, figures in ((store.actor("owner"), {"FR", "BE"}), (claire, {"FR"})):
        with store.read(who, Purpose.INVESTIGATION) as view:
            (record,) = view.records(list(view.facts())).values()
            assert record.handling.figures_to == figures
    store.close()
