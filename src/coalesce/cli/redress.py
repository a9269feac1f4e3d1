"""Commands for redress: a request is opened, listed, answered.

Invariant: as ``services.redressing`` says; what is printed of a request is its own member's to know.
"""

from __future__ import annotations

from typing import Annotated

import typer

from coalesce.cli.printing import print_record, print_rows
from coalesce.cli.session import Format, Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.records import Asks, Outcome, Verdict
from coalesce.services import redressing
from coalesce.services.redressing import AnswerOrder, RequestOrder

redress_app = typer.Typer(no_args_is_help=True, help="Requests to correct or withdraw.")
COLUMNS = ("request", "state", "due", "asks", "record", "other", "by", "asked", "outcome", "words")

WORDS = {
    Verdict.DIFFERENT: Outcome.PARTED,
    Verdict.SAME: Outcome.JOINED,
    Verdict.UNSURE: Outcome.REFUSED,
    "not-ours": Outcome.NOT_OURS,
}
"""What else an answer may be called: the verdict on two records."""


def register(app: typer.Typer) -> None:
    """Add these commands."""
    redress_app.command("open")(redress_open)
    redress_app.command("list")(redress_list)
    redress_app.command("answer")(redress_answer)
    app.add_typer(redress_app, name="redress")


def redress_open(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="A record that you see for the purpose.")],
    why: Annotated[str, typer.Option("--why", help="What is asked for, in words; nobody's name need stand there.")],
    correct: Annotated[str, typer.Option("--correct", help="FIELD, or FIELD=VALUE as it should be.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Ask for the record to be taken back.")] = False,
    not_same: Annotated[str, typer.Option("--not-same", help="Another record: the two are not one person.")] = "",
    to: Annotated[
        str, typer.Option("--to", help="With --not-same: the member that is to judge; yours without it.")
    ] = "",
) -> None:
    """Ask a record's owner to correct it or to take it back, or a member to judge that two records are not one person."""
    session: Session = context.obj
    if bool(correct) + withdraw + bool(not_same) != 1:
        raise BadUsage("say what is asked for: one of --correct FIELD, --withdraw, --not-same RECORD")
    asks = Asks.CORRECT if correct else Asks.WITHDRAW if withdraw else Asks.PART
    field, _, value = correct.partition("=")
    seen_for = session.purpose_or(Purpose.REDRESS)
    order = RequestOrder(record, asks, why, not_same, to, field, value, seen_for)
    with session.node() as node:
        made = redressing.ask(node, session.actor(node), order)
    print_record({"request": made.id, "asked": made.asked, "due": made.due.isoformat()}, session.format)


def redress_list(context: typer.Context) -> None:
    """Requests of your member and to it: late ones first, then by deadline; then the latest answers."""
    session: Session = context.obj
    with session.node() as node, node.store.read(session.actor(node), Purpose.REDRESS) as view:
        today = node.store.clock.today()
        rows = [redressing.row(one, today) for one in redressing.requests(node, view)]
    print_rows(rows, session.format, None if session.format is Format.JSON else COLUMNS)


def redress_answer(
    context: typer.Context,
    request: Annotated[str, typer.Argument(help="The request's id, as 'redress list' gives it.")],
    outcome: Annotated[
        str, typer.Argument(help="corrected, withdrawn, refused, not-ours; of two records different, same, unsure.")
    ],
    why: Annotated[str, typer.Option("--why", help="The reason. Whoever asked reads it.")],
    correct: Annotated[str, typer.Option("--correct", help="FIELD=VALUE, where it is not the one asked for.")] = "",
) -> None:
    """Answer a request to your member: the answer does what it says."""
    session: Session = context.obj
    field, _, value = correct.partition("=")
    with session.node() as node:
        order = AnswerOrder(outcome_of(outcome), why, field, value)
        said = redressing.answer(node, session.actor(node), request, order)
    assert said.answer is not None
    print_record({"request": said.id, "outcome": str(said.answer.outcome)}, session.format)


def outcome_of(text: str) -> Outcome:
    """The word of an answer. Raises BadUsage."""
    if text in WORDS:
        return WORDS[text]
    try:
        return Outcome(text)
    except ValueError:
        told = ", ".join([*Outcome, *WORDS])
        raise BadUsage(f"an answer is one of {told}") from None
