"""Commands about lists: list, import, withdraw.

Invariant: an import prints what became of every row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from coalesce.cli.printing import print_record, print_rows, progress, say
from coalesce.cli.session import Format, Session
from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadUsage
from coalesce.handling import TLP, Grant, Handling, Onward, Purpose
from coalesce.intake import load_mapping
from coalesce.records import ListKind
from coalesce.services import keeping
from coalesce.services.contributing import contributions, document
from coalesce.services.doctoring import outgrown
from coalesce.services.importing import ImportOrder, ImportReport, import_file
from coalesce.services.people import reading
from coalesce.services.rehandling import reach, rehandle
from coalesce.services.sharing import lists_for
from coalesce.services.withdrawing import withdraw as withdraw_record

_SHOWN = 20

NOBODY = "none"
"""Written in place of members."""

list_app = typer.Typer(no_args_is_help=True, help="Lists, and who may see them.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    list_app.command("add")(list_add)
    list_app.command("list")(list_list)
    list_app.command("handle")(list_handle)
    app.add_typer(list_app, name="list")
    app.command("import")(import_list)
    app.command()(withdraw)
    app.command("contributions")(contributions_of)


def list_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name that its owner has not used yet.")],
    owner: Annotated[str | None, typer.Option("--owner", help="The member whose list it is; yours without it.")] = None,
    kind: Annotated[ListKind, typer.Option("--kind")] = ListKind.TRAVELLERS,
    tlp: Annotated[TLP, typer.Option("--tlp", help="TLP 2.0 label.")] = TLP.AMBER,
    release: Annotated[list[str] | None, typer.Option("--release", help="MEMBER:PURPOSE; nobody else without it.")] = None,
    figures_to: Annotated[str, typer.Option("--figures-to", help="Members that may get figures, like FR,BE.")] = "",
    keep_until: Annotated[str | None, typer.Option("--keep-until", help="Last day of keeping; 5 years without it.")] = None,
    source_group: Annotated[str | None, typer.Option("--source-group", help="Lists of one source count as one.")] = None,
    deduplicated: Annotated[bool, typer.Option("--deduplicated", help="Its owner keeps it free of duplicates.")] = False,
) -> None:  # fmt: skip
    """Begin a list."""
    session: Session = context.obj
    order = keeping.ListOrder(
        name=name,
        owner=owner,
        kind=kind,
        tlp=tlp,
        releases=tuple(_release(text) for text in release or ()),
        figures_to=tuple(code.strip() for code in figures_to.split(",") if code.strip()),
        keep_until=_day(keep_until),
        source_group=source_group,
        deduplicated=deduplicated,
    )
    with session.node() as node:
        made = keeping.add_list(node, session.actor(node), order)
    say(f"made the list {made.owner}/{made.name}, kept until {made.handling.keep_until.isoformat()}")


def list_list(
    context: typer.Context,
    view_as: Annotated[str, typer.Option("--view-as", help="Only what this member may see too.")] = "",
) -> None:
    """The lists that you may see, and how many of their records."""
    session: Session = context.obj
    with session.node() as node:
        shown = lists_for(node, session.actor(node), session.purpose_or(Purpose.INVESTIGATION), view_as)
    rows = [
        {
            "list": one.of.name,
            "member": one.of.owner,
            "kind": str(one.of.kind),
            "tlp": str(one.of.handling.tlp),
            "records": one.records,
            "edition": one.of.edition or None,
            "deduplicated": one.of.deduplicated,
        }
        for one in shown
    ]
    print_rows(rows, session.format, ("list", "member", "kind", "tlp", "records", "edition", "deduplicated"))


def list_handle(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The list's name, or OWNER/NAME.")],
    tlp: Annotated[TLP | None, typer.Option("--tlp", help="TLP 2.0 label; as it is without it.")] = None,
    release: Annotated[list[str] | None, typer.Option("--release", help="MEMBER:PURPOSE, these and nobody else; none: nobody; as it is without it.")] = None,
    figures_to: Annotated[str | None, typer.Option("--figures-to", help="Members that may get figures, like FR,BE; none: nobody; as it is without it.")] = None,
    keep_until: Annotated[str | None, typer.Option("--keep-until", help="Last day of keeping; as it is without it.")] = None,
    onward: Annotated[Onward | None, typer.Option("--onward", help="May a recipient pass it on? As it is without it.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say whom it would reach.")] = False,
) -> None:  # fmt: skip
    """Change who sees a list, for what and until when; records with a handling of their own keep it."""
    session: Session = context.obj
    with session.node() as node:
        actor = session.actor(node)
        to = node.store.write(actor, Purpose.PLANNING).find_list(name)
        after = replace(
            to.handling,
            tlp=tlp or to.handling.tlp,
            releases=to.handling.releases if release is None else _releases(release),
            figures_to=to.handling.figures_to if figures_to is None else _members(figures_to),
            keep_until=_day(keep_until) or to.handling.keep_until,
            onward=onward or to.handling.onward,
        )
        _, reached = reach(node, actor, to.id, after)
        changed = 0 if dry_run else rehandle(node, actor, to.id, after)
    told = {"list": to.name, "member": to.owner, "following": reached.following, "own": reached.own, "changed": changed}
    print_record(
        {**told, "lose": _grants(reached.before, after), "gain": _grants(after, reached.before)}, session.format
    )


def _grants(having: Handling, lacking: Handling) -> list[str]:
    """What the one grants and the other does not."""
    return sorted(f"{grant.member}:{grant.purpose}" for grant in having.releases - lacking.releases)


def contributions_of(context: typer.Context) -> None:
    """What each list gives of what you may see: records, people, sightings, how fresh and how complete."""
    session: Session = context.obj
    with session.node() as node, reading(node, session.actor(node), session.purpose_or(Purpose.INVESTIGATION)) as view:
        found = document(contributions(view, node.store.settings.browse_most))
    if session.format is Format.JSON:
        print_record(found, session.format)
        return
    columns = (
        "list",
        "member",
        "kind",
        "records",
        "people",
        "sightings",
        "newest_sighting",
        "newest_edition",
        "lag_days",
    )
    print_rows([{name: row[name] for name in columns} for row in found["lists"]], session.format, columns)


def import_list(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The file, or OFAC's folder.")],
    to: Annotated[str, typer.Option("--list", help="The list's name, or OWNER/NAME.")],
    reader: Annotated[
        str, typer.Option("--reader", help="auto, csv, xlsx, jsonl, un, ofac, eu, ftm or stix.")
    ] = "auto",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="A TOML file that says what the columns are.")
    ] = None,
    sightings: Annotated[
        Path | None, typer.Option("--sightings", help="Sightings of these people: CSV, XLSX or JSON lines.")
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="The file has no row on purpose: the list gets empty.")
    ] = False,
) -> None:
    """Import a file as the list's next edition."""
    session: Session = context.obj
    order = ImportOrder(path, to, reader, load_mapping(mapping) if mapping else None, sightings, empty)
    with session.node() as node, progress() as tell:
        report = import_file(node, session.actor(node), order, tell)
        most, grown = node.store.settings.max_records_per_key, outgrown(node)
    answer = {**report.counts(), "edition": report.edition}
    answer |= {"rejected_sightings": report.rejected_sightings, "minors": report.minors}
    answer |= {"unread_columns": list(report.unread[0]), "unread_sheets": list(report.unread[1])}
    print_record({**answer, "rejected_files": list(report.rejected_files), "matched": report.matched}, session.format)
    _say_what_to_mend(report, most)
    if grown:
        say(f"the node has outgrown its model: {grown}")
    if not report.matched:
        say(
            "what arrived is not linked yet, as it is too many at once, or the links are another model's: run 'coalesce link'"
        )


def _say_what_to_mend(report: ImportReport, most: int) -> None:
    """What of the file cost records something; ``most``: how many may share a key."""
    columns, sheets = report.unread
    if columns:
        say(
            f"not read, as no field is known for them, or several for one: {_listed(columns)}. A mapping can say what they hold"
        )
    if sheets:
        say(f"only one sheet was read; others hold something: {_listed(sheets)}. A mapping can name the sheet")
    if report.unnamed and report.delisted:
        say(
            f"{report.unnamed:,} of the rejected rows do not tell whose they are: people of this list whom they are about"
            f" are among the {report.delisted:,} delisted. Mend these rows and import the list again"
        )
    if report.crowded:
        say(
            f"{report.crowded:,} rows lost a key by which they are compared, as over {most} rows of this list have it,"
            " and are not linked to records with which they share no other;"
            f" {report.without_keys:,} of them have no key left: a search finds them, 'coalesce link' never proposes them."
            " Where one name or number stands in so many rows it is most often a filler: mend the list and import it again"
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:60] for name in names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown}, and {len(names) - _SHOWN} more"


def withdraw(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="The record's id.")],
    why: Annotated[str, typer.Option("--why", help="The reason.")],
) -> None:
    """Take back a record of your own member: it is erased, with everything derived from it."""
    session: Session = context.obj
    with session.node() as node:
        withdraw_record(node, session.actor(node), session.purpose_or(Purpose.INVESTIGATION), record, why)
    say("withdrawn and erased")


def _releases(texts: Sequence[str]) -> frozenset[Grant]:
    """The grants; of ``none`` alone no grant."""
    if NOBODY in texts and len(texts) > 1:
        raise BadUsage(f"--release {NOBODY} stands alone")
    return frozenset(Grant(what, member) for member, what in map(_release, texts if NOBODY not in texts else ()))


def _members(text: str) -> frozenset[str]:
    return frozenset(code.strip() for code in text.split(",") if code.strip() and text.strip() != NOBODY)


def _release(text: str) -> tuple[str, Purpose]:
    member, _, purpose = text.partition(":")
    try:
        return member, Purpose(purpose)
    except ValueError:
        known = ", ".join(Purpose)
        raise BadUsage(f"--release {text}: write MEMBER:PURPOSE; purposes are {known}") from None


def _day(text: str | None, option: str = "--keep-until") -> date | None:
    if text is None:
        return None
    try:
        when = PartialDate.parse(text)
    except BadDate as error:
        raise error.at(field=option) from None
    if when.earliest != when.latest:
        raise BadDate(f"{option} takes a whole day, like 2019-06-30")
    return when.latest
