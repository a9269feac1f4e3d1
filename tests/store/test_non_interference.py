"""A reader's every answer equals that of a twin store that holds only what the reader may see (DESIGN.md, section 4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coalesce.errors import CoalesceError
from coalesce.flows import FlowQuery
from coalesce.handling import Actor, Purpose
from coalesce.records import Leg
from coalesce.services import agreeing, controlling, telling
from coalesce.services.counting import own_flows
from coalesce.services.finding import FindOrder, find
from coalesce.services.node import Node
from coalesce.services.people import reading
from coalesce.services.ranking import Choice
from coalesce.services.searching import Search, asked_keys, search
from coalesce.services.sharing import lists_for
from tests.store import worlds

SEEDS = (1, 2, 3, 4)
CHOICES = (Choice(), Choice(least=0.5), Choice(script="Latn", leg=Leg("TR", "SY")), Choice(most=0.3))


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    made = worlds.make(tmp_path_factory.mktemp("world") / "node", request.param)
    yield made
    made.node.store.close()


@pytest.mark.parametrize("member", worlds.MEMBERS)
@pytest.mark.parametrize("purpose", worlds.PURPOSES)
def test_every_answer_is_the_twins(world: worlds.World, member: str, purpose: Purpose, tmp_path: Path) -> None:
    reader = worlds.actor(member)
    ids = _all_ids(world.node)
    twin = worlds.twin(world, tmp_path / "twin", reader, purpose)
    try:
        ours, theirs = answers(world.node, reader, purpose, ids), answers(twin, reader, purpose, ids)
        assert ours["facts"], "a reader who sees nothing would prove nothing"
        for name, answer in ours.items():
            assert answer == theirs[name], name
    finally:
        twin.store.close()


def test_the_worlds_hide_and_show_enough(world: worlds.World) -> None:
    """The comparison would be empty if everything were visible, or nothing linked or judged across members."""
    ids = _all_ids(world.node)
    across = 0
    for member in worlds.MEMBERS:
        with world.node.store.read(worlds.actor(member), Purpose.INVESTIGATION) as view:
            facts = view.facts()
            assert 0 < len(facts) < len(ids)
            across += sum(facts[link.left].owner != facts[link.right].owner for link in view.links())
    assert across > 0


def answers(node: Node, reader: Actor, purpose: Purpose, ids: list[str]) -> dict[str, Any]:
    """Everything that can be asked, as plain data."""
    told: dict[str, Any] = {}
    with reading(node, reader, purpose) as view:
        told["facts"] = view.facts()
        told["sightings"] = view.sightings()
        told["records"] = view.records(ids)
        listed = view.listed()
        told["listed"] = [(record, listed.lists[at]) for record, at in zip(listed.records, listed.on, strict=True)]
        told["links"] = view.links()
        told["stated"] = [tuple(column.tolist()) for column in view.stated()]
        told["judgements"] = view.judgements()
        told["people"] = view.people()
        told["people of"] = view.people_of(ids)
        mix = controlling.mixed(node, view)
        told["review"] = [mix.page(view, choice, 40, None, 2_000) for choice in CHOICES]
        told["review links"] = controlling.links(view, mix, mix.page(view, Choice(), 40, None, 2_000).rows)
        told["progress"] = mix.progress(reader.name)
        told["conflicts"] = agreeing.conflicts(node, view)
        told["verdicts"] = view.verdicts()
        told["pieces"] = [view.piece([one]) for one in sorted(view.facts())]
        told["history"] = [view.history(one) for one in ids]
        told["pages"] = [
            _page(view, text)
            for text in ("", "zubaydrim", "Belshimov", "belshimof zubaydrim", "P00003", "AAone1", "qwx")
        ]
        told["found"] = find(
            view, ["Zubaydrim Belshimov", "Ulzhabek Tarvoshel", "oskwarit drenkowari"], FindOrder(40, 0.0)
        )
        told["under"] = [view.under(key, 99) for text in (*worlds.GIVEN, *worlds.FAMILY) for (key,) in asked_keys(text)]
        flows = own_flows(node, view)
        told["flow people"] = (flows.people, flows.lists, flows.undecided)
        for by in (("leg", "month"), ("leg",), ("month",), ("leg", "origin"), ("leg", "list"), ()):
            told[f"flows by {by}"] = telling.cell_rows(flows.counted.cells(FlowQuery(by=by)))
    told["lists"] = lists_for(node, reader, purpose)
    told["one by one"] = [_one(node, reader, purpose, one) for one in [*ids, "nosuchrecord"]]
    for other in worlds.MEMBERS:
        told[f"as {other}"] = lists_for(node, reader, purpose, view_as=other)
        with node.store.read(reader, purpose, also=other) as view:
            told[f"records as {other}"] = view.facts()
            told[f"sightings as {other}"] = view.sightings()
    return told


def _page(view: Any, text: str) -> Any:
    first = search(view, Search(text, limit=3))
    second = search(view, Search(text, limit=3, after=first.next)) if first.next else None
    return first, second


def _one(node: Node, reader: Actor, purpose: Purpose, identity: str) -> str:
    try:
        with node.store.read(reader, purpose) as view:
            return repr(view.record(identity))
    except CoalesceError as error:
        return json.dumps([type(error).__name__, str(error)])


def _all_ids(node: Node) -> list[str]:
    """Every record's id, known from outside: what a reader could ask for."""
    found: set[str] = set()
    for member in worlds.MEMBERS:
        with node.store.read(worlds.actor(member), Purpose.INVESTIGATION) as view:
            found |= set(view.facts())
    return sorted(found)
