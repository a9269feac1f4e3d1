"""Plans on their way in: editions, rejected rows, what a form keeps, and an activation that every member is told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copy

import pytest

from coalesce.commitments.plan_mapping import load_plan_mapping
from coalesce.dates import FixedClock
from coalesce.errors import BadField, BadFile, BadInput, BadUsage, NotPermitted, StoreFull
from coalesce.handling import Grant, Purpose, Role
from coalesce.intake import RowHandling
from coalesce.records import CommitmentEvent, EventKind, Evidence, Form, LineOfEffort
from coalesce.services.committing import (
    ActivationOrder,
    PlanImport,
    PlanOrder,
    PlanReport,
    activate,
    add_plan,
    entry_of,
    import_plan,
    keep_entry,
    keep_form,
    note_event,
)
from coalesce.services.node import Node
from coalesce.services.planning import PlanAsk, alerts_for, board_for
from tests.builders import let_in, make_node, owner
from tests.commitments.made import THIRTEEN, commitment, event, quantity, written
from tests.commitments.plan_nodes import PLANNING, seen

HEADER = "reference,member,line,kind,quantity,unit,status,date,quote,release"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node")
    let_in(made.store, "claire", "FR")
    add_plan(made, owner(made.store), PlanOrder("autumn", releases=(("FR", PLANNING),)))
    yield made
    made.store.close()


def imported(node: Node, folder: Path, *rows: str) -> PlanReport:
    path = written(folder, "\n".join((HEADER, *rows)) + "\n")
    return import_plan(node, owner(node.store), PlanImport(path, "autumn"))


def test_a_bad_row_costs_itself_alone_and_stands_beside_the_file(node: Node, tmp_path: Path) -> None:
    report = imported(
        node,
        tmp_path,
        "C1,FR,military,jets,6,F-16,pledged,2014-09-05,Six jets.,",
        "C2,FR,sideways,jets,6,F-16,pledged,2014-09-05,Six jets.,",
        "C3,FR,military,jets,6,F-16,pledged,2014-09-05,Six jets.,ZZ:planning",
    )
    assert (report.accepted, report.added, len(report.rejected)) == (1, 1, 2)
    assert [(row.line, row.field) for row in report.rejected] == [(3, "line"), (4, "release")]
    assert report.rejected_file is not None
    assert "sideways" in Path(report.rejected_file).read_text(encoding="utf-8")
    assert sorted(seen(node.store)) == ["C1"]


def test_a_second_import_is_a_new_edition(node: Node, tmp_path: Path) -> None:
    row = "C1,FR,military,jets,6,F-16,{},{},Six jets.,"
    imported(
        node, tmp_path, row.format("pledged", "2014-09-05"), row.format("pledged", "2014-09-05").replace("C1", "C2")
    )
    report = imported(node, tmp_path, row.format("confirmed", "2014-09-20"))
    assert (report.edition, report.changed, report.delisted) == (2, 1, 1)
    held = seen(node.store)["C1"]
    assert (held.status, len(held.events)) == (EventKind.CONFIRMED, 2)


def test_an_entry_whose_row_is_rejected_stands_as_it_did(node: Node, tmp_path: Path) -> None:
    row = "{},FR,{},jets,6,F-16,pledged,2014-09-05,Six jets.,{}"
    good = [
        ("C1", "military", ""),
        ("C2", "military; humanitarian", ""),
        ("C3", "military", ""),
        ("C4", "military", ""),
    ]
    imported(node, tmp_path, *(row.format(*one) for one in good))
    before = seen(node.store)
    report = imported(
        node,
        tmp_path,
        row.format("C1", "sideways", ""),
        row.format("C2", "sideways", ""),
        row.format("C3", "military", "ZZ:planning"),
        row.format("C5", "military", ""),
    )
    assert (report.added, report.kept, report.delisted, len(report.rejected)) == (1, 4, 1, 3)
    after = seen(node.store)
    assert sorted(after) == ["C1", "C2.1", "C2.2", "C3", "C5"]
    assert all(after[one] == before[one] for one in ("C1", "C2.1", "C2.2", "C3"))
    assert imported(node, tmp_path, row.format("C5", "military", "")).delisted == 4, "what is kept is not kept for good"


def test_an_entry_whose_row_falls_apart_behind_its_reference_stands_too(node: Node, tmp_path: Path) -> None:
    row = "{},FR,military,jets,6,F-16,pledged,2014-09-05,{},"
    imported(node, tmp_path, row.format("C1", "Six jets."), row.format("C2", "Six jets."))
    report = imported(node, tmp_path, row.format("C1", "Six jets."), row.format("C2", '"Six "fast" jets."'))
    assert (report.kept, report.delisted, len(report.rejected)) == (1, 0, 1)
    assert sorted(seen(node.store)) == ["C1", "C2"]


def test_a_file_that_cannot_be_read_to_its_end_changes_nothing(node: Node, tmp_path: Path) -> None:
    imported(node, tmp_path, "C1,FR,military,jets,6,F-16,pledged,2014-09-05,Six jets.,")
    before = seen(node.store)
    broken = written(tmp_path, f'{HEADER}\nC2,FR,military,jets,6,F-16,pledged,2014-09-05,q,\nC3,"FR,military\n')
    with pytest.raises(BadFile):
        import_plan(node, owner(node.store), PlanImport(broken, "autumn"))
    assert seen(node.store) == before


def test_a_rows_own_handling_is_its_own(node: Node, tmp_path: Path) -> None:
    imported(
        node,
        tmp_path,
        "C1,FR,military,jets,6,F-16,pledged,2014-09-05,Six jets.,",
        "C2,FR,military,jets,6,F-16,pledged,2014-09-05,Six jets.,none",
    )
    assert sorted(seen(node.store, node.store.actor("claire"))) == ["C1"]


def test_columns_that_nothing_reads_are_told(node: Node, tmp_path: Path) -> None:
    path = written(tmp_path, "kind,quote,colour\njets,q,grey\n")
    assert import_plan(node, owner(node.store), PlanImport(path, "autumn")).unread == ("colour",)


def test_the_public_files_are_imported_whole(tmp_path: Path, shared_data: Path) -> None:
    node = make_node(tmp_path / "node", FixedClock(datetime(2015, 3, 2, 12, tzinfo=UTC)))
    who, folder = owner(node.store), shared_data / "commitments"
    for name, file, mapping, entries in (
        ("summit", "summit_statements.csv", load_plan_mapping(THIRTEEN), 14),
        ("autumn", "commitments_2014_public.csv", None, 24),
    ):
        add_plan(node, who, PlanOrder(name))
        report = import_plan(node, who, PlanImport(folder / file, name, mapping))
        assert (report.accepted, report.rejected) == (entries, ())
    shown = board_for(node, who, PLANNING, PlanAsk("autumn"))
    firm = {(row.kind, str(row.measure)): row.firm for row in shown.totals if row.measure and row.firm}
    assert firm == {
        ("combat aircraft", "F-16"): 6,
        ("combat aircraft", "Tornado GR4"): 6,
        ("personnel", "persons"): 180,
        ("airlift of supplies", "tonnes"): 230,
        ("aid transport", "tonnes"): 58,
        ("funds", "USD"): 500_000_000,
    }
    node.store.close()


def test_what_was_announced_later_than_today_is_rejected_with_its_field(
    node: Node, shared_data: Path, tmp_path: Path
) -> None:
    path = Path(copy(shared_data / "commitments" / "commitments_2014_public.csv", tmp_path))
    report = import_plan(node, owner(node.store), PlanImport(path, "autumn"))
    assert {row.field for row in report.rejected} == {"announced"}
    assert report.accepted + len(report.rejected) == 24


def test_what_a_form_says_is_kept_and_changed(node: Node) -> None:
    who = owner(node.store)
    first = keep_entry(node, who, "autumn", entry_of(commitment("", amount=quantity(6)), [event()]))
    assert keep_entry(node, who, "autumn", entry_of(commitment("", amount=quantity(9)), [event()])) == first
    (held,) = seen(node.store).values()
    assert (held.terms.amount, held.version, held.terms.reference[:2]) == (quantity(9), 2, "c-")
    note_event(node, who, first, event(EventKind.CONFIRMED, "2014-10-01"))
    assert next(iter(seen(node.store).values())).status is EventKind.CONFIRMED


def test_what_is_noted_by_hand_stands_on_a_quoted_sentence_and_its_source(node: Node) -> None:
    who = owner(node.store)
    first = keep_entry(node, who, "autumn", entry_of(commitment("", amount=quantity(6)), [event()]))
    for evidence, field in ((None, "quote"), (Evidence(" ", "a paper"), "quote"), (Evidence("It is so."), "source")):
        with pytest.raises(BadField) as error:
            note_event(node, who, first, CommitmentEvent(EventKind.CONFIRMED, evidence=evidence))
        assert error.value.where.field == field
    with pytest.raises(BadField):
        activate(node, who, ActivationOrder("autumn", "an attack", date(2014, 9, 5), Evidence("", "a paper")))


def test_a_form_that_says_nothing_is_no_entry(node: Node) -> None:
    with pytest.raises(BadField) as error:
        keep_form(node, owner(node.store), "autumn", {"form": "contribution", "line": "military", "status": "declared"})
    assert error.value.where.field == "kind"


def test_a_line_that_is_none_is_told_with_those_that_are(node: Node) -> None:
    with pytest.raises(BadField, match=r"not a line of effort: military, .*outside$"):
        board_for(node, owner(node.store), PLANNING, PlanAsk(line="sea"))


def test_a_form_is_read_by_the_rules_of_a_file(node: Node) -> None:
    told = {
        "member": "FR;the ministers",
        "line": "military; humanitarian",
        "kind": "aid",
        "quantity": "",
        "quote": "They will.",
        "x": "y",
    }
    made = keep_form(node, owner(node.store), "autumn", told)
    held = {one.id: one.terms for one in seen(node.store).values()}
    assert len(made) == 2
    assert {getattr(held[one], "line", None) for one in made} == {LineOfEffort.MILITARY, LineOfEffort.HUMANITARIAN}
    assert all(terms.amount is None for terms in held.values())
    with pytest.raises(BadField) as refused:
        keep_form(node, owner(node.store), "autumn", {"kind": "aid", "quantity": "some"})
    assert refused.value.where.field == "quantity"


@pytest.mark.parametrize(
    ("own", "field"),
    [
        (RowHandling(keep_until=date(2014, 1, 1)), "keep_until"),
        (RowHandling(keep_until=date(2100, 1, 1)), "keep_until"),
        (RowHandling(releases=frozenset({Grant(PLANNING, "ZZ")})), "release"),
    ],
)
def test_a_form_keeps_no_handling_that_cannot_be(node: Node, own: RowHandling, field: str) -> None:
    with pytest.raises(BadField) as refused:
        keep_entry(node, owner(node.store), "autumn", entry_of(commitment(), [event()], own))
    assert refused.value.where.field == field
    assert seen(node.store) == {}


def test_a_plan_has_a_name_and_a_role(node: Node) -> None:
    for name in (" ", "a/b"):
        with pytest.raises(BadUsage, match="name"):
            add_plan(node, owner(node.store), PlanOrder(name))
    with pytest.raises(NotPermitted):
        add_plan(node, node.store.actor("claire"), PlanOrder("other"))


def test_an_activation_is_an_alert_to_every_member(node: Node) -> None:
    let_in(node.store, "bas", "BE")
    order = ActivationOrder("autumn", "attack on an ally", date(2014, 10, 28), Evidence("One was attacked.", "NATO"))
    activate(node, owner(node.store), order)
    for name in ("owner", "claire", "bas"):
        (alert,) = alerts_for(node, node.store.actor(name), PLANNING, PlanAsk())
        assert (alert.trigger, alert.day) == ("attack on an ally", 4)
    assert alerts_for(node, node.store.actor("bas"), Purpose.INVESTIGATION, PlanAsk()) == []
    (held,) = seen(node.store, node.store.actor("bas")).values()
    assert getattr(held.terms, "form", None) is Form.ACTIVATION


@pytest.mark.parametrize(("trigger", "day"), [(" ", date(2014, 10, 28)), ("attack", date(2014, 11, 2))])
def test_an_activation_names_what_happened_and_lies_in_the_past(node: Node, trigger: str, day: date) -> None:
    with pytest.raises((BadUsage, BadField)):
        activate(node, owner(node.store), ActivationOrder("autumn", trigger, day, Evidence("q", "s")))


def test_an_activation_takes_its_role(node: Node) -> None:
    let_in(node.store, "ann", "NL", Role.ANALYST)
    with pytest.raises(NotPermitted):
        activate(
            node, node.store.actor("ann"), ActivationOrder("autumn", "attack", date(2014, 10, 28), Evidence("q", "s"))
        )


def test_a_file_of_which_no_row_can_be_accepted_takes_nothing_away(node: Node, tmp_path: Path) -> None:
    imported(node, tmp_path, "C1,FR,military,jets,6,F-16,pledged,2014-09-05,Six jets.,")
    with pytest.raises(BadInput, match=r"plan.csv, line 2, field 'line': no row can be accepted"):
        imported(node, tmp_path, "C1,FR,sideways,jets,6,F-16,pledged,2014-09-05,Six jets.,")
    assert (tmp_path / "plan.csv.rejected.csv").exists(), "so that its rows can be mended"
    assert list(seen(node.store)) == ["C1"]
    assert imported(node, tmp_path, "C1,FR,military,jets,6,F-16,pledged,2014-09-05,Six jets.,").unchanged == 1


def test_where_rejected_rows_cannot_be_kept_nothing_is_published(node: Node, tmp_path: Path) -> None:
    (tmp_path / "plan.csv.rejected.csv").mkdir()
    rows = ("C1,FR,military,jets,6,F-16,,,Six.,", "C2,FR,sideways,jets,6,F-16,,,Six.,")
    with pytest.raises(StoreFull):
        imported(node, tmp_path, *rows)
    assert seen(node.store) == {}
    assert imported(node, tmp_path, rows[0]).added == 1
