"""A question goes to a record's owner through the hub between them, and its answer comes back that way; the hub reads and alters nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from coalesce.handling import Onward
from coalesce.records import Enquiry, EnquiryOutcome, Verdict
from coalesce.services import asking, reviewing
from coalesce.services.asking import Question, ask
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.pulling import pull
from coalesce.services.replying import Answered, reply
from coalesce.services.reviewing import Word
from coalesce.store import in_boxes
from tests.builders import INVESTIGATION, add_list, entry, handling, ids, leaves, owner, publish, raw_rows
from tests.exchange_nodes import Ring, opened
from tests.services.hub_nodes import hub, round_of

ASKED, TOLD = "Was he in Raqqa in the spring?", "He was, until May."


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Ring]:
    with hub(tmp_path) as made:
        yield made


def put(three: Ring) -> Enquiry:
    """FR holds BE's record by way of the hub, and asks BE about it."""
    be, _, fr = three.nodes
    to = add_list(be.store, held=replace(handling("FR"), onward=Onward.YES), member="BE")
    publish(be.store, to, [entry("A")])
    publish(fr.store, add_list(fr.store, "own", member="FR"), [entry("F", "Hedraq Tolumis")])
    offer(be, ["fr"])
    round_of(three)
    known = ids(fr.store)
    sides = (min(known.values()), max(known.values()))
    reviewing.judge(fr, owner(fr.store), INVESTIGATION, sides, Word(Verdict.SAME, "the passport"))
    return ask(fr, owner(fr.store), Question(known["A"], ASKED))


def enquiries(node: Node) -> list[Enquiry]:
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        return [one.of for one in asking.enquiries(node, view)]


def refused(node: Node, peer: str) -> dict[str, int]:
    with node.store.transaction() as connection:
        return in_boxes.reasons(connection, peer)


def acts(node: Node) -> list[str]:
    return [str(orjson.loads(leaf)["action"]) for leaf in leaves(node.store.folder)]


def test_a_question_and_its_answer_go_through_a_hub_that_reads_neither(three: Ring) -> None:
    be, lu, fr = three.nodes
    asked = put(three)
    round_of(three)
    (came,) = enquiries(be)
    assert (came.words, came.member, came.asked, came.about) == (ASKED, "FR", "BE", ids(be.store)["A"])
    assert (came.actor, came.other) == ("", "")
    reply(be, owner(be.store), came.id, Answered(EnquiryOutcome.ANSWERED, TOLD))
    round_of(three)
    (own,) = enquiries(fr)
    assert own.id == asked.id
    assert own.reply is not None
    assert (own.reply.outcome, own.reply.words) == (EnquiryOutcome.ANSWERED, TOLD)
    assert enquiries(lu) == []
    assert raw_rows(lu.store.folder, "SELECT count(*) FROM message") == [(0,)]
    for node, told in ((fr, {"request ask", "request answered"}), (be, {"request received", "request answer"})):
        assert told <= set(acts(node)), "both sides log it"
    for node in three.nodes:
        assert not [leaf for leaf in leaves(node.store.folder) if "Raqqa" in leaf or "May" in leaf]
    assert not {"request ask", "request received", "request answer"} & set(acts(lu))


def test_what_was_answered_lies_at_the_hub_no_longer(three: Ring) -> None:
    be, lu, _ = three.nodes
    put(three)
    pull(lu, "fr-for-be", opened)
    pull(be, "lu", opened)
    assert kinds(lu, "be") == ["coalesce-request"]
    reply(be, owner(be.store), enquiries(be)[0].id, Answered(EnquiryOutcome.ANSWERED, TOLD))
    pull(lu, "be-for-fr", opened)
    assert kinds(lu, "be") == []
    assert kinds(lu, "fr") == ["coalesce-answer"]


def kinds(node: Node, peer: str) -> list[str]:
    """What of letters lies ready for a peer."""
    query = "SELECT type FROM wire WHERE box = 'out' AND peer = ? AND type IN ('coalesce-request', 'coalesce-answer')"
    return [row[0] for row in raw_rows(node.store.folder, query, peer)]


def test_a_hub_that_alters_a_question_is_refused(three: Ring) -> None:
    be, lu, fr = three.nodes
    put(three)
    pull(lu, "fr-for-be", opened)
    raw_rows(lu.store.folder, "UPDATE wire SET body = replace(body, 'Raqqa', 'Mosul') WHERE type = 'coalesce-request'")
    pull(be, "lu", opened)
    assert enquiries(be) == []
    assert refused(be, "lu") == {"is not the body that the grant is for": 1}
    assert enquiries(fr)[0].reply is None
