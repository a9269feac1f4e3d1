"""The plan: lines of effort, needs, commitments, their events, and the evidence behind each.

Invariant: what is not said is None, never zero and never today. A status is nowhere here: it follows from the events,
which are only ever added. A quote stays as it was written; what it got wrong is said beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coalesce.dates import PartialDate
from coalesce.records.quantity import Quantity

if TYPE_CHECKING:
    from coalesce.handling import Handling


class LineOfEffort(StrEnum):
    """The five lines of the task force; ALL where something is said of all at once, OUTSIDE for what is on none."""

    MILITARY = "military"
    FIGHTERS = "foreign fighters"
    FINANCING = "financing"
    HUMANITARIAN = "humanitarian"
    IDEOLOGY = "ideology"
    ALL = "all"
    OUTSIDE = "outside"


FIVE_LINES = tuple(LineOfEffort)[:5]


class Form(StrEnum):
    """What an entry of the plan is. Only a contribution enters totals; only an activation starts the clock."""

    CONTRIBUTION = "contribution"
    LEAD = "lead"
    OBLIGATION = "obligation"
    REQUEST = "request"
    STATEMENT = "statement"
    DEADLINE = "deadline"
    ACTIVATION = "activation"


class EventKind(StrEnum):
    """What happened to a commitment. The first five are stages, in order; the last two take it, or an event, away."""

    DECLARED = "declared"
    CONFIRMED = "confirmed"
    ALLOCATED = "allocated"
    IN_PLACE = "in place"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


STAGES = tuple(EventKind)[:5]
FIRM = (EventKind.CONFIRMED, EventKind.ALLOCATED, EventKind.IN_PLACE)
"""What enters totals: a declaration has a column of its own, and what has ended is over."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who: members by code; ``others`` as the source names them; ``everybody`` where all are meant. All empty: not said."""

    members: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    everybody: bool = False

    def __str__(self) -> str:
        said = (*(("all members",) if self.everybody else ()), *self.members, *self.others)
        return "; ".join(said) or "not said"


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when: a date; or an event, with the date that it is expected on, where that is known."""

    when: PartialDate | None = None
    event: str | None = None

    def __str__(self) -> str:
        if self.event is None:
            return str(self.when) if self.when else "not said"
        return f"{self.event} (expected {self.when})" if self.when else self.event


@dataclass(frozen=True, slots=True)
class Readiness:
    """Days of notice, in transit and of sustainment; ``words`` where the source says no number ("quickly")."""

    notice: int | None = None
    transit: int | None = None
    sustain: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """Readiness that somebody other than the member has seen for itself."""

    readiness: Readiness
    by: str
    on: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quoted sentence and where it stands. ``correction`` says what it got wrong; the quote stays as it is."""

    quote: str
    source: str = ""
    address: str = ""
    published: PartialDate | None = None
    language: str = ""
    correction: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentEvent:
    """One event. ``day`` None: not known. ``withdraws`` is the id of the event that a withdrawal takes back (None: the
    commitment itself); ``corrects`` that of the one in whose place this one stands; ``successor`` the reference of what
    supersedes the commitment. ``at`` and ``by``: who noted it here, when."""

    kind: EventKind
    day: PartialDate | None = None
    evidence: Evidence | None = None
    id: str = ""
    withdraws: str | None = None
    successor: str | None = None
    corrects: str | None = None
    at: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One entry of a plan. ``reference`` is the plan's own key; ``need`` the reference of the need that it is meant for.

    ``kind``: of what (combat aircraft); ``make``: of which make (F-16), where ``amount`` counts in something wider (aircraft);
    ``trigger`` names the event that calls it up; ``conditions`` are in the source's words.
    """

    reference: str
    form: Form = Form.CONTRIBUTION
    parties: Parties = Parties()
    line: LineOfEffort | None = None
    kind: str = ""
    make: str = ""
    amount: Quantity | None = None
    place: str = ""
    since: PartialDate | None = None
    by: Deadline | None = None
    conditions: str = ""
    trigger: str = ""
    claimed: Readiness = Readiness()
    verified: Verified | None = None
    need: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What the plan needs: ``amount`` None where nobody has said how much; ``day`` N after an activation, None: not said."""

    reference: str
    line: LineOfEffort | None = None
    kind: str = ""
    amount: Quantity | None = None
    place: str = ""
    by: Deadline | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A member's collection of needs and commitments, with the handling that its entries have by default.

    ``edition`` is the number of its newest imported edition, 0 before the first, and its owner's to know."""

    id: str
    name: str
    owner: str
    handling: Handling
    edition: int = 0


@dataclass(frozen=True, slots=True)
class HeldCommitment:
    """An entry of a plan as a node holds it, with the events that this reader may see, and nothing else of it.

    ``status`` is derived of the events; None where none stands. ``renewed``: ISO day of the newest dated one."""

    id: str
    version: int
    plan: str
    owner: str
    handling: Handling
    terms: Commitment | Need
    events: tuple[CommitmentEvent, ...] = ()
    status: EventKind | None = None
    renewed: str | None = None
