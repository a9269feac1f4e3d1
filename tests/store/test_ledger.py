"""Signed before it is counted, drawn once, never revised: every way round it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotFound, NotPermitted, Refusal, Tampered
from coalesce.flows.bounding import Bounded
from coalesce.flows.disclosure import Drawn, draw
from coalesce.handling import Purpose, Role, seal
from coalesce.records.series import Kind, Series
from coalesce.services import publishing
from coalesce.services.node import Node
from coalesce.store.ledger import Ledger
from tests.builders import NOON, add_list, handling, let_in, log_of, owner, raw_rows
from tests.series_made import NAME, a_node, claire, in_force, order


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made, _ = a_node(tmp_path / "node")
    yield made
    made.store.close()


def ledger(node: Node, who: str = "owner") -> Ledger:
    return Ledger(node.store.write(node.store.actor(who), Purpose.STATISTICS))


def drawn(series: Series, value: int = 30) -> Drawn:
    """Numbers for the whole grid."""
    grid = series.grid()
    return draw(seal(Bounded(dict.fromkeys((cell.key for cell in grid), value), {"x": ()}, {}, {})), series, grid)


# -- signing -----------------------------------------------------------------------------------------


def test_contributors_sign_once_each_for_themselves(node: Node) -> None:
    made = publishing.define(node, owner(node.store), order())
    assert ledger(node).find(NAME).unsigned == ("FR", "NL")
    assert ledger(node).sign(NAME).member == "NL"
    with pytest.raises(Refusal, match="has signed"):
        ledger(node).sign(NAME)
    signed = ledger(node, "marc").sign(NAME, digest=made.digest.upper())
    assert (signed.member, signed.by, signed.sent, signed.digest) == ("FR", "marc", False, made.digest)
    assert ledger(node).find(NAME).unsigned == ()


def test_who_may_sign(node: Node) -> None:
    publishing.define(node, owner(node.store), order())
    bart = let_in(node.store, "bart", "BE", Role.RELEASING_OFFICER)
    with pytest.raises(NotPermitted, match="releasing_officer"):
        ledger(node, "claire").sign(NAME)
    with pytest.raises(NotFound):
        publishing.sign(node, bart, NAME)
    with pytest.raises(NotPermitted, match="contributes nothing"):
        ledger(node).sign(NAME, "BE", "d")
    with pytest.raises(NotPermitted, match="officer here"):
        ledger(node).sign(NAME, "FR", ledger(node).find(NAME).digest)
    with pytest.raises(NotPermitted, match="an officer of NL"):
        ledger(node, "marc").sign(NAME, "NL", ledger(node).find(NAME).digest)
    with pytest.raises(BadUsage, match="not the digest"):
        ledger(node).sign(NAME, digest="0" * 64)
    with pytest.raises(NotFound):
        ledger(node).sign("unknown")


def test_a_member_without_an_officer_here_sends_the_digest(node: Node) -> None:
    add_list(node.store, "sent", handling(figures=["FR"]), "BE")
    made = publishing.define(node, owner(node.store), order(contributors=["NL", "BE"]))
    with pytest.raises(BadUsage, match="--digest"):
        ledger(node).sign(NAME, "BE")
    with pytest.raises(BadUsage, match="not the digest"):
        ledger(node).sign(NAME, "BE", "1" * 64)
    entered = ledger(node).sign(NAME, "BE", made.digest)
    assert (entered.member, entered.by, entered.sent) == ("BE", "owner", True)


def test_a_name_is_taken_for_good_and_members_must_be_known(node: Node) -> None:
    publishing.define(node, owner(node.store), order())
    with pytest.raises(BadUsage, match="already"):
        publishing.define(node, owner(node.store), order(settling=3))
    with pytest.raises(BadUsage, match="XX is no member"):
        publishing.define(node, owner(node.store), order(name="b", audience=["FR", "XX"], lists=["FR/out", "NL/in"]))
    with pytest.raises(NotPermitted, match="releasing_officer"):
        publishing.define(node, claire(node), order(name="c"))


def test_a_list_is_in_one_signed_series_only(node: Node) -> None:
    publishing.define(node, owner(node.store), order(name="waiting"))
    in_force(node)
    with pytest.raises(Refusal, match="one series only"):
        publishing.define(node, owner(node.store), order(name="third"))
    with pytest.raises(Refusal, match="one series only"):
        ledger(node).sign("waiting")


def test_a_definition_that_is_not_what_was_signed_is_found_out(node: Node) -> None:
    in_force(node)
    node.store.close()
    for statement in (
        "DROP TRIGGER series_update",
        "UPDATE series SET body = replace(body, '\"settling\":0', '\"settling\":9')",
    ):
        raw_rows(node.store.folder, statement)
    with pytest.raises(Tampered, match="restore a backup"):
        ledger(node).find(NAME)
    with pytest.raises(Tampered):
        publishing.close(node, claire(node), NAME)


def test_a_series_is_there_for_its_members_alone(node: Node) -> None:
    in_force(node)
    assert [one.series.name for one in ledger(node).all()] == [NAME]
    assert [one.series.name for one in ledger(node, "claire").all()] == [NAME]
    assert ledger(node, "bea").all() == []
    for act in (ledger(node, "bea").find, ledger(node, "bea").receives, ledger(node).receives):
        with pytest.raises(NotFound, match="no such series"):
            act(NAME)
    assert ledger(node, "claire").receives(NAME).series.audience == ("FR",)


# -- counting ----------------------------------------------------------------------------------------


def test_nothing_is_counted_before_everybody_has_signed(node: Node) -> None:
    made = publishing.define(node, owner(node.store), order())
    publishing.sign(node, owner(node.store), NAME)
    with pytest.raises(Refusal, match="not signed by FR"):
        ledger(node).publish(made, drawn(made))
    with pytest.raises(Refusal, match="not signed by FR"):
        publishing.close(node, claire(node), NAME)
    assert ledger(node).values(made) == {}


def test_a_cell_is_drawn_once_and_never_revised(node: Node) -> None:
    made = in_force(node)
    first = drawn(made)
    ledger(node).publish(made, first)
    for again in (first, drawn(made, 500), replace(first, values=dict(list(first.values.items())[:1]))):
        with pytest.raises(Refusal, match="drawn once and stays"):
            ledger(node).publish(made, again)
    assert ledger(node).values(made) == first.values
    assert publishing.close(node, claire(node), NAME) == 0


def test_only_what_was_signed_and_has_closed_is_kept(node: Node) -> None:
    made = in_force(node)
    with pytest.raises(Refusal, match="defined otherwise"):
        ledger(node).publish(replace(made, settling=1), drawn(made))
    stray = replace(drawn(made), values={"leg-months|FR>SY||2014-03": 1})
    with pytest.raises(Refusal, match="no closed period"):
        ledger(node).publish(made, stray)
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment = NOON - timedelta(days=120)
    with pytest.raises(Refusal, match="no closed period"):
        ledger(node).publish(made, drawn(made))
    assert ledger(node).values(made) == {}


def test_what_breaks_off_before_it_is_published_was_never_there(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the draw and the last step: nothing is shown, nothing is spent, and the next draw is the first."""
    made = in_force(node)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "_check_may_close", killed)
        with pytest.raises(KeyboardInterrupt):
            publishing.close(node, claire(node), NAME)
    assert raw_rows(node.store.folder, "SELECT count(*) FROM ledger_person") == [(50,)], "staged under a number"
    assert ledger(node).values(made) == {}
    assert publishing.standing(node, claire(node), NAME).cells == ()
    closed = publishing.close(node, claire(node), NAME)
    assert closed == len(made.grid()) == len(ledger(node).values(made))
    assert raw_rows(node.store.folder, "SELECT DISTINCT closing FROM ledger_person") == [(1,)]


def test_a_list_is_offered_where_it_lets_all_of_the_audience_have_figures(node: Node) -> None:
    add_list(node.store, "narrow", handling(figures=["BE"]))
    grouped = add_list(node.store, "grouped", handling(figures=["FR", "BE"]), source_group="feed")
    add_list(node.store, "watch", handling(figures=["FR"]), kind="designations")
    names = [one.name for one in ledger(node).offered(["NL", "FR"], ["FR"])]
    assert names == ["FR/out", "NL/grouped", "NL/in"]
    both = ledger(node).offered(["NL"], ["NL", "BE"])
    assert [(one.name, one.source) for one in both] == [
        ("NL/grouped", grouped.source_group),
        ("NL/narrow", "NL/narrow"),
    ]


def test_acts_leave_their_audit_rows(node: Node) -> None:
    in_force(node)
    publishing.figure(node, claire(node), NAME, Kind.LEG_MONTHS)
    actions = [row.leaf["action"] for row in log_of(node.store, owner(node.store), 200)]
    assert {"series define", "series sign"} <= set(actions)
    ruth = let_in(node.store, "ruth", "FR", Role.AUDITOR)
    theirs = {row.leaf["action"] for row in log_of(node.store, ruth, 200)}
    assert {"count", "series close", "figure", "series sign"} <= theirs


def test_each_cell_tells_on_which_day_it_was_drawn(node: Node) -> None:
    series = in_force(node)
    ledger = Ledger(node.store.write(claire(node), Purpose.STATISTICS))
    assert ledger.closed_on(series) == {}
    publishing.close(node, claire(node), NAME)
    drawn = ledger.closed_on(series)
    assert drawn.keys() == ledger.values(series).keys()
    assert {day.isoformat() for day in drawn.values()} == {"2014-11-01"}
