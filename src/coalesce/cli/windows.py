"""Two windows of the own view's flows on the command line: how the other one is written, and how both are printed.

Invariant: what is printed is what the desk's comparison of the same words shows.
"""

from __future__ import annotations

from coalesce.cli.printing import print_json, print_rows, say
from coalesce.cli.session import Format, Session
from coalesce.dates import PartialDate
from coalesce.errors import BadDate, BadUsage
from coalesce.flows import Change, FlowQuery
from coalesce.handling import Purpose
from coalesce.services import comparing_flows
from coalesce.services.comparing_flows import Window

COLUMNS = ("leg", "group", "now", "then", "change", "low", "high")


def parse_window(text: str) -> Window:
    """``2013-07/2013-12``, or one month, year or day. Raises BadUsage, BadDate."""
    first, _, last = text.partition("/")
    if not first.strip():
        raise BadUsage(f"--compare {text}: write a window like 2013-07/2013-12, or one month")
    try:
        return PartialDate.parse(first).earliest, PartialDate.parse(last or first).latest
    except BadDate as error:
        raise error.at(field="--compare") from None


def show_comparison(session: Session, query: FlowQuery, text: str) -> None:
    """Print the query's window beside another."""
    then = parse_window(text)
    with session.node() as node:
        purpose = session.purpose_or(Purpose.INVESTIGATION)
        found = comparing_flows.compared_for(node, session.actor(node), purpose, query, then)
    if session.format is Format.JSON:
        print_json(comparing_flows.document(found))
        return
    print_rows([_flat(one) for one in found.changes], session.format, COLUMNS)
    say(f"change: now less then, in {found.draws} draws of the links; a person in both windows counts in both")


def _flat(one: Change) -> dict[str, object]:
    numbers = (one.now.count, one.then.count, one.by.count, one.by.low, one.by.high)
    return dict(zip(COLUMNS, (str(one.leg) if one.leg else None, one.group, *numbers), strict=True))
