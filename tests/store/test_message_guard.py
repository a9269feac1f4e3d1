"""Of what members put to each other a reader sees its own member's part alone; of the other's staff and record nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from coalesce.handling import Purpose
from coalesce.records import Enquiry, EnquiryKind, EnquiryOutcome, Reply, Verdict
from coalesce.store import Store, message_rows
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    make_store,
    owner,
    publish,
)

SAID = Reply(EnquiryOutcome.ACCEPTED, "", NOON, "owner")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """FR asks NL about N, since it holds F; it proposes a verdict on both, which NL accepts. NL's K is released to nobody."""
    made = make_store(tmp_path_factory.mktemp("guard") / "node")
    for name, member in (("claire", "FR"), ("bert", "BE")):
        let_in(made, name, member)
    publish(made, add_list(made, held=handling("FR:investigation")), [entry("N")])
    publish(made, add_list(made, "kept"), [entry("K")])
    publish(made, add_list(made, "own", handling("NL:investigation"), member="FR"), [entry("F")])
    known = ids(made)
    asked = Enquiry(
        "question", EnquiryKind.QUESTION, known["N"], known["F"], "NL", "FR", "claire", INVESTIGATION, NOON, date(2014, 12, 1), "Seen?"
    )  # fmt: skip
    proposed = replace(asked, id="proposal", kind=EnquiryKind.PROPOSAL, due=None, words="", verdict=Verdict.SAME)
    unseen = replace(asked, id="unseen", about=known["K"])
    with made.transaction() as connection:
        for one in (asked, proposed, unseen):
            assert message_rows.keep(connection, one)
        message_rows.answer(connection, "proposal", SAID)
    yield made
    made.close()


def seen(store: Store, name: str, purpose: Purpose = INVESTIGATION, also: str = "") -> dict[str, Enquiry]:
    with store.read(store.actor(name), purpose, also=also) as view:
        return {one.id: one for one in view.enquiries(10)}


def test_who_is_asked_sees_all_that_was_put_to_it_for_any_purpose_and_nobody_who_asked(store: Store) -> None:
    for purpose in (INVESTIGATION, Purpose.BORDER):
        found = seen(store, "owner", purpose)
        assert {"question", "unseen"} <= set(found)
        assert (found["question"].actor, found["question"].other) == ("", ""), "neither who nor which record"
    assert seen(store, "owner")["proposal"].reply == SAID
    assert "proposal" not in seen(store, "owner", Purpose.BORDER), "its second record is not seen for that"


def test_who_asked_sees_it_for_its_purpose_while_it_sees_the_record_and_not_what_became_of_a_proposal(
    store: Store,
) -> None:
    found = seen(store, "claire")
    assert set(found) == {"question", "proposal"}
    assert (found["question"].actor, found["question"].other) == ("claire", ids(store)["F"])
    assert found["proposal"].reply is None
    assert seen(store, "claire", Purpose.BORDER) == {}


def test_nobody_else_sees_anything(store: Store) -> None:
    assert seen(store, "bert") == {}
    assert seen(store, "owner", also="FR") == {}
    with store.read(store.actor("bert"), INVESTIGATION) as view:
        assert view.waiting() == []
    assert owner(store).member == "NL"
