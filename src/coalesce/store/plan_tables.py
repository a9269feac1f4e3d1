"""The tables of plans: commitments and needs in versions, their events, and the evidence behind them.

Invariant: what an entry says (``commitment_text``) never changes; of a version only ``closed`` does, and what is derived of
its events (``status``, ``renewed``), so that a board reads one narrow table. An event is only ever added; whether it counts
for a reader's edition follows from ``edition``. Evidence goes with the last event that names it.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from coalesce.store.schema import metadata, once_made

plan = Table(
    "plan",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("owner", String, ForeignKey("member.code"), nullable=False),
    Column("set_id", Integer, ForeignKey("release_set.id"), nullable=False),
    Column("tlp", String, nullable=False),
    Column("code", String, nullable=False),
    Column("onward", String, nullable=False),
    Column("keep_until", String, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("hosted", Boolean, nullable=False),
    UniqueConstraint("owner", "name"),
)

plan_edition = Table(
    "plan_edition",
    metadata,
    Column("plan_id", String, ForeignKey("plan.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("at", String, nullable=False),
    Column("report", String, nullable=False),
    PrimaryKeyConstraint("plan_id", "number"),
)

commitment = Table(
    "commitment",
    metadata,
    Column("id", String, primary_key=True),
    Column("plan_id", String, ForeignKey("plan.id"), nullable=False),
    Column("reference", String, nullable=False),
    Column("by_hand", Boolean, nullable=False),
    UniqueConstraint("plan_id", "reference"),
)
"""The identity of an entry through its versions. ``by_hand``: entered at the desk, so that no edition that lacks it ends it."""

commitment_version = Table(
    "commitment_version",
    metadata,
    Column("commitment_id", String, ForeignKey("commitment.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("plan_id", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer),
    Column("set_id", Integer, ForeignKey("release_set.id"), nullable=False),
    Column("tlp", String, nullable=False),
    Column("code", String, nullable=False),
    Column("onward", String, nullable=False),
    Column("keep_until", String, nullable=False),
    Column("form", String, nullable=False),
    Column("line", String, nullable=False),
    Column("parties", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("place", String, nullable=False),
    Column("need", String, nullable=False),
    Column("measure", String),
    Column("amount", Integer),
    Column("status", String),
    Column("renewed", String),
    Column("available", Integer),
    Column("notice", Integer),
    Column("transit", Integer),
    Column("sustain", Integer),
    Column("verified", Boolean, nullable=False),
    Column("seen_notice", Integer),
    Column("seen_transit", Integer),
    Column("seen_sustain", Integer),
    Column("called_up", Boolean, nullable=False),
    Column("slot", Integer),
    Column("sort", Integer),
    Column("crew", Integer),
    Column("stage", Integer),
    Column("noted", String),
    Column("ended", String),
    PrimaryKeyConstraint("commitment_id", "number"),
    Index(None, "form"),
    Index(None, "plan_id", "opened"),
    Index(None, "plan_id", "closed"),
    Index(None, "keep_until"),
    Index(
        "ix_commitment_version_counted",
        *("plan_id", "set_id", "slot", "sort", "crew", "stage", "renewed", "amount"),
        *("available", "notice", "transit", "sustain", "verified", "seen_notice", "seen_transit", "seen_sustain"),
        *("keep_until", "owner", "opened", "closed", "tlp"),
    ),
)
"""``amount`` in thousandths; ``available`` a day's number (``date.toordinal``); ``measure`` as ``Measure.key``, empty where it is not stated, NULL where there is no amount;
``seen_...`` is what somebody else verified; ``called_up``: it names an event that calls it up.
``slot`` (line and form), ``sort`` (which entries are added together), ``crew`` (whose it is) and ``stage`` (the status) say in numbers what stands
beside them in words, so that boards, totals and curves are counted from ``ix_commitment_version_counted`` alone; see ``plan_codec``.
``noted``, ``ended``: the moments of a version kept by hand; one of an edition began and ended when that and the one after were published."""

commitment_text = Table(
    "commitment_text",
    metadata,
    Column("commitment_id", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["commitment_id", "number"],
        ["commitment_version.commitment_id", "commitment_version.number"],
        ondelete="CASCADE",
    ),
    PrimaryKeyConstraint("commitment_id", "number"),
)

commitment_evidence = Table(
    "commitment_evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", String, ForeignKey("plan.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("plan_id", "digest"),
)
"""One quoted sentence, once for all entries of a plan that it stands behind."""

commitment_event = Table(
    "commitment_event",
    metadata,
    Column("id", String, primary_key=True),
    Column("commitment_id", String, ForeignKey("commitment.id", ondelete="CASCADE"), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("first", String),
    Column("last", String),
    Column("circa", Boolean, nullable=False),
    Column("withdraws", String),
    Column("successor", String),
    Column("corrects", String),
    Column("evidence", Integer, ForeignKey("commitment_evidence.id")),
    Column("digest", LargeBinary, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    UniqueConstraint("commitment_id", "digest"),
    Index(None, "evidence"),
)
"""``digest`` is over what the event says: a second import that tells the same adds nothing. ``corrects``: the event in whose place
this one stands."""


def _abort(reason: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"


EVENT_STAYS = (
    f"CREATE TRIGGER commitment_event_update BEFORE UPDATE ON commitment_event {_abort('an event is never changed')}"
)
TEXT_STAYS = (
    f"CREATE TRIGGER commitment_text_update BEFORE UPDATE ON commitment_text {_abort('what was said is never changed')}"
)
EVIDENCE_GONE = """CREATE TRIGGER commitment_event_gone AFTER DELETE ON commitment_event
    WHEN OLD.evidence IS NOT NULL AND NOT EXISTS (SELECT 1 FROM commitment_event AS e WHERE e.evidence = OLD.evidence)
    BEGIN DELETE FROM commitment_evidence WHERE id = OLD.evidence; END"""

once_made(commitment_event, EVENT_STAYS, EVIDENCE_GONE)
once_made(commitment_text, TEXT_STAYS)
