"""A plan's rows out of a report: a press text is pasted, its candidate sentences are marked, a person confirms each into a row.

Invariant: the text goes with the form from step to step and is stored nowhere; what is confirmed is kept with its sentence as
evidence, and only that. Nothing is confirmed but by a person, one row at a time.
"""

from __future__ import annotations

from typing import Any

from coalesce.commitments.extraction import LANGUAGES
from coalesce.errors import BadInput, BadUsage, NotFound
from coalesce.handling import Purpose
from coalesce.intake import limits_of
from coalesce.records import HeldCommitment, Plan
from coalesce.services import reporting
from coalesce.services.reporting import Alike, Confirmed
from coalesce.store.permits import ROLES, Act
from coalesce.web import report_shown as shown
from coalesce.web import report_words as words
from coalesce.web.answers import Answer, Page
from coalesce.web.asked import Asked
from coalesce.web.language import marked, say
from coalesce.web.registrar import Door, Registrar
from coalesce.web.report_form import (
    Report,
    Row,
    Work,
    cells_of,
    check_report,
    report_of,
    row_key,
    sentence_key,
    work_of,
)

routes = Registrar()
PATH = "/commitments/from-report"
KEEPERS = ROLES[Act.PLAN]


@routes.page(PATH, purpose=Purpose.PLANNING, roles=KEEPERS, door=Door.ACTOR, asks=("plan",))
def begin(asked: Asked) -> Answer:
    """The form that takes a report: its text, source, date and address."""
    return _asking(asked, Report(plan=asked.one("plan")))


@routes.act(PATH, purpose=Purpose.PLANNING, roles=KEEPERS, text=True)
def go_on(asked: Asked) -> Answer:
    """Mark a report's candidate sentences, and do with one what the form says: confirm, split, set aside, pick."""
    do, _, which = asked.words.form.get("do", "mark").partition(" ")
    try:
        report = report_of(asked, limits_of(asked.node.store.settings))
    except BadInput as fault:
        return _asking(asked, Report(**_said(asked)), fault.at(field="file"))
    try:
        check_report(asked, report)
    except BadInput as fault:
        return _asking(asked, report, fault)
    if do == "edit":
        return _asking(asked, report)
    work = Work(report) if do == "mark" else work_of(asked.words.form, report)
    if do not in ("mark", "again"):
        _act(asked, work, do, which)
    return _marked(asked, work, moved=do != "again")


def _act(asked: Asked, work: Work, do: str, which: str) -> None:
    """What was asked for one sentence or row. Raises BadUsage for anything else."""
    which, _, entry = which.partition(" ")
    if do in ("keep", "another", "same"):
        _keep(asked, work, do, which, entry)
        return
    if do == "drop":
        key, number = row_key(which, work.report.text)
        work.rows.get(key, {}).pop(number, None)
        work.focus = key
        if not work.rows.get(key) and key not in work.kept:
            work.aside.add(key)
        return
    key = work.focus = sentence_key(which, work.report.text)
    match do:
        case "open" | "split":
            work.aside.discard(key)
            work.add_row(key)
        case "aside":
            work.rows.pop(key, None)
            work.aside.add(key)
        case _:
            raise BadUsage("there is no such button on this page")


def _keep(asked: Asked, work: Work, do: str, which: str, entry: str) -> None:
    """Keep a row through the plan's service, or say on it why not."""
    key, number = row_key(which, work.report.text)
    work.focus = key
    row = work.rows.get(key, {}).get(number)
    if row is None:
        return
    settings = asked.node.store.settings
    try:
        cells = cells_of(work.report, shown.marked_at(work, key, settings), row, settings)
        confirmed = Confirmed(work.report.plan, cells, entry if do == "same" else "", do == "another")
        done = reporting.confirm(asked.node, asked.actor, confirmed)
    except BadInput as fault:
        row.fault = fault
        return
    if isinstance(done, Alike):
        row.alike = done.there
        return
    del work.rows[key][number]
    work.kept.setdefault(key, {})[number] = done.ids
    work.told = marked("The row is kept in the plan.")


def _asking(asked: Asked, report: Report, fault: BadInput | None = None) -> Page:
    """The first step, with what was said so far and what is wrong with it."""
    settings = asked.node.store.settings
    plans = reporting.writable_plans(asked.node, asked.actor)
    facts = {
        "report": report,
        "plans": [f"{one.owner}/{one.name}" for one in plans],
        "fault": fault,
        "at_fault": _field_of(fault),
        "most": settings.report_max_chars,
        "path": PATH,
    }
    labels = [one.handling.tlp for one in plans]
    return Page("from_report.html", say("From a report"), facts, labels, 400 if fault else 200)


def _marked(asked: Asked, work: Work, moved: bool) -> Page:
    """The second step: the text with its candidates, and the rows begun."""
    settings = asked.node.store.settings
    plan = _plan(asked, work.report.plan)
    blocks = shown.blocks(work, _held(asked, work), settings)
    if moved and _go_on(work, shown.candidates(blocks)):
        blocks = shown.blocks(work, _held(asked, work), settings)
    facts: dict[str, Any] = {
        "report": work.report,
        "work": work,
        "plan": plan,
        "blocks": blocks,
        "counts": shown.counts(blocks),
        "reasons": shown.reasons,
        "filled_by": shown.filled_by,
        "words": words,
        "legend": tuple(words.LABELS),
        "most": settings.report_max_sentence_chars,
        "ruled": work.report.language.partition("-")[0].lower() in LANGUAGES,
        "path": PATH,
    }
    faulty = any(row.fault for rows in work.rows.values() for row in rows.values())
    return Page("from_report_marked.html", say("From a report"), facts, [plan.handling.tlp], 400 if faulty else 200)


def _go_on(work: Work, sentences: list[shown.SentenceShown]) -> bool:
    """Begin a row of the next undecided candidate where nothing else waits; whether one was begun."""
    if any(work.rows.values()):
        return False
    past = next((place for place, one in enumerate(sentences) if one.key == work.focus), -1)
    waiting = [one for one in (*sentences[past + 1 :], *sentences[: past + 1]) if not one.decided]
    if not waiting:
        return False
    work.focus = waiting[0].key
    work.rows[work.focus] = {1: Row(1)}
    return True


def _plan(asked: Asked, name: str) -> Plan:
    """The plan that rows go into. Raises BadUsage, NotPermitted."""
    for one in reporting.writable_plans(asked.node, asked.actor):
        if name in (one.name, f"{one.owner}/{one.name}"):
            return one
    raise BadUsage("there is no such plan that you may write")


def _held(asked: Asked, work: Work) -> dict[str, HeldCommitment]:
    """The entries that the form says were kept, as they are: what it says beside that is not believed."""
    found = {}
    with asked.node.store.read(asked.actor, Purpose.PLANNING) as view:
        for identity in {one for rows in work.kept.values() for ids in rows.values() for one in ids}:
            try:
                found[identity] = view.commitment(identity)
            except NotFound:
                continue
    return found


def _said(asked: Asked) -> dict[str, str]:
    form = asked.words.form
    return {name: form.get(name, "") for name in ("plan", "source", "published", "address", "language", "text")}


def _field_of(fault: BadInput | None) -> str:
    return (fault.where.field or "") if fault else ""
