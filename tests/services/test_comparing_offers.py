"""What a peer is given of one record: all of it at first, then only what is another to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coalesce.handling import Released
from coalesce.records import Origin, PersonSent, Sighting, SightingKind, SightingSent
from coalesce.services.comparing_offers import Offer, offers_of, plan
from coalesce.services.node import Node
from coalesce.store.offered_rows import Offered
from coalesce.store.send_view import Sendable
from tests.builders import NOON, add_list, entry, handling, let_in, make_node, owner, publish

SECRET = b"s" * 32
SEEN = Sighting(SightingKind.ENTERED, "SY", handling=handling("FR:border"))
NOWHERE: frozenset[str] = frozenset()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    to = add_list(made.store, held=handling("FR", "FR:border"), source_group="desk")
    publish(made.store, to, [entry("A", sightings=(SEEN,))])
    yield made
    made.store.close()


def released(node: Node) -> Released[Sendable]:
    with node.store.send(owner(node.store), "FR") as view:
        (one,) = view.records(list(view.current())).values()
    return one


def noted(offers: list[Offer]) -> list[Offered]:
    return [one.noted(NOON) for one in offers]


def test_ids_follow_from_the_record_and_what_is_said(node: Node) -> None:
    first, again = offers_of(released(node), SECRET), offers_of(released(node), SECRET)
    assert first == again
    assert [one.stix_id.partition("--")[0] for one in first] == ["identity", "sighting"]
    other = offers_of(released(node), b"t" * 32)
    assert not {one.stix_id for one in first} & {one.stix_id for one in other}
    assert first[0].origin == Origin("NL", "border", source_group="desk")
    assert [len(one.grant.purposes) for one in first] == [2, 1]


def test_everything_is_given_once_and_then_nothing(node: Node) -> None:
    one = released(node)
    offers = offers_of(one, SECRET)
    assert plan(one, [], NOWHERE, SECRET).given == tuple(offers)
    made = plan(one, noted(offers), NOWHERE, SECRET)
    assert (made.given, made.stays, made.lost) == ((), (), ())


def test_of_a_later_version_what_was_steady_stays(node: Node) -> None:
    one = released(node)
    person, seen = offers_of(one, SECRET)
    before = [replace(was, number=was.number - 1) for was in noted([person, seen])]
    assert [made.stix_id for made in plan(one, before, NOWHERE, SECRET).given] == [person.stix_id, seen.stix_id]
    made = plan(one, before, frozenset({"", seen.said}), SECRET)
    assert (made.given, made.stays) == ((), ((person.stix_id, person.about), (seen.stix_id, seen.about)))


def test_what_is_said_otherwise_is_given_in_place(node: Node) -> None:
    one = released(node)
    before = [replace(was, digest=b"other") for was in noted(offers_of(one, SECRET))]
    given = plan(one, before, frozenset({""}), SECRET).given
    assert {made.made for made in given} == {NOON.isoformat()}
    later = NOON.astimezone(UTC) + timedelta(days=2)
    message = given[0].message(later)
    assert (message.created, message.modified) == (datetime(2014, 11, 1, 12, tzinfo=UTC), later)


def test_what_is_released_no_longer_is_lost(node: Node) -> None:
    one = released(node)
    before = noted(offers_of(one, SECRET))
    assert plan(None, before, NOWHERE, SECRET).lost == tuple(before)
    strange = replace(before[1], stix_id="sighting--strange")
    assert plan(one, [*before, strange], NOWHERE, SECRET).lost == (strange,)


def test_messages_hold_no_handling_of_others(node: Node) -> None:
    person, seen = (one.message(NOON.astimezone(UTC)) for one in offers_of(released(node), SECRET))
    assert isinstance(person, PersonSent)
    assert isinstance(seen, SightingSent)
    assert seen.sighting.handling is None
    assert seen.person == person.id
