"""The form for an entry: nothing that was typed is lost, and an entry that is changed begins with what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from markupsafe import escape

from coalesce.dates import PartialDate
from coalesce.handling import Purpose
from coalesce.records import (
    Commitment,
    Deadline,
    EventKind,
    Form,
    LineOfEffort,
    Need,
    Parties,
    Plan,
    Readiness,
    Verified,
)
from coalesce.web.commitment_form import cells_of
from tests.builders import handling, owner
from tests.commitments.made import event, quantity
from tests.commitments.plan_nodes import add_plan, keep
from tests.web import visits
from tests.web.visits import Place

M = LineOfEffort.MILITARY


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A desk of its own: the plan that is added here is on no other test's pages."""
    made = visits.made(tmp_path_factory.mktemp("desk") / "node")
    yield made
    made.node.store.close()


@pytest.fixture(scope="module")
def plan(place: Place) -> Plan:
    """A plan that FR may see."""
    return add_plan(place.node.store, "winter", held=handling("FR:planning"))


def test_a_form_keeps_its_own_handling_and_verified_readiness(place: Place, plan: Plan) -> None:
    officer = place.visitor("owner")
    page = officer.get("/commitments/new").text
    for name in ("verified_by", "verified_on", "verified_notice_days", "release", "keep_until", "tlp"):
        assert f'name="{name}"' in page
    told = {"plan": "NL/winter", "form": "contribution", "member": "FR", "kind": "boats", "notice_days": "9"}
    told |= {"verified_by": "EU", "verified_on": "2014-10", "verified_notice_days": "12", "verified_transit_days": "0"}
    told |= {
        "quote": "Boats.",
        "source": "a paper",
        "status": "confirmed",
        "csrf": officer.csrf,
        "keep_until": "2016-01-01",
    }
    shared = officer.post("/commitments", {**told, "own": "yes", "release": "FR:planning", "tlp": "amber+strict"})
    assert shared.status_code == 303
    for visitor in (officer, place.visitor()):
        page = visitor.get(shared.headers["location"]).text
        assert "12 days of notice, 0 in transit, ? of sustainment · <bdi" in page
        assert "1 Jan 2016" in page
        assert "TLP:AMBER+STRICT" in page
    alone = officer.post("/commitments", {**told, "own": "yes", "kind": "rafts"})
    assert place.visitor().get(alone.headers["location"]).status_code == 404
    plans = officer.post("/commitments", {**told, "own": "no", "kind": "rafts", "reference": "W9"})
    assert place.visitor().get(plans.headers["location"]).status_code == 200


def test_what_is_wrong_in_a_form_is_told_beside_its_field_and_nothing_is_lost(place: Place, plan: Plan) -> None:
    officer = place.visitor("owner")
    told = {"plan": "NL/winter", "member": "FR", "kind": "canoes & co", "quote": "Boats.", "source": "a paper"}
    told |= {"csrf": officer.csrf, "own": "yes", "release": "FR:planning"}
    for field, value in (
        ("quantity", "some"),
        ("verified_notice_days", "4"),
        ("keep_until", "2012-01-01"),
        ("date", "2030-01-01"),
    ):
        answer = officer.post("/commitments", {**told, field: value})
        assert answer.status_code == 400
        at = "verified_by" if field == "verified_notice_days" else field
        assert f'id="wrong-{at}" role="alert"' in answer.text
        assert f'aria-describedby="wrong-{at}"' in answer.text
        for kept in ("canoes &amp; co", 'value="FR:planning" checked', "Boats."):
            assert kept in answer.text
    assert "canoes" not in officer.get("/commitments").text


def test_an_entry_is_changed_from_what_it_says(place: Place, plan: Plan) -> None:
    officer, store = place.visitor("owner"), place.node.store
    ready = Verified(Readiness(1, 2, 3), "EU", PartialDate.parse("2014-10"))
    said = Commitment(
        "W10", Form.CONTRIBUTION, Parties(("FR",), ("the Ministers",), everybody=True), M, "carts", "Renault",
        quantity("1500.5", "carts"), "Erbil", PartialDate.parse("2014-09~"), Deadline(PartialDate.parse("2014-12"), "the Assembly"),
        "if asked", "attack", Readiness(4, 5, 6, "quickly"), ready, "W4",
    )  # fmt: skip
    for number, terms in enumerate(
        (said, Need("W11", M, "carts", quantity(3, "carts"), "Erbil", Deadline(PartialDate.parse("2014")), 5))
    ):
        identity = keep(
            store, plan, terms, event(EventKind.CONFIRMED), held=handling("FR:planning", until=date(2017, 1, 1))
        )
        page = officer.get(f"/commitments/new?entry={identity}").text
        assert f"/commitments/new?entry={identity}" in officer.get(f"/commitments/{identity}").text
        with store.read(owner(store), Purpose.PLANNING) as view:
            held = view.commitment(identity)
        cells = cells_of(held, plan.handling)
        for name, value in cells.items():
            if name not in ("plan", "own", "release"):
                assert f'name="{name}"' in page, name
                assert str(escape(value)) in page, name
        sent = {**cells, "quote": "Again.", "source": "a paper", "csrf": officer.csrf}
        assert officer.post("/commitments", sent).status_code == 303
        with store.read(owner(store), Purpose.PLANNING) as view:
            after = view.commitment(identity)
        assert (after.terms, after.handling, after.version) == (held.terms, held.handling, 1), number
        assert len(after.events) == 2
    assert officer.get("/commitments/new?entry=nothing").status_code == 404
