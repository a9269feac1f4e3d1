"""What nodes say to each other: a record, a sighting, a word on a pair, a withdrawal and its receipt, a request, a plan.

Invariant: what is here may leave a node. No name of staff, no local id and no grant of another recipient has a place in
it; a message that would carry one cannot be made. Ids are those of the wire (``stix.ids``), times are in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from coalesce.errors import BadField, Where
from coalesce.handling import TLP, Grant, Handling, HandlingCode, Onward, Purpose
from coalesce.records.commitment import Commitment, CommitmentEvent, Need
from coalesce.records.entry import Entry
from coalesce.records.judgement import Verdict
from coalesce.records.lists import ListKind
from coalesce.records.sighting import Sighting


def _refuse(field: str, reason: str) -> None:
    raise BadField(reason, Where(field=field))


def _in_utc(field: str, moment: datetime) -> None:
    if moment.tzinfo is not UTC:
        _refuse(field, "a time between nodes is in UTC")


def _in_order(created: datetime, modified: datetime) -> None:
    _in_utc("created", created)
    _in_utc("modified", modified)
    if modified < created:
        _refuse("modified", "nothing is changed before it is created")


class TakenBack(StrEnum):
    """Why something is no longer the recipient's. ``DELISTED``: absent from a newer edition of its list."""

    WITHDRAWN = "withdrawn"
    NARROWED = "narrowed"
    DELISTED = "delisted"
    EXPIRED = "expired"


class RequestKind(StrEnum):
    """What a request between nodes asks for: more about a person, or that the owner correct its record, or take it back."""

    INFORMATION = "information"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


class RequestOutcome(StrEnum):
    """How the owner answered. ``REFUSED`` says neither why nor whether there was anything."""

    ANSWERED = "answered"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class GrantSent:
    """One recipient's own terms, and nobody else's. ``purposes`` is empty for a message that holds no record.

    ``figures_to`` is filled only where ``statistics`` is granted: the node that counts has to know whose figures it may enter.
    """

    to: str
    keep_until: date
    purposes: frozenset[Purpose] = frozenset()
    tlp: TLP = TLP.AMBER
    code: HandlingCode = HandlingCode.H0
    onward: Onward = Onward.NONE
    figures_to: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.figures_to and Purpose.STATISTICS not in self.purposes:
            _refuse("figures_to", "says whose figures only where statistics is granted")

    def handling(self) -> Handling:
        """The handling of the copy at its recipient: released to that member for these purposes, to nobody else."""
        releases = frozenset(Grant(purpose, self.to) for purpose in self.purposes)
        return Handling(self.keep_until, self.tlp, releases, self.figures_to, self.code, self.onward)


@dataclass(frozen=True, slots=True)
class Origin:
    """The list that a record stands in, as its owner ``member`` (code) has it. ``source_group`` None: the list itself."""

    member: str
    list_name: str
    list_kind: ListKind = ListKind.TRAVELLERS
    source_group: str | None = None
    deduplicated: bool = False


@dataclass(frozen=True, slots=True)
class PersonSent:
    """A record. Its sightings travel by themselves, since each has its own handling: ``entry.sightings`` is empty.

    ``modified`` moves on whenever what is said *or what is granted* changes: of two versions the later one binds, so that an
    earlier, wider grant is worth nothing once a narrower one was received. The same holds for whatever has a ``modified``.
    """

    id: str
    created: datetime
    modified: datetime
    origin: Origin
    entry: Entry

    def __post_init__(self) -> None:
        _in_order(self.created, self.modified)
        if self.entry.sightings:
            _refuse("entry", "sightings are sent by themselves")
        if not self.entry.names:
            _refuse("entry", "a record has a name")

    @property
    def member(self) -> str:
        """Whose word it is."""
        return self.origin.member


@dataclass(frozen=True, slots=True)
class SightingSent:
    """A sighting of the record that was sent as ``person`` (its id on the wire). Its handling is its own grant."""

    id: str
    person: str
    created: datetime
    modified: datetime
    origin: Origin
    sighting: Sighting

    def __post_init__(self) -> None:
        _in_order(self.created, self.modified)
        if self.sighting.handling is not None:
            _refuse("sighting", "the owner's handling stays at home: a grant says what its recipient may")

    @property
    def member(self) -> str:
        """Whose word it is."""
        return self.origin.member


@dataclass(frozen=True, slots=True)
class JudgementSent:
    """A member's word on two records (ids on the wire, ``left`` < ``right``), pinned to what was judged by the digests of
    both entries (``stix.entry_digest``, SHA-256 in hexadecimal). Who judged and why stay at home."""

    id: str
    created: datetime
    modified: datetime
    left: str
    right: str
    left_digest: str
    right_digest: str
    verdict: Verdict
    member: str

    def __post_init__(self) -> None:
        _in_order(self.created, self.modified)
        if self.left >= self.right:
            _refuse("right", "the records of a pair are two, the lesser id first")


@dataclass(frozen=True, slots=True)
class WithdrawalSent:
    """``of``: the ids on the wire that are to be erased, with everything derived of them."""

    id: str
    of: tuple[str, ...]
    reason: TakenBack
    at: datetime
    member: str

    def __post_init__(self) -> None:
        _in_utc("at", self.at)
        if not self.of:
            _refuse("of", "a withdrawal names what it takes back")


@dataclass(frozen=True, slots=True)
class ReceiptSent:
    """The answer to a ``withdrawal`` (its id): of its ids, which were erased here and which were not held (any more)."""

    id: str
    withdrawal: str
    erased: tuple[str, ...]
    not_held: tuple[str, ...]
    at: datetime
    member: str

    def __post_init__(self) -> None:
        _in_utc("at", self.at)


@dataclass(frozen=True, slots=True)
class RequestSent:
    """``about``: the asked member's record. ``due`` is the last day to answer. A correction may name ``field`` and ``value``."""

    id: str
    about: str
    purpose: Purpose
    question: str
    due: date
    at: datetime
    member: str
    kind: RequestKind = RequestKind.INFORMATION
    field: str = ""
    value: str = ""

    def __post_init__(self) -> None:
        _in_utc("at", self.at)
        if self.kind is not RequestKind.CORRECTION and (self.field or self.value):
            _refuse("field", "only a request for correction names a field")


@dataclass(frozen=True, slots=True)
class AnswerSent:
    """The owner's answer to a ``request`` (its id), in words that are meant for the member that asked."""

    id: str
    request: str
    outcome: RequestOutcome
    text: str
    at: datetime
    member: str

    def __post_init__(self) -> None:
        _in_utc("at", self.at)


@dataclass(frozen=True, slots=True)
class ProposalSent:
    """To the owner of ``about``: that ``field`` be ``value``; or, where ``other`` names a second record, a ``verdict`` on both."""

    id: str
    about: str
    at: datetime
    member: str
    field: str = ""
    value: str = ""
    other: str = ""
    verdict: Verdict | None = None

    def __post_init__(self) -> None:
        _in_utc("at", self.at)
        if bool(self.other) != (self.verdict is not None):
            _refuse("verdict", "a judgement proposed has a second record and a verdict")
        if bool(self.field) == bool(self.other) or (self.value and not self.field):
            _refuse("field", "a proposal is of one field or of one judgement")


@dataclass(frozen=True, slots=True)
class HeadSent:
    """The head of an audit log: ``size`` leaves, ``root`` in hexadecimal (RFC 6962). ``log``: whose log; "" is the sender's
    own, another code is what this sender has witnessed of that member's. ``proof`` shows that the sender's own log begins with
    its first ``since`` leaves: hashes of whole subtrees in hexadecimal, first those of these leaves, then those behind them.
    The head that was published next before had ``since`` leaves, but where this one ``skips`` some."""

    id: str
    size: int
    root: str
    at: datetime
    member: str
    log: str = ""
    since: int = 0
    proof: tuple[str, ...] = ()
    skips: bool = False

    def __post_init__(self) -> None:
        _in_utc("at", self.at)
        if self.size < 0:
            _refuse("size", "a log has no fewer than 0 leaves")
        if self.log == self.member:
            _refuse("log", "is empty for the sender's own log")
        if not 0 <= self.since <= self.size:
            _refuse("since", "a log grows: it began with no more leaves than it has")
        if self.log and (self.since or self.proof or self.skips):
            _refuse("proof", "only of the sender's own log is growth shown")


@dataclass(frozen=True, slots=True)
class CommitmentSent:
    """An entry of the plan named ``plan`` with those of its events that the recipient may see; who noted them, and when, stays
    at home. Ids of events are those of the wire too."""

    id: str
    created: datetime
    modified: datetime
    plan: str
    member: str
    terms: Commitment | Need
    events: tuple[CommitmentEvent, ...] = ()

    def __post_init__(self) -> None:
        _in_order(self.created, self.modified)
        if any(event.by or event.at for event in self.events):
            _refuse("events", "who noted an event, and when, stays at home")


Message = (
    PersonSent
    | SightingSent
    | JudgementSent
    | WithdrawalSent
    | ReceiptSent
    | RequestSent
    | AnswerSent
    | ProposalSent
    | HeadSent
    | CommitmentSent
)
"""Whatever one node says to another. Each has an ``id`` on the wire and a ``member``: whose word it is."""
