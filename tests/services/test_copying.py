"""Copies say what their originators said last, for what they granted, and no more."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from coalesce.dates import FixedClock, PartialDate
from coalesce.handling import TLP, HandlingCode, Onward, Purpose
from coalesce.records import (
    GrantSent,
    ListKind,
    Origin,
    PersonSent,
)
from coalesce.records.exchange import Message
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.taking_in import take_in
from coalesce.stix import stix_id
from coalesce.store.wire_rows import BoxKind
from tests.builders import INVESTIGATION, add_list, entry, leaves, owner, publish, raw_rows
from tests.exchange_nodes import box_of, hand, holds, nodes
from tests.said import (
    GRANT,
    LEFT,
    ORIGIN,
    PERSON,
    SEEN,
    SIGHTING,
    T0,
    at,
    back,
    came,
    held,
    person,
    said,
    sighting,
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[list[Node]]:
    with nodes(tmp_path, "NL", "FR", "BE") as made:
        yield made


@pytest.fixture
def nl(world: list[Node]) -> Node:
    return world[0]


@pytest.fixture
def fr(world: list[Node]) -> Node:
    return world[1]


def test_a_person_and_its_sightings_become_one_record_of_their_owner(fr: Node, nl: Node) -> None:
    told = came(fr, nl, person(), sighting())
    assert (told.persons, told.sightings, told.refused) == (1, 1, {})
    assert held(fr) == {"A": ("Zorbal Kemtari", "entered")}
    assert raw_rows(fr.store.folder, "SELECT owner, name, kind, hosted FROM list") == [
        ("NL", "border", "travellers", 0)
    ]
    assert box_of(fr, "nl") == []
    assert any('"action":"take in"' in leaf and '"persons":1' in leaf for leaf in leaves(fr.store.folder))
    assert not any("Zorbal" in leaf for leaf in leaves(fr.store.folder))


def test_what_comes_twice_is_taken_in_once(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), sighting())
    before = raw_rows(fr.store.folder, "SELECT record_id, number, digest FROM version")
    told = came(fr, nl, person(), sighting())
    assert (told.persons, told.sightings, told.dropped) == (0, 0, 2)
    assert raw_rows(fr.store.folder, "SELECT record_id, number, digest FROM version") == before


def test_the_newest_word_counts_whatever_comes_first(fr: Node, nl: Node) -> None:
    came(fr, nl, person(2, "Vulneq Shambir"))
    assert came(fr, nl, person(1, "Hedraq Tolumis")).dropped == 1
    assert held(fr) == {"A": ("Vulneq Shambir",)}
    came(fr, nl, person(4, "Bartuk Yelgorov"), person(3, "Hedraq Tolumis"))
    assert held(fr) == {"A": ("Bartuk Yelgorov",)}
    assert not holds(fr, "Vulneq")


def test_a_sighting_waits_for_its_person(fr: Node, nl: Node) -> None:
    told = came(fr, nl, sighting())
    assert (told.waiting, told.sightings) == (1, 0)
    assert box_of(fr, "nl") == [("sighting", "", PERSON)]
    assert take_in(fr, "nl").waiting == 0  # it is not looked at again and again
    hand(fr, "nl", said(nl, person()), kind=BoxKind.IN)
    assert take_in(fr, "nl").sightings == 1
    assert held(fr) == {"A": ("Zorbal Kemtari", "entered")}
    assert box_of(fr, "nl") == []


def test_each_sighting_is_replaced_by_its_id_and_the_others_stay(fr: Node, nl: Node) -> None:
    other = stix_id(b"s", "sighting", "other")
    came(fr, nl, person(), sighting(), sighting(seen=SEEN, identity=other))
    assert held(fr)["A"] == ("Zorbal Kemtari", "entered", "entered")
    came(fr, nl, sighting(1, LEFT, other))
    assert held(fr)["A"] == ("Zorbal Kemtari", "entered", "left")
    came(fr, nl, person(2, "Vulneq Shambir"))
    assert held(fr)["A"] == ("Vulneq Shambir", "entered", "left")


@pytest.mark.parametrize("seed", range(8))
def test_the_same_is_held_in_whatever_order_and_pieces_it_comes(fr: Node, nl: Node, seed: int) -> None:
    dice = random.Random(seed)
    other = stix_id(b"s", "sighting", "other")
    words: list[Message] = [
        person(1), person(5, "Vulneq Shambir"), sighting(2), sighting(6, LEFT), sighting(3, SEEN, other),
        back(4, other), back(7, SIGHTING, identity="x"), person(8, "Hedraq Tolumis"), sighting(9, LEFT),
    ]  # fmt: skip
    words += dice.sample(words, 4)
    dice.shuffle(words)
    while words:
        cut = dice.randrange(1, 5)
        came(fr, nl, *words[:cut])
        words = words[cut:]
    assert held(fr) == {"A": ("Hedraq Tolumis", "left")}
    assert not holds(fr, "Zorbal")
    assert not holds(fr, "Vulneq")


def test_handling_is_what_the_grant_says_and_no_more(fr: Node, nl: Node) -> None:
    grant = GrantSent(
        "FR",
        date(2015, 6, 1),
        frozenset({Purpose.BORDER, Purpose.STATISTICS}),
        TLP.RED,
        HandlingCode.H2,
        Onward.ASK,
        frozenset({"FR", "BE"}),
    )
    came(fr, nl, person(), grant=grant)
    assert held(fr) == {}
    assert set(held(fr, Purpose.BORDER)) == {"A"}
    with fr.store.read(owner(fr.store), Purpose.BORDER) as view:
        (one,) = view.records(list(view.facts())).values()
    assert (one.handling.tlp, one.handling.code, one.handling.onward) == (TLP.RED, HandlingCode.H2, Onward.ASK)
    assert one.handling.keep_until == date(2015, 6, 1)
    figures = "SELECT member FROM \"grant\" g JOIN version v USING (set_id) WHERE g.kind = 'figures_to' ORDER BY 1"
    assert raw_rows(fr.store.folder, figures) == [("BE",), ("FR",)]


def test_what_is_for_counting_alone_is_held_and_seen_by_nobody_here(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), grant=replace(GRANT, purposes=frozenset({Purpose.STATISTICS})))
    for purpose in (INVESTIGATION, Purpose.BORDER, Purpose.SCREENING, Purpose.REDRESS, Purpose.PLANNING):
        assert held(fr, purpose) == {}
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM version") == [(1,)]


def test_a_sighting_is_never_wider_than_its_person(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), grant=replace(GRANT, purposes=frozenset({Purpose.BORDER})))
    came(fr, nl, sighting())
    assert held(fr, Purpose.BORDER) == {"A": ("Zorbal Kemtari",)}
    assert held(fr) == {}


def test_what_may_be_kept_longer_there_is_kept_no_longer_than_we_keep_anything(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), grant=replace(GRANT, keep_until=date(2099, 1, 1)))
    assert raw_rows(fr.store.folder, "SELECT keep_until FROM version") == [("2034-11-01",)]


def test_a_child_goes_no_further_than_to_us(fr: Node, nl: Node) -> None:
    grant = replace(
        GRANT, purposes=frozenset({INVESTIGATION, Purpose.STATISTICS}), onward=Onward.YES, figures_to=frozenset({"BE"})
    )
    came(fr, nl, person(birth_dates=(PartialDate.of(1999),)), grant=grant)
    assert set(held(fr)) == {"A"}
    assert raw_rows(fr.store.folder, "SELECT onward FROM version") == [("none",)]
    assert raw_rows(
        fr.store.folder, "SELECT count(*) FROM \"grant\" JOIN version USING (set_id) WHERE kind = 'figures_to'"
    ) == [(0,)]


def test_what_has_ended_is_not_taken_in_and_ends_what_was_held(fr: Node, nl: Node) -> None:
    over = replace(GRANT, keep_until=date(2014, 10, 31))
    assert came(fr, nl, person(), grant=over).persons == 0
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM record") == [(0,)]
    came(fr, nl, person(1))
    assert came(fr, nl, person(2), grant=over).erased == 1
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM record") == [(0,)]


def test_expiry_erases_here_too(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), sighting(), grant=replace(GRANT, keep_until=date(2014, 11, 2)))
    assert isinstance(fr.store.clock, FixedClock)
    fr.store.clock.moment = datetime(2014, 11, 3, tzinfo=UTC)
    fr.store.erase_expired()
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM record") == [(0,)]
    assert not holds(fr, "Zorbal")


def test_another_person_under_the_same_reference_replaces_the_former(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), sighting())
    other = PersonSent(stix_id(b"s", "identity", "other"), T0, at(1), ORIGIN, entry("A", "Vulneq Shambir"))
    came(fr, nl, other)
    assert held(fr) == {"A": ("Vulneq Shambir",)}
    assert not holds(fr, "Zorbal")
    assert came(fr, nl, person()).persons == 0
    renamed = PersonSent(other.id, T0, at(2), ORIGIN, entry("B", "Vulneq Shambir"))
    assert came(fr, nl, renamed).refused == {"bears another reference than before": 1}


def test_of_two_persons_that_come_under_one_reference_the_later_is_held(fr: Node, nl: Node) -> None:
    other = PersonSent(stix_id(b"s", "identity", "other"), T0, at(1), ORIGIN, entry("A", "Vulneq Shambir"))
    told = came(fr, nl, person(), other, sighting())
    assert (told.persons, told.refused) == (1, {"bears the reference of another record": 2})
    assert held(fr) == {"A": ("Vulneq Shambir",)}
    came(fr, nl, person(2), sighting(2))
    assert held(fr) == {"A": ("Zorbal Kemtari", "entered")}
    again = PersonSent(other.id, T0, at(3), ORIGIN, entry("A", "Vulneq Shambir"))
    assert came(fr, nl, sighting(3, LEFT), again).refused == {"bears the reference of another record": 1}
    assert held(fr) == {"A": ("Vulneq Shambir",)}
    assert not holds(fr, "Zorbal")


def test_who_is_told_in_another_list_is_held_there_alone(fr: Node, nl: Node) -> None:
    came(fr, nl, person(), sighting())
    other = Origin("NL", "transit")
    came(fr, nl, person(1, origin=other), replace(sighting(1, LEFT), origin=other))
    assert raw_rows(fr.store.folder, "SELECT l.name FROM record r JOIN list l ON l.id = r.list_id") == [("transit",)]
    assert held(fr) == {"A": ("Zorbal Kemtari", "left")}
    assert came(fr, nl, person(), sighting()).dropped == 2
    both = person(2, origin=ORIGIN), person(3, origin=Origin("NL", "sea"))
    assert (told := came(fr, nl, *both)).persons == 1
    assert (told.dropped, told.refused) == (1, {})
    assert raw_rows(fr.store.folder, "SELECT l.name FROM record r JOIN list l ON l.id = r.list_id") == [("sea",)]
    assert came(fr, nl, back(4, PERSON, SIGHTING)).erased >= 1
    assert held(fr) == {}
    assert not holds(fr, "Zorbal")


def test_the_list_follows_its_owner(fr: Node, nl: Node) -> None:
    came(fr, nl, person(origin=Origin("NL", "border", ListKind.DESIGNATIONS, "desk", True)))
    assert raw_rows(fr.store.folder, "SELECT kind, source_group, deduplicated FROM list") == [
        ("designations", "desk", 1)
    ]
    came(fr, nl, person(1))
    assert raw_rows(fr.store.folder, "SELECT kind, source_group, deduplicated FROM list") == [("travellers", None, 0)]


def test_links_and_judgements_hold_while_what_is_compared_is_the_same(fr: Node, nl: Node) -> None:
    mine = add_list(fr.store, "mine", member="FR")
    publish(fr.store, mine, [entry("M", birth_dates=(PartialDate.of(1980, 3, 1),))])
    link_records(fr, owner(fr.store), LinkOrder())
    came(fr, nl, person(birth_dates=(PartialDate.of(1980, 3, 1),)))
    links = "SELECT count(*) FROM link"
    ((linked,),) = raw_rows(fr.store.folder, links)
    assert linked == 1

    def seen() -> int:
        with fr.store.read(owner(fr.store), INVESTIGATION) as view:
            return len(list(view.links()))

    assert seen() == 1
    came(fr, nl, sighting(1))
    assert seen() == 1
    assert raw_rows(
        fr.store.folder, "SELECT count(*) FROM version v JOIN record r ON r.id = v.record_id WHERE r.reference = 'A'"
    ) == [(1,)]
    came(fr, nl, person(2, "Mansub Dervolin", birth_dates=(PartialDate.of(1950, 3, 1),)))
    assert seen() == 0


def test_a_record_of_too_many_sightings_is_cut(tmp_path: Path) -> None:
    with nodes(tmp_path, "NL", "FR") as (nl, fr):
        fr.store.settings = replace(fr.store.settings, max_sightings_per_record=2)
        made = [
            sighting(seen=replace(SEEN, place=str(n)), identity=stix_id(b"s", "sighting", str(n))) for n in range(4)
        ]
        told = came(fr, nl, person(), *made)
        assert told.refused == {"its person has more than 2 sightings": 2}
        assert len(held(fr)["A"]) == 3
