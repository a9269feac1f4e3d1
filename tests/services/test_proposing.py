"""What is proposed to a record's owner does nothing until a human of the owner accepts it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.errors import BadField, BadUsage, NotFound, NotPermitted, Refusal
from coalesce.handling import Purpose, Role
from coalesce.records import Enquiry, EnquiryKind, EnquiryOutcome, Verdict
from coalesce.services import asking
from coalesce.services.proposing import Decided, Proposed, end, propose
from coalesce.services.replying import Answered, reply
from tests.asked import Pair, officer, pair
from tests.builders import INVESTIGATION, leaves, let_in

ACCEPT, DECLINE = Decided(EnquiryOutcome.ACCEPTED), Decided(EnquiryOutcome.DECLINED)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path) as made:
        yield made


def field(two: Pair, name: str = "birth_date", value: str = "1986-03-14") -> Enquiry:
    """FR proposes to NL that a field of NL's record say something."""
    made = propose(two.french, officer(two.french), Proposed(two.at(two.french, "D"), name, value))
    two.turn()
    return made


def verdict(two: Pair, said: Verdict = Verdict.SAME) -> Enquiry:
    """FR proposes to NL how NL's record and its own should be judged."""
    sides = (two.at(two.french, "D"), two.at(two.french, "F"))
    made = propose(two.french, officer(two.french), Proposed(sides[0], other=sides[1], verdict=said))
    two.turn()
    return made


def came(two: Pair) -> Enquiry:
    with two.dutch.store.read(officer(two.dutch), INVESTIGATION) as view:
        (one,) = view.enquiries(10)
    return one


def dates(two: Pair) -> list[str]:
    with two.dutch.store.read(officer(two.dutch), INVESTIGATION) as view:
        return [str(when) for when in view.record(two.at(two.dutch, "D")).entry.birth_dates]


def test_a_value_is_proposed_and_accepted_by_a_human(two: Pair) -> None:
    field(two)
    one = came(two)
    assert (one.kind, one.field, one.value, one.member, one.actor) == (
        EnquiryKind.PROPOSAL, "birth_date", "1986-03-14", "FR", "",
    )  # fmt: skip
    assert dates(two) == [], "nothing follows by itself"
    end(two.dutch, officer(two.dutch), one.id, ACCEPT)
    assert dates(two) == ["1986-03-14"]
    assert came(two).reply is not None


def test_a_verdict_is_proposed_and_becomes_a_judgement_of_who_accepts_it(two: Pair) -> None:
    verdict(two)
    one = came(two)
    with two.dutch.store.read(officer(two.dutch), INVESTIGATION) as view:
        assert view.judgements() == []
    assert {one.about, one.other} == {two.at(two.dutch, "D"), two.at(two.dutch, "F")}
    with pytest.raises(BadUsage, match="needs a reason"):
        end(two.dutch, officer(two.dutch), one.id, ACCEPT)
    end(two.dutch, officer(two.dutch), one.id, Decided(EnquiryOutcome.ACCEPTED, "the same passport"))
    with two.dutch.store.read(officer(two.dutch), INVESTIGATION) as view:
        (word,) = view.judgements()
    assert (word.verdict, word.member, word.reviewer, word.reason) == ("same", "NL", "owner", "the same passport")


def test_who_proposed_does_not_learn_what_became_of_it(two: Pair) -> None:
    made = field(two)
    end(two.dutch, officer(two.dutch), came(two).id, DECLINE)
    two.turn()
    assert dates(two) == []
    with two.french.store.read(officer(two.french), INVESTIGATION) as view:
        (sent,) = asking.enquiries(two.french, view)
    assert (sent.of.id, sent.of.reply) == (made.id, None)
    assert asking.row(sent, two.french.store.clock.today())["state"] == "sent"
    with pytest.raises(Refusal, match="stays as it is"):
        end(two.dutch, officer(two.dutch), came(two).id, ACCEPT)


def test_a_proposal_is_of_something_that_the_field_can_be(two: Pair) -> None:
    record = two.at(two.french, "D")
    for wrong in (
        Proposed(record, "birth_date", "yesterday"),
        Proposed(record, "name", ""),
    ):
        with pytest.raises(BadField):
            propose(two.french, officer(two.french), wrong)
    for wrong in (
        Proposed(record),
        Proposed(record, "sightings", "x"),
        Proposed(record, "remarks", "x" * 4_001),
        Proposed(record, "sex", "F", other=record, verdict=Verdict.SAME),
        Proposed(record, other=two.at(two.french, "F")),
        Proposed(record, other=record, verdict=Verdict.SAME),
        Proposed(two.at(two.french, "F"), "sex", "F"),
    ):
        with pytest.raises(BadUsage):
            propose(two.french, officer(two.french), wrong)


def test_what_is_not_to_be_seen_is_not_proposed_on(two: Pair) -> None:
    with pytest.raises(NotFound):
        propose(two.french, officer(two.french), Proposed("nothing", "sex", "F"))
    with pytest.raises(NotFound):
        propose(two.french, officer(two.french), Proposed(two.at(two.french, "D"), "sex", "F", purpose=Purpose.BORDER))
    rita = let_in(two.french.store, "rita", "FR", Role.READER)
    with pytest.raises(NotPermitted):
        propose(two.french, rita, Proposed(two.at(two.french, "D"), "sex", "F"))


def test_nothing_is_proposed_with_a_record_that_the_owner_may_not_see(two: Pair) -> None:
    kept = two.at(two.dutch, "K")
    with pytest.raises(NotPermitted, match="may not see both"):
        propose(two.dutch, officer(two.dutch), Proposed(two.at(two.dutch, "F"), other=kept, verdict=Verdict.SAME))


def test_a_question_is_not_accepted_and_a_proposal_not_answered(two: Pair) -> None:
    field(two)
    with pytest.raises(BadUsage, match="accepted or declined"):
        reply(two.dutch, officer(two.dutch), came(two).id, Answered(EnquiryOutcome.REFUSED))
    with pytest.raises(BadUsage, match="accepted, declined"):
        end(two.dutch, officer(two.dutch), came(two).id, Decided(EnquiryOutcome.REFUSED))


def test_both_logs_tell_of_it_and_none_of_the_value(two: Pair) -> None:
    field(two, "remarks", "seen in Mosul")
    end(two.dutch, officer(two.dutch), came(two).id, ACCEPT)
    assert any('"proposal send"' in leaf for leaf in leaves(two.french.store.folder))
    told = "\n".join(leaves(two.dutch.store.folder))
    assert '"proposal received"' in told
    assert '"proposal decide"' in told
    assert "Mosul" not in told + "\n".join(leaves(two.french.store.folder))
