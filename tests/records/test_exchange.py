"""What nodes say to each other: what may not leave cannot be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args

import pytest

from coalesce.errors import BadField
from coalesce.handling import TLP, Grant, Handling, HandlingCode, Onward, Purpose
from coalesce.records import (
    Commitment,
    CommitmentEvent,
    CommitmentSent,
    Entry,
    EventKind,
    GrantSent,
    HeadSent,
    JudgementSent,
    Name,
    Need,
    Origin,
    PersonSent,
    ProposalSent,
    Provenance,
    RequestKind,
    RequestSent,
    Sighting,
    SightingKind,
    SightingSent,
    TakenBack,
    Verdict,
    WithdrawalSent,
)
from coalesce.records.exchange import Message

NOON = datetime(2014, 11, 1, 12, tzinfo=UTC)
UNTIL = date(2019, 1, 1)
ORIGIN = Origin("NL", "border")
ENTRY = Entry("7", (Name("Zorbal Kemtari", "Latn"),), Provenance("made.csv", 1))
SEEN = Sighting(SightingKind.ENTERED, "SY")
PERSON = PersonSent("identity--1", NOON, NOON, ORIGIN, ENTRY)
SIGHTING = SightingSent("sighting--1", "identity--1", NOON, NOON, ORIGIN, SEEN)
JUDGED = JudgementSent("j--1", NOON, NOON, "identity--1", "identity--2", "aa", "bb", Verdict.SAME, "NL")
WITHDRAWAL = WithdrawalSent("w--1", ("identity--1",), TakenBack.NARROWED, NOON, "NL")
REQUEST = RequestSent("r--1", "identity--1", Purpose.BORDER, "Where is this from?", UNTIL, NOON, "FR")
PROPOSAL = ProposalSent("p--1", "identity--1", NOON, "FR", field="sex", value="F")
HEAD = HeadSent("h--1", 3, "00" * 32, NOON, "NL")
PLAN = CommitmentSent("c--1", NOON, NOON, "autumn", "NL", Commitment("1"), (CommitmentEvent(EventKind.DECLARED),))


def test_a_copy_is_handled_as_its_grant_says_and_no_wider() -> None:
    grant = GrantSent(
        "FR",
        UNTIL,
        frozenset({Purpose.BORDER, Purpose.STATISTICS}),
        TLP.RED,
        HandlingCode.H2,
        Onward.ASK,
        frozenset({"BE"}),
    )
    releases = frozenset({Grant(Purpose.BORDER, "FR"), Grant(Purpose.STATISTICS, "FR")})
    assert grant.handling() == Handling(UNTIL, TLP.RED, releases, frozenset({"BE"}), HandlingCode.H2, Onward.ASK)
    assert GrantSent("FR", UNTIL).handling().releases == frozenset()


def test_every_message_says_whose_word_it_is() -> None:
    assert len(get_args(Message)) == 10
    for message in (PERSON, SIGHTING, JUDGED, WITHDRAWAL, HEAD, PLAN):
        assert message.member == "NL"


WRONG: list[tuple[Any, dict[str, Any], str]] = [
    (PERSON, {"entry": replace(ENTRY, sightings=(SEEN,))}, "entry"),
    (PERSON, {"entry": replace(ENTRY, names=())}, "entry"),
    (SIGHTING, {"sighting": replace(SEEN, handling=Handling(UNTIL))}, "sighting"),
    (JUDGED, {"right": "identity--1"}, "right"),
    (JUDGED, {"right": "identity--0"}, "right"),
    (WITHDRAWAL, {"of": ()}, "of"),
    (REQUEST, {"field": "sex"}, "field"),
    (REQUEST, {"value": "F"}, "field"),
    (PROPOSAL, {"field": ""}, "field"),
    (PROPOSAL, {"field": "", "value": ""}, "field"),
    (PROPOSAL, {"other": "identity--2"}, "verdict"),
    (PROPOSAL, {"verdict": Verdict.SAME}, "verdict"),
    (PROPOSAL, {"other": "identity--2", "verdict": Verdict.SAME}, "field"),
    (PROPOSAL, {"other": "identity--2", "verdict": Verdict.SAME, "field": ""}, "field"),
    (HEAD, {"size": -1}, "size"),
    (HEAD, {"log": "NL"}, "log"),
    (HEAD, {"since": 4}, "since"),
    (HEAD, {"log": "FR", "proof": ("00" * 32,)}, "proof"),
    (PLAN, {"events": (CommitmentEvent(EventKind.DECLARED, by="owner"),)}, "events"),
    (PLAN, {"events": (CommitmentEvent(EventKind.DECLARED, at="2014-11-01"),)}, "events"),
    (GrantSent("FR", UNTIL, frozenset({Purpose.BORDER})), {"figures_to": frozenset({"BE"})}, "figures_to"),
]


@pytest.mark.parametrize(("message", "change", "field"), WRONG)
def test_what_may_not_leave_cannot_be_said(message: Any, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadField) as raised:
        replace(message, **change)
    assert raised.value.where.field == field


@pytest.mark.parametrize("message", [PERSON, SIGHTING, JUDGED, WITHDRAWAL, REQUEST, PROPOSAL, HEAD, PLAN])
def test_times_are_in_utc(message: Any) -> None:
    field = "at" if hasattr(message, "at") else "modified"
    for moment in (NOON.replace(tzinfo=None), NOON.astimezone(timezone(timedelta(hours=1)))):
        with pytest.raises(BadField, match="UTC"):
            replace(message, **{field: moment})


@pytest.mark.parametrize("message", [PERSON, SIGHTING, JUDGED, PLAN])
def test_nothing_is_changed_before_it_is_created(message: Any) -> None:
    assert replace(message, modified=NOON + timedelta(1)).modified > NOON
    with pytest.raises(BadField, match="before it is created"):
        replace(message, modified=NOON - timedelta(microseconds=1))


def test_what_may_be_said_can_be() -> None:
    assert replace(REQUEST, kind=RequestKind.CORRECTION, field="sex", value="F").value == "F"
    assert replace(PROPOSAL, field="", value="", other="identity--2", verdict=Verdict.UNSURE).verdict is Verdict.UNSURE
    assert replace(HEAD, log="FR").log == "FR"
    assert replace(PLAN, terms=Need("1"), events=()).terms == Need("1")
