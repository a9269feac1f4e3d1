"""Commands about records: search, history.

Invariant: what is printed is what the actor may see for the purpose; a history is its owner's.
"""

from __future__ import annotations

from typing import Annotated

import typer

from coalesce.cli.people import parse_date
from coalesce.cli.printing import print_json, print_record, print_rows, say
from coalesce.cli.session import Format, Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.services import histories, telling
from coalesce.services.facets import FACETS, Narrowing
from coalesce.services.people import reading
from coalesce.services.searching import Search, people_found
from coalesce.services.searching import search as search_records
from coalesce.services.telling_records import found_document


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(search)
    app.command()(history)


def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A name in any script, a document's number or a reference; '' for all.")],
    by: Annotated[list[str] | None, typer.Option("--by", help="FACET=VALUE, like seen_in=SY; several add up.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="Seen from this month or day on.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Seen up to this month or day.")] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=10_000, help="How many.")] = 20,
    people: Annotated[bool, typer.Option("--people", help="The people that the records found belong to.")] = False,
) -> None:  # fmt: skip
    """Find records by name in any script and spelling; each with why it was found."""
    session: Session = context.obj
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    first, last = parse_date(since, "--since"), parse_date(until, "--until")
    window = (first.earliest if first else None, last.latest if last else None)
    if people:
        _people(session, purpose, text, top)
        return
    with session.node() as node:
        most = node.store.settings.search_most
        with node.store.read(session.actor(node), purpose) as view:
            found = search_records(view, Search(text, Narrowing(_chosen(by or []), *window), top, most=most))
    answer = found_document(found)
    if session.format is Format.JSON:
        print_record(answer, session.format)
        return
    print_rows(answer["records"], session.format, ("record", "reference", "list", "member", "name"))
    say(
        f"{found.total:,} found"
        + ("" if found.complete else f" among {found.looked:,} looked at, and there are or may be more: add a word")
    )


def _people(session: Session, purpose: Purpose, text: str, top: int) -> None:
    with session.node() as node, reading(node, session.actor(node), purpose) as view:
        found = people_found(view, text, node.store.settings.search_most).people[:top]
        records = view.records([record for person, _ in found for record in person.records])
    rows = [telling.person_row(person, records) for person, _ in found]
    if session.format is Format.JSON:
        print_json(rows)
        return
    flat = [
        {"person": row["person"], "joined_by": row["joined_by"], **record} for row in rows for record in row["records"]
    ]
    print_rows(flat, session.format, ("person", "joined_by", "record", "reference", "list", "member", "name"))


def _chosen(by: list[str]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for text in by:
        name, equals, value = text.partition("=")
        if name not in FACETS or not equals or not value:
            raise BadUsage(f"--by takes FACET=VALUE; facets are {', '.join(FACETS)}")
        chosen[name] = (*chosen.get(name, ()), value)
    return chosen


def history(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="The id of a record of your own member.")],
) -> None:
    """The versions of a record of your own member, newest first, with what each changed."""
    session: Session = context.obj
    with (
        session.node() as node,
        node.store.read(session.actor(node), session.purpose_or(Purpose.INVESTIGATION)) as view,
    ):
        list_id, _ = view.owned(record)
        rows = histories.document(histories.history(view, record, list_id))
    if session.format is Format.JSON:
        print_json(rows)
        return
    flat = [
        {**row, "names": "; ".join(row["names"]), "changed": ", ".join(one["field"] for one in row["changes"])}
        for row in rows
    ]
    print_rows(flat, session.format, ("version", "at", "closed", "present", "tlp", "keep_until", "names", "changed"))
