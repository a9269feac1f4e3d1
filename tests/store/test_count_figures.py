"""What a series may count: lists of its definition, records and sightings that let the whole audience have figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.flows.bounding import FigureEvidence
from coalesce.handling import Role, seal
from coalesce.records import Verdict
from coalesce.records.series import Series
from coalesce.services import publishing
from coalesce.services.node import Node
from coalesce.store.permits import Act
from tests.builders import INVESTIGATION, NAMES, add_list, entry, handling, ids, let_in, linked, owner, publish, staged
from tests.series_made import a_node, claire, entered, in_force, made_series

BOTH = handling(figures=["NL", "FR"])


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made, _ = a_node(tmp_path / "node")
    yield made
    made.store.close()


def counted(node: Node, series: Series) -> FigureEvidence:
    """The evidence, opened as the store's own Writer would."""
    with node.store.count(claire(node), Act.FIGURES) as view:
        return view.evidence(series).open_for("coalesce.store")


def references(node: Node, evidence: FigureEvidence) -> set[str]:
    known = {record: reference for reference, record in ids(node.store).items()}
    return {known[place.record] for place in evidence.nodes if place.record in known}


def test_only_the_lists_of_the_definition_are_counted(node: Node) -> None:
    found = counted(node, made_series(audience=("FR",), lists=("FR/out", "NL/in")))
    assert len(found.nodes) == 50
    assert len(counted(node, made_series(audience=("FR",), lists=("NL/in",))).nodes) == 25
    assert {fact.list_name for fact in found.facts.values()} == {"FR/out", "NL/in"}
    assert all(len(seen) == 1 for seen in found.sightings.values())


def test_a_record_or_sighting_that_does_not_cover_the_audience_is_left_out(node: Node) -> None:
    to = add_list(node.store, "mixed", BOTH)
    wide, narrow = (entered(3), replace(entered(4), handling=handling())), (entered(3),)
    publish(
        node.store,
        to,
        [
            staged(replace(entry("wide"), sightings=wide), BOTH),
            staged(replace(entry("narrow", NAMES[1]), sightings=narrow), handling(figures=["NL"])),
            staged(replace(entry("alone", NAMES[2]), sightings=narrow), handling()),
        ],
    )
    for audience, expected in ((("FR",), {"wide"}), (("NL",), {"wide", "narrow", "alone"}), (("BE",), set())):
        found = counted(node, made_series(audience=audience, lists=("NL/mixed",)))
        assert references(node, found) == expected, audience
    found = counted(node, made_series(audience=("FR",), lists=("NL/mixed",)))
    assert [len(seen) for seen in found.sightings.values()] == [1], "a sighting of its own narrower handling stays out"


def test_links_between_counted_records_come_along_and_judgements_only_where_they_are_released(node: Node) -> None:
    known = sorted(ids(node.store).values())
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        first, second = known[:2]
        links = [linked(view, first, second, 0.9)]
        writer = node.store.write(owner(node.store), INVESTIGATION)
        writer.judge(view, (first, second), Verdict.DIFFERENT, "told by the list", [])
    writer.store_links(seal(links), "made")
    own = counted(node, made_series(audience=("NL",), lists=("NL/in",)))
    assert own.links == ((first, second, 0.9),)
    assert own.verdicts == {(first, second): Verdict.DIFFERENT}
    other = counted(node, made_series(audience=("FR",), lists=("NL/in",)))
    assert other.links == own.links
    assert other.verdicts == {}, "the judgement is its member's own"
    assert counted(node, made_series(audience=("FR",), lists=("FR/out",))).links == ()


def test_what_is_spent_comes_back_by_pseudonym_and_another_series_has_nothing_of_it(node: Node) -> None:
    series = in_force(node)
    before = counted(node, series)
    assert before.spent == {}
    publishing.close(node, claire(node), series.name)
    after = counted(node, series)
    assert after.spent.keys() == {place.record for place in after.nodes}
    assert all(cells for cells in after.spent.values())
    assert not set(after.pseudonyms.values()) & {place.record for place in after.nodes}
    assert counted(node, replace(series, name="another")).nodes == ()


def test_counting_for_a_figure_takes_a_reading_role(node: Node) -> None:
    auditor = let_in(node.store, "ruth", "FR", Role.AUDITOR)
    with pytest.raises(Exception, match="receive figures"), node.store.count(auditor, Act.FIGURES):
        pass
