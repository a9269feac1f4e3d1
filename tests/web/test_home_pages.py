"""Where a reader begins: what waits, the last changes, the flows once they have been worked out; never another's."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from coalesce.records import Asks, EventKind, Evidence
from coalesce.services import publishing, redressing
from coalesce.services.committing import ActivationOrder, activate, note_event
from coalesce.services.redressing import RequestOrder
from coalesce.store.accounts import CredentialKind
from coalesce.web import build_desk, home_pages
from tests import builders, series_made
from tests.commitments.made import event
from tests.web import visits
from tests.web.visits import Place, Visitor


def test_an_analyst_sees_what_waits_and_a_reader_does_not(place: Place, claire: Visitor) -> None:
    assert "pairs to judge" in claire.get("/").text
    assert "pairs to judge" not in place.visitor("rita").get("/").text


def test_the_flows_are_there_once_they_have_been_worked_out(fresh: Place) -> None:
    visitor = fresh.visitor("claire")
    before = visitor.get("/").text
    assert 'data-later="/flows?count=yes"' in before
    assert "flowmap" not in before
    visitor.get("/flows")
    after = visitor.get("/").text
    assert "data-later" not in after
    assert "flowmap" in after
    assert "data-later" in fresh.visitor("dieter").get("/").text


def test_among_many_records_the_page_waits_for_no_queue_and_asks_for_it(
    fresh: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_pages, "AT_ONCE", 3)
    claire = fresh.visitor("claire")
    before = claire.get("/").text
    assert '<li data-later="/review">' in before
    assert "being counted" in before
    claire.get("/review")
    after = claire.get("/").text
    assert "being counted" not in after.partition("Last changes")[0]
    assert '<span class="big">2</span>' in after
    assert "data-later" not in fresh.visitor("rita").get("/").text.partition("Last changes")[0]


def test_only_editions_of_ones_own_lists_are_told(place: Place, claire: Visitor) -> None:
    own = claire.get("/").text
    assert place.lists["departures"] in own
    assert place.lists["border"] not in own
    assert place.lists["secret"] not in own


def test_a_list_near_its_end_is_told_to_its_owner_alone(fresh: Place) -> None:
    ends = builders.UNTIL - fresh.clock.today()
    visits.later(fresh, (ends - timedelta(days=20)).days * 24)
    assert "near its end" in fresh.visitor("owner").get("/").text
    assert (
        "border"
        not in fresh.visitor("claire").get("/").text.partition("Last changes")[0].partition("Waiting for you")[2]
    )


def test_a_request_for_redress_waits_for_whoever_may_answer_it(fresh: Place) -> None:
    order = RequestOrder(fresh.ids["F1"], Asks.WITHDRAW, "that was not me")
    redressing.ask(fresh.node, visits.actor(fresh, "claire"), order)
    told = fresh.visitor("claire").get("/").text
    assert "requests for redress to answer" in told
    assert "due on this day" in told
    assert "requests for redress" not in fresh.visitor("rita").get("/").text
    visits.later(fresh, 24 * 40)
    assert "1 is late." in fresh.visitor("claire").get("/").text


def test_who_reads_nothing_is_told_so_and_an_auditor_goes_to_the_log(place: Place) -> None:
    assert "reads no records" in place.visitor("otto").get("/").text
    answer = place.visitor("ada").get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/audit")


def test_the_purpose_is_kept_and_what_one_sees_with_it(place: Place, claire: Visitor) -> None:
    shown = claire.get("/", params={"purpose": "border"}).text
    assert "2 records on 1 list are open" in shown
    assert "/flows?purpose=border" in shown


def test_a_series_waits_for_who_may_sign_it_until_it_is_signed(tmp_path: Path) -> None:
    node, _ = series_made.a_node(tmp_path / "node")
    name = publishing.define(node, builders.owner(node.store), series_made.order()).name
    marc = Visitor(build_desk(node))
    marc.sign_in(node.store.issue(builders.owner(node.store), "marc", CredentialKind.LINK))
    assert "series to sign" in marc.get("/").text
    publishing.sign(node, node.store.actor("marc"), name)
    assert "series to sign" not in marc.get("/").text
    node.store.close()


def test_an_activation_alerts_every_reader_until_it_is_taken_back(fresh: Place) -> None:
    actor = builders.owner(fresh.node.store)
    order = ActivationOrder("autumn", "attack on an ally", date(2014, 10, 20), Evidence("It has begun.", "a paper"))
    made = activate(fresh.node, actor, order)
    for name in ("claire", "dieter"):
        for path in ("/", "/?purpose=border"):
            page = fresh.visitor(name).get(path).text
            assert "Activated: attack on an ally" in page
            assert "/commitments?purpose=planning" in page
    note_event(fresh.node, actor, made, event(EventKind.WITHDRAWN, "2014-10-21"))
    assert "Activated:" not in fresh.visitor("claire").get("/").text
