"""What changed, as each audience sees it: new, changed, seen anew, corrected, lost; and what is nobody's news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.handling import Actor, Purpose, Role
from coalesce.records import Audience, NoticeKind, Provenance, RecordList, Sighting, SightingKind
from coalesce.store import Store
from coalesce.store.visible_changes import OWN, Changes, Span, changes, granted_to, lists, reaches, readers
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, let_in, make_store, owner, publish, staged

FR, BE, NL = Audience("FR", INVESTIGATION), Audience("BE", INVESTIGATION), Audience("NL", OWN)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    let_in(made, "claire", "FR")
    let_in(made, "otto", "BE", Role.OPERATOR)
    yield made
    made.close()


def found(store: Store, to: RecordList, since: int, upto: int) -> dict[Audience, Changes]:
    """What changed between two editions."""
    with store.transaction() as connection:
        span = Span(to.id, to.owner, since, upto)
        return changes(connection, span, readers(connection), store.clock.today().isoformat())


def kinds(of: Changes, record: str) -> set[NoticeKind]:
    """What is new of a record."""
    return set(of.news[record].kinds) if record in of.news else set()


def seen(country: str, *grants: str) -> Sighting:
    return Sighting(SightingKind.PRESENT, country, handling=handling(*grants) if grants else None)


def test_who_reads_here_and_who_does_not(store: Store) -> None:
    to = add_list(store, held=handling("FR", "BE", "FR:statistics"))
    publish(store, to, [entry("R")])
    store.write(owner(store), Purpose.PLANNING).add_actor(Actor("bas", "BE", frozenset({Role.AUDITOR})))
    with store.transaction() as connection:
        known = readers(connection)
        assert known.members == {"NL", "FR"}
        assert set().union(*known.of_set.values()) == {FR}
        assert granted_to(connection, "FR") == {INVESTIGATION}
        assert granted_to(connection, "NL") == set()
        assert reaches(connection, Span(to.id, "NL", 0, 1), known)
        assert [(one.id, one.owner, one.edition) for one in lists(connection)] == [(to.id, "NL", 1)]
        assert lists(connection, "FR") == []


def test_a_list_that_nobody_else_reads_reaches_nobody(store: Store) -> None:
    to = add_list(store, held=handling("BE"))
    publish(store, to, [entry("R")])
    with store.transaction() as connection:
        assert not reaches(connection, Span(to.id, "NL", 0, 1), readers(connection))
    assert set(found(store, to, 0, 1)) == {NL}


def test_each_change_by_its_kind(store: Store) -> None:
    to = add_list(store, held=handling("FR"))
    publish(store, to, [entry("R", sightings=(seen("TR"),))])
    record = ids(store)["R"]
    assert kinds(found(store, to, 0, 1)[FR], record) == {NoticeKind.NEW}
    publish(store, to, [entry("R", sightings=(seen("TR"), seen("SY")))], "2")
    two = found(store, to, 1, 2)[FR].news[record]
    assert (two.kinds, len(two.fresh), two.gone, two.moved) == ({NoticeKind.SIGHTING}, 1, (), {})
    publish(store, to, [entry("R", sightings=(seen("SY"),))], "3")
    three = found(store, to, 2, 3)[FR].news[record]
    assert (three.kinds, three.fresh, len(three.gone)) == ({NoticeKind.CHANGED}, (), 1)
    publish(store, to, [entry("R", sightings=(seen("SY"), seen("IQ")), remarks="tall")], "4")
    assert kinds(found(store, to, 3, 4)[FR], record) == {NoticeKind.CHANGED, NoticeKind.SIGHTING}
    assert kinds(found(store, to, 1, 4)[FR], record) == {NoticeKind.CHANGED, NoticeKind.SIGHTING}
    publish(store, to, [entry("R", sightings=(seen("SY"), seen("IQ")), remarks="short")], "corrected x")
    assert kinds(found(store, to, 4, 5)[FR], record) == {NoticeKind.CORRECTION}
    assert kinds(found(store, to, 0, 5)[FR], record) == {NoticeKind.NEW}
    publish(store, to, [], "6")
    assert found(store, to, 5, 6)[FR].lost == found(store, to, 5, 6)[NL].lost == {record}
    assert found(store, to, 0, 6) == {}, "it came and went between the two"


def test_what_is_hidden_from_a_reader_changes_nothing_for_it(store: Store) -> None:
    to = add_list(store, held=handling("FR"))
    publish(store, to, [entry("R", sightings=(seen("TR"),))])
    record = ids(store)["R"]
    hidden = entry("R", sightings=(seen("TR"), seen("SY", "BE")), provenance=Provenance("other.csv", 9))
    publish(store, to, [hidden], "2")
    both = found(store, to, 1, 2)
    assert FR not in both
    assert kinds(both[NL], record) == {NoticeKind.SIGHTING}
    publish(store, to, [staged(hidden, handling("FR", "BE"))], "3")
    assert FR not in found(store, to, 2, 3), "who else may see it is not told"
    publish(store, to, [staged(hidden, handling("BE"))], "4")
    assert found(store, to, 3, 4)[FR].lost == {record}
    publish(store, to, [staged(hidden, handling("FR"))], "5")
    assert kinds(found(store, to, 4, 5)[FR], record) == {NoticeKind.NEW}
    shown = replace(hidden, sightings=(seen("TR"), seen("SY", "FR")))
    publish(store, to, [staged(shown, handling("FR"))], "6")
    assert kinds(found(store, to, 5, 6)[FR], record) == {NoticeKind.SIGHTING}
