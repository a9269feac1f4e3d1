"""Capture tables of the own view: whose lists, which count as one, who is told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage
from coalesce.handling import seal
from coalesce.records import Entry, Leg, ListKind, RecordList, Sex, Sighting, SightingKind
from coalesce.services.capturing import CaptureWords, OwnCaptures, own_captures, parse_one_source, sources_of
from coalesce.services.node import Node
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, let_in, linked, make_node, owner, publish

LISTS = (("border", None), ("police", None), ("press", "wire"), ("radio", "wire"))


def seen(reference: str, sex: Sex = Sex.MALE) -> Entry:
    """Somebody who entered Syria from Turkey in March 2014."""
    step = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 3, 5), None, "TR")
    return replace(entry(reference, f"Zorbal {reference}", nationalities=("FR",), sightings=(step,)), sex=sex)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """P is on border, police and press; Q on radio and press; R, a woman, on border alone. Judged by sure links."""
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    rows = {"border": ["Pb", "Rb"], "police": ["Pp"], "press": ["Px", "Qx"], "radio": ["Qr"]}
    for name, group in LISTS:
        held = handling("FR") if name != "radio" else handling()
        to = add_list(made.store, name, held, source_group=group)
        publish(made.store, to, [seen(one, Sex.FEMALE if one == "Rb" else Sex.MALE) for one in rows[name]])
    publish(made.store, add_list(made.store, "listed", kind=ListKind.DESIGNATIONS), [seen("D")])
    known = ids(made.store)
    with made.store.read(owner(made.store), INVESTIGATION) as view:
        pairs = (("Pb", "Pp"), ("Pb", "Px"), ("Pp", "Px"), ("Qx", "Qr"))
        links = [linked(view, known[one], known[other], 0.999999) for one, other in pairs]
    made.store.write(owner(made.store), INVESTIGATION).store_links(seal(links), "made")
    yield made
    made.store.close()


def asked(node: Node, who: str = "owner", **words: object) -> OwnCaptures:
    with node.store.read(node.store.actor(who), INVESTIGATION) as view:
        return own_captures(node, view, CaptureWords(**words))  # type: ignore[arg-type]  # a test's own words


def table(found: OwnCaptures) -> dict[str, int]:
    made = found.captured.table()
    return {
        " & ".join(name for n, name in enumerate(made.lists) if pattern >> n & 1): count
        for pattern, count in enumerate(made.counts)
        if count
    }


def test_lists_of_one_source_group_count_as_one_and_designations_not_at_all(node: Node) -> None:
    found = asked(node, leg=Leg("TR", "SY"))
    assert found.captured.lists == ("NL/border", "NL/police", "NL/press + NL/radio")
    assert table(found) == {"NL/border & NL/police & NL/press + NL/radio": 1, "NL/press + NL/radio": 1, "NL/border": 1}


def test_a_reader_s_table_is_made_from_what_it_sees(node: Node) -> None:
    assert asked(node, "claire").captured.lists == ("NL/border", "NL/police", "NL/press")


def test_the_reader_says_which_lists_and_which_are_one_source(node: Node) -> None:
    assert asked(node, lists=("border", "NL/press")).captured.lists == ("NL/border", "NL/press")
    joined = asked(node, one_source=(("border", "police"),))
    assert table(joined) == {
        "NL/border + NL/police & NL/press + NL/radio": 1,
        "NL/press + NL/radio": 1,
        "NL/border + NL/police": 1,
    }
    whole = asked(node, one_source=(("border", "press"), ("police", "border")))
    assert whole.captured.lists == ("NL/border + NL/police + NL/press + NL/radio",)
    with pytest.raises(BadUsage, match="'listed' is no list of travellers that you see"):
        asked(node, lists=("listed",))
    with pytest.raises(BadUsage, match="'radio' is no list"):
        asked(node, "claire", one_source=(("border", "radio"),))


def test_strata_and_windows(node: Node) -> None:
    assert table(asked(node, sexes=("F",))) == {"NL/border": 1}
    assert asked(node, origins=("DE",)).captured.lists == ()
    assert asked(node, since=date(2014, 4, 1)).captured.lists == ()
    assert asked(node, until=date(2014, 3, 1), rule="record").captured.counted.count == 3


def test_more_than_eight_sources_leave_out_the_smallest_unless_they_were_named(tmp_path: Path) -> None:
    node = make_node(tmp_path / "many")
    for n in range(9):
        rows = [seen(f"R{n}-{k}") for k in range(2 if n != 4 else 1)]
        publish(node.store, add_list(node.store, f"list{n}"), rows)
    found = asked(node)
    assert found.passed_over == ("NL/list4",)
    assert len(found.captured.lists) == 8
    with pytest.raises(BadUsage, match="9 lists captured somebody"):
        asked(node, lists=tuple(f"list{n}" for n in range(9)))
    assert asked(node, one_source=(("list0", "list1"),)).passed_over == ()
    node.store.close()


def test_two_members_lists_of_one_name_need_their_owner() -> None:
    lists = [RecordList(member, "border", member, ListKind.TRAVELLERS, handling()) for member in ("NL", "FR")]
    with pytest.raises(BadUsage, match="'border'"):
        sources_of(lists, CaptureWords(lists=("border",)))
    assert sources_of(lists, CaptureWords(lists=("FR/border",))) == (("FR/border", ("FR/border",)),)


def test_groups_are_parsed() -> None:
    assert parse_one_source(["A, B", "C,D,E"]) == (("A", "B"), ("C", "D", "E"))
    with pytest.raises(BadUsage, match="two or more lists"):
        parse_one_source(["A"])
