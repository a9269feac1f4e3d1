"""A form for an entry of a plan, new or changed, read by the same rules as a row of a file.

Invariant: an empty field is unknown; what is wrong is told beside its field, and nothing that was typed is lost. An entry that
is changed gets a new version: the form begins with what it says now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coalesce.commitments.words import NEED
from coalesce.errors import BadInput
from coalesce.handling import TLP, Handling, Purpose, Role
from coalesce.records import Commitment, Form, HeldCommitment, LineOfEffort, Plan, Readiness
from coalesce.records.commitment import STAGES
from coalesce.records.quantity import told
from coalesce.services import committing, reporting
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.language import marked, say
from coalesce.web.registrar import Registrar

routes = Registrar()
PLANNING = Purpose.PLANNING
OFFICERS = frozenset({Role.RELEASING_OFFICER})

TEXT, LONG, DAYS, DATE = "text", "long", "number", "date"
FIELDS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        marked("What it is"),
        (
            ("member", TEXT, marked("Who: members by code, others in the source's words, with semicolons between")),
            ("kind", TEXT, marked("Kind")),
            ("quantity", TEXT, marked("Quantity")),
            ("unit", TEXT, marked("Unit or currency; “?” where it is not stated")),
            ("make", TEXT, marked("Make, where the unit is wider")),
            ("place", TEXT, marked("Place")),
        ),
    ),
    (
        marked("When, and on which condition"),
        (
            ("by", TEXT, marked("By when: a date, or an event in words")),
            ("expected", TEXT, marked("When the event is expected (date)")),
            ("since", TEXT, marked("There from (date)")),
            ("day", DAYS, marked("For a need: by which day after an activation")),
            ("conditions", TEXT, marked("Condition")),
            ("trigger", TEXT, marked("Called up by")),
            ("need", TEXT, marked("For which need (its reference)")),
        ),
    ),
    (
        marked("Readiness that the member claims"),
        (
            ("notice_days", DAYS, marked("Days of notice")),
            ("transit_days", DAYS, marked("Days in transit")),
            ("sustain_days", DAYS, marked("Days of sustainment")),
            ("readiness", TEXT, marked("Readiness in words")),
        ),
    ),
    (
        marked("Readiness that somebody else verified"),
        (
            ("verified_by", TEXT, marked("Verified by whom: not the member itself")),
            ("verified_on", TEXT, marked("Verified on (date)")),
            ("verified_notice_days", DAYS, marked("Days of notice, verified")),
            ("verified_transit_days", DAYS, marked("Days in transit, verified")),
            ("verified_sustain_days", DAYS, marked("Days of sustainment, verified")),
        ),
    ),
)
"""The groups of the form with their fields: name, what is typed, words."""
EVIDENCE: tuple[tuple[str, str, str], ...] = (
    ("date", DATE, marked("On which day")),
    ("quote", LONG, marked("The sentence that says so")),
    ("source", TEXT, marked("Where it stands")),
    ("address", TEXT, marked("Its address")),
    ("announced", TEXT, marked("Published on")),
    ("language", TEXT, marked("Its language, like en or fr")),
    ("correction", TEXT, marked("What the sentence gets wrong, if anything")),
)
NEEDED = frozenset({"quote", "source"})


@routes.page("/commitments/new", purpose=PLANNING, roles=OFFICERS, asks=("entry",))
def new(asked: Asked, view: ReadView) -> Answer:
    """The form: empty, or with what an entry says that is to be changed."""
    held = view.commitment(asked.one("entry")) if asked.one("entry") else None
    plans = reporting.writable_plans(asked.node, asked.actor)
    of = next((plan for plan in plans if held and (plan.owner, plan.name) == (held.owner, held.plan)), None)
    values = cells_of(held, of.handling) if held and of else {}
    return _form(asked, plans, values)


@routes.act("/commitments", purpose=PLANNING, roles=OFFICERS)
def keep(asked: Asked) -> Answer:
    """Keep what the form says, or show it again with what is wrong."""
    told_fields = {name: text for name, text in asked.words.form.items() if name not in ("plan", "own", "release")}
    chosen = asked.chosen("release")
    if asked.words.form.get("own") == "yes":
        told_fields["release"] = "; ".join(chosen) or "none"
    elif "own" not in asked.words.form and chosen:  # a program says releases as a file does
        told_fields["release"] = "; ".join(chosen)
    plan = asked.said("plan")
    try:
        made = committing.keep_form(asked.node, asked.actor, plan, told_fields)
    except BadInput as fault:
        again = {**told_fields, "plan": plan, "own": asked.words.form.get("own", "")}
        return _form(asked, reporting.writable_plans(asked.node, asked.actor), again, fault)
    return Redirect(f"/commitments/{made[0]}")


def cells_of(held: HeldCommitment, default: Handling) -> dict[str, str]:
    """What an entry says, as the cells of a row; its events and evidence aside, which a new version brings anew."""
    terms = held.terms
    amount, by = terms.amount, terms.by
    told_cells: dict[str, object] = {
        "plan": f"{held.owner}/{held.plan}",
        "reference": terms.reference,
        "line": terms.line,
        "kind": terms.kind,
        "quantity": told(amount.amount).replace(",", "") if amount else None,
        "unit": (amount.measure or "?") if amount else None,
        "place": terms.place,
        "by": (by.event or by.when) if by else None,
        "expected": by.when if by and by.event else None,
        **_own_cells(held.handling, default),
    }
    if isinstance(terms, Commitment):
        told_cells |= _commitment_cells(terms)
        told_cells["status"] = held.status if held.status in STAGES else None
    else:
        told_cells |= {"form": NEED, "day": terms.day}
    return {name: str(cell) for name, cell in told_cells.items() if cell is not None and cell != ""}


def _commitment_cells(terms: Commitment) -> dict[str, object]:
    parties, verified = terms.parties, terms.verified
    said = (*(("all members",) if parties.everybody else ()), *parties.members, *parties.others)
    return {
        "form": terms.form,
        "member": "; ".join(said),
        "make": terms.make,
        "since": terms.since,
        "conditions": terms.conditions,
        "trigger": terms.trigger,
        "need": terms.need,
        "readiness": terms.claimed.words,
        **_days("", terms.claimed),
        **(_days("verified_", verified.readiness) if verified else {}),
        "verified_by": verified.by if verified else None,
        "verified_on": verified.on if verified else None,
    }


def _days(before: str, ready: Readiness) -> dict[str, object]:
    told_days = {"notice": ready.notice, "transit": ready.transit, "sustain": ready.sustain}
    return {f"{before}{name}_days": days for name, days in told_days.items()}


def _own_cells(own: Handling, default: Handling) -> dict[str, object]:
    """Where an entry's handling is not that of its plan."""
    cells: dict[str, object] = {}
    if own.releases != default.releases:
        cells |= {"own": "yes", "release": "; ".join(sorted(f"{one.member}:{one.purpose}" for one in own.releases))}
    if own.tlp is not default.tlp:
        cells["tlp"] = own.tlp
    if own.keep_until != default.keep_until:
        cells["keep_until"] = own.keep_until
    return cells


def _form(asked: Asked, plans: list[Plan], values: Mapping[str, str], fault: BadInput | None = None) -> Page:
    released = {part.strip() for part in values.get("release", "").split(";") if part.strip() not in ("", "none")}
    offered = [f"{one.code}:{PLANNING}" for one in asked.node.store.members()]
    facts: dict[str, Any] = {
        "plans": [f"{one.owner}/{one.name}" for one in plans],
        "plan": values.get("plan", ""),
        "values": values,
        "groups": [(say(title), _said(fields)) for title, fields in FIELDS],
        "evidence": _said(EVIDENCE),
        "needed": NEEDED,
        "forms": (*tuple(Form)[:6], NEED),
        "lines": tuple(LineOfEffort),
        "kinds": STAGES,
        "tlps": tuple(TLP),
        "offered": sorted({*offered, *released}),
        "released": released,
        "changes": bool(values.get("reference")),
        "fault": fault,
        "at_fault": (fault.where.field or "") if fault else "",
    }
    labels = [one.handling.tlp for one in plans]
    return Page("commitment_new.html", say("A new entry"), facts, labels, 400 if fault else 200)


def _said(fields: tuple[tuple[str, str, str], ...]) -> list[tuple[str, str, str]]:
    """The same with their words in the reader's language."""
    return [(name, kind, say(text)) for name, kind, text in fields]
