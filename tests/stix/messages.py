"""Every message that there can be, as Hypothesis draws them; all people in them are invented or noise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from coalesce.dates import MAX_YEAR, MIN_YEAR, PartialDate
from coalesce.handling import TLP, HandlingCode, Onward, Purpose
from coalesce.records import (
    AnswerSent,
    Commitment,
    CommitmentEvent,
    CommitmentSent,
    Deadline,
    Document,
    Entry,
    EventKind,
    Evidence,
    Form,
    Grade,
    GrantSent,
    HeadSent,
    JudgementSent,
    LineOfEffort,
    ListKind,
    Measure,
    MeasureKind,
    Name,
    NameKind,
    NamePart,
    NameQuality,
    Need,
    Origin,
    Parties,
    PartRole,
    PersonSent,
    Place,
    ProposalSent,
    Provenance,
    Quantity,
    Readiness,
    ReceiptSent,
    RequestKind,
    RequestOutcome,
    RequestSent,
    Sex,
    Sighting,
    SightingKind,
    SightingSent,
    TakenBack,
    Verdict,
    Verified,
    WithdrawalSent,
)
from coalesce.stix import Signer, stix_id

SECRET = bytes(range(32))
SIGNER = Signer(SECRET)
STRANGER = Signer(bytes(reversed(range(32))))
NOON = datetime(2014, 11, 1, 12, tzinfo=UTC)
UNTIL = date(2019, 1, 1)
TO_FRANCE = GrantSent("FR", UNTIL, frozenset({Purpose.BORDER}))

CONTROLS = "".join(chr(sign) for sign in (*range(9), 11, 12, *range(14, 32), 127))
_SIGNS = st.characters(codec="utf-8", exclude_characters=CONTROLS)
TEXT = st.text(_SIGNS, max_size=40)
"""Any script, any sign that UTF-8 can say but control characters."""

LINE = st.text(_SIGNS, min_size=1, max_size=20)
COUNTRY = st.sampled_from(("NL", "FR", "SY", "IQ", "TR", "TN", "SU", "XK"))
MEMBER = st.from_regex(r"[A-Z][A-Z0-9-]{1,11}", fullmatch=True)
DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex)
DAY = st.dates()
REAL_DAY = st.dates(date(MIN_YEAR, 1, 1), date(MAX_YEAR, 12, 31))
"""A day on which somebody can be born or seen, as every reader of ours takes it."""
MOMENT = st.datetimes(timezones=st.just(UTC))


TIMES = st.tuples(MOMENT, MOMENT).map(sorted)
"""Created, and modified not before that."""


def ids(kind: str) -> st.SearchStrategy[str]:
    """Ids of one STIX type."""
    return st.integers(0, 10**6).map(lambda number: stix_id(SECRET, kind, str(number)))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    """Any span of days."""
    first = draw(REAL_DAY)
    room = (date(MAX_YEAR, 12, 31) - first).days
    return PartialDate(first, first + timedelta(draw(st.integers(0, min(room, 4000)))), draw(st.booleans()))


NAMES = st.builds(
    Name,
    TEXT,
    st.sampled_from(("Latn", "Arab", "Cyrl", "Hebr", "Hani", "Zyyy")),
    st.sampled_from(NameKind),
    st.sampled_from(NameQuality),
    st.none() | st.sampled_from(("ar", "fa-Latn")) | TEXT,
    st.lists(st.builds(NamePart, st.sampled_from(PartRole), TEXT), max_size=3).map(tuple),
)
PLACES = st.builds(Place, TEXT, st.none() | COUNTRY)


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """None, one or two of them."""
    return st.lists(values, max_size=2).map(tuple)


ENTRIES = st.builds(
    Entry,
    TEXT,
    st.lists(NAMES, min_size=1, max_size=3).map(tuple),
    st.builds(Provenance, TEXT, st.integers(0, 10**9)),
    st.none() | st.sampled_from(Sex),
    some(partial_dates()),
    some(PLACES),
    some(COUNTRY),
    some(st.builds(Document, TEXT, TEXT, st.none() | COUNTRY)),
    TEXT,
    residences=some(PLACES),
)
ORIGINS = st.builds(Origin, MEMBER, TEXT, st.sampled_from(ListKind), st.none() | TEXT, st.booleans())
SIGHTINGS = st.builds(
    Sighting,
    st.sampled_from(SightingKind),
    COUNTRY,
    st.none() | partial_dates(),
    st.none() | TEXT,
    st.none() | COUNTRY,
    st.sampled_from(Grade),
)


@st.composite
def grants(draw: st.DrawFn) -> GrantSent:
    """Any grant; figures only where statistics is granted."""
    purposes = draw(st.frozensets(st.sampled_from(Purpose)))
    figures = draw(st.frozensets(MEMBER, max_size=3)) if Purpose.STATISTICS in purposes else frozenset()
    scales = (draw(st.sampled_from(TLP)), draw(st.sampled_from(HandlingCode)), draw(st.sampled_from(Onward)))
    return GrantSent(draw(MEMBER), draw(DAY), purposes, *scales, figures)


@st.composite
def judgements(draw: st.DrawFn) -> JudgementSent:
    """A word on two different records."""
    pair = draw(st.lists(ids("identity"), min_size=2, max_size=2, unique=True).map(sorted))
    digests, verdict = (draw(DIGEST), draw(DIGEST)), draw(st.sampled_from(Verdict))
    return JudgementSent(draw(ids("coalesce-judgement")), *draw(TIMES), *pair, *digests, verdict, draw(MEMBER))


@st.composite
def heads(draw: st.DrawFn) -> HeadSent:
    """A head of one's own log, with a proof or without, or of another member's."""
    one, other = draw(st.lists(MEMBER, min_size=2, max_size=2, unique=True))
    since, size = sorted(draw(st.tuples(st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1))))
    said = draw(ids("coalesce-audit-head")), size, draw(DIGEST), draw(MOMENT), one
    return draw(
        st.sampled_from((HeadSent(*said, other), HeadSent(*said, "", since, draw(some(DIGEST)), draw(st.booleans()))))
    )


PERSONS = st.tuples(ids("identity"), TIMES, ORIGINS, ENTRIES).map(lambda said: PersonSent(said[0], *said[1], *said[2:]))
SEEN = st.tuples(ids("sighting"), ids("identity"), TIMES, ORIGINS, SIGHTINGS).map(
    lambda said: SightingSent(said[0], said[1], *said[2], *said[3:])
)
_OF = st.lists(ids("identity") | ids("sighting"), min_size=1, max_size=4).map(tuple)
WITHDRAWALS = st.builds(WithdrawalSent, ids("coalesce-withdrawal"), _OF, st.sampled_from(TakenBack), MOMENT, MEMBER)
RECEIPTS = st.builds(ReceiptSent, ids("coalesce-receipt"), ids("coalesce-withdrawal"), some(_OF.map(lambda of: of[0])),
                     some(ids("identity")), MOMENT, MEMBER)  # fmt: skip
_ASKED = (ids("coalesce-request"), ids("identity"), st.sampled_from(Purpose), TEXT, DAY, MOMENT, MEMBER)
REQUESTS = st.builds(RequestSent, *_ASKED) | st.builds(
    RequestSent, *_ASKED, st.just(RequestKind.CORRECTION), TEXT, TEXT
)
ANSWERS = st.builds(
    AnswerSent, ids("coalesce-answer"), ids("coalesce-request"), st.sampled_from(RequestOutcome), TEXT, MOMENT, MEMBER
)
_ABOUT = (ids("coalesce-proposal"), ids("identity"), MOMENT, MEMBER)
PROPOSALS = st.builds(ProposalSent, *_ABOUT, LINE, TEXT) | st.builds(
    ProposalSent, *_ABOUT, other=ids("identity"), verdict=st.sampled_from(Verdict)
)
_DAYS = st.none() | st.integers(0, 400)
_READY = st.builds(Readiness, _DAYS, _DAYS, _DAYS, TEXT)
_BY = st.none() | st.builds(Deadline, st.none() | partial_dates(), st.none() | TEXT)
_MEASURES = st.none() | st.builds(Measure, st.sampled_from(MeasureKind), TEXT)
_AMOUNTS = st.none() | st.builds(Quantity, st.integers(1, 10**15).map(lambda number: Decimal(number) / 1000), _MEASURES)
_LINES = st.none() | st.sampled_from(LineOfEffort)
COMMITMENTS = st.builds(
    Commitment, TEXT, st.sampled_from(Form), st.builds(Parties, some(MEMBER), some(TEXT), st.booleans()), _LINES, TEXT, TEXT,
    _AMOUNTS, TEXT, st.none() | partial_dates(), _BY, TEXT, TEXT, _READY,
    st.none() | st.builds(Verified, _READY, TEXT, st.none() | partial_dates()), TEXT,
)  # fmt: skip
_EVIDENCE = st.builds(Evidence, TEXT, TEXT, TEXT, st.none() | partial_dates(), TEXT, TEXT)
EVENTS = st.builds(
    CommitmentEvent, st.sampled_from(EventKind), st.none() | partial_dates(), st.none() | _EVIDENCE, TEXT,
    st.none() | TEXT, st.none() | TEXT, st.none() | TEXT,
)  # fmt: skip
NEEDS = st.builds(Need, TEXT, _LINES, TEXT, _AMOUNTS, TEXT, _BY, _DAYS)
PLANS = st.tuples(ids("coalesce-commitment"), TIMES, TEXT, MEMBER, COMMITMENTS, some(EVENTS)).map(
    lambda said: CommitmentSent(said[0], *said[1], *said[2:])
) | st.tuples(ids("coalesce-need"), TIMES, TEXT, MEMBER, NEEDS, some(EVENTS)).map(
    lambda said: CommitmentSent(said[0], *said[1], *said[2:])
)
MESSAGES = PLANS | PERSONS | SEEN | judgements() | WITHDRAWALS | RECEIPTS | REQUESTS | ANSWERS | PROPOSALS | heads()
