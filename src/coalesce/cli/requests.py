"""Commands for what members put to each other: a question, a proposal, a word on a pair; and their answers.

Invariant: as ``services.asking``, ``replying``, ``proposing`` and ``told_judgements`` say; what is printed is the own member's to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import typer

from coalesce.cli.printing import print_record, print_rows
from coalesce.cli.session import Format, Session
from coalesce.dates import PartialDate
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.records import EnquiryOutcome, Verdict
from coalesce.services import asking, proposing, replying, told_judgements
from coalesce.services.asking import Question
from coalesce.services.proposing import Decided, Proposed
from coalesce.services.replying import Answered

requests_app = typer.Typer(no_args_is_help=True, help="Questions and proposals between members.")
COLUMNS = (
    "request",
    "kind",
    "state",
    "due",
    "record",
    "by",
    "asked",
    "purpose",
    "words",
    "proposed",
    "outcome",
    "answer",
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(ask)
    app.command()(propose)
    app.command()(tell)
    requests_app.command("list")(requests_list)
    requests_app.command("answer")(requests_answer)
    requests_app.command("decide")(requests_decide)
    app.add_typer(requests_app, name="requests")


def ask(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="A record of another member that you see for the purpose.")],
    question: Annotated[str, typer.Option("--question", help="What is asked; nobody's name need stand there.")],
    due: Annotated[str, typer.Option("--due", help="The last day to answer, like 2014-12-01.")] = "",
) -> None:
    """Ask the record's owner for more about a person on whom both of you hold something."""
    session: Session = context.obj
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    asked = Question(record, question, purpose, _day(due))
    with session.node() as node:
        made = asking.ask(node, session.actor(node), asked)
    assert made.due is not None
    print_record({"request": made.id, "asked": made.asked, "due": made.due.isoformat()}, session.format)


def requests_list(context: typer.Context) -> None:
    """What your member asked for the purpose, and what was put to it: late ones first, then by deadline; then the latest answers."""
    session: Session = context.obj
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    with session.node() as node, node.store.read(session.actor(node), purpose) as view:
        today = node.store.clock.today()
        rows = [asking.row(one, today) for one in asking.enquiries(node, view)]
    whole = session.format is Format.JSON
    print_rows(rows if whole else [_told(row) for row in rows], session.format, None if whole else COLUMNS)


def _told(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row as people read it: with what a proposal proposes, in the words in which it was made."""
    verdict = f"{row['verdict']} as {row['other']}" if row["verdict"] else None
    return {**row, "proposed": f"{row['field']}={row['value'] or ''}" if row["field"] else verdict}


def requests_answer(
    context: typer.Context,
    request: Annotated[str, typer.Argument(help="The question's id, as 'requests list' gives it.")],
    outcome: Annotated[str, typer.Argument(help="answered, corrected, withdrawn or refused.")],
    text: Annotated[str, typer.Option("--text", help="The answer in words, for the member that asked.")] = "",
    correct: Annotated[str, typer.Option("--correct", help="FIELD=VALUE: what is corrected.")] = "",
    why: Annotated[str, typer.Option("--why", help="Why a record is withdrawn; it stays here.")] = "",
) -> None:
    """Answer a question that was put to your member; a refusal says neither why nor whether there is anything."""
    session: Session = context.obj
    field, _, value = correct.partition("=")
    answered = Answered(outcome_of(outcome), text, field, value, why)
    with session.node() as node:
        purpose = session.purpose_or(Purpose.INVESTIGATION)
        said = replying.reply(node, session.actor(node), request, answered, purpose)
    assert said.reply is not None
    print_record({"request": said.id, "outcome": str(said.reply.outcome)}, session.format)


def requests_decide(
    context: typer.Context,
    request: Annotated[str, typer.Argument(help="The proposal's id, as 'requests list' gives it.")],
    outcome: Annotated[str, typer.Argument(help="accepted or declined.")],
    why: Annotated[str, typer.Option("--why", help="The reason of a judgement that is accepted.")] = "",
) -> None:
    """Accept a proposal, which does what it says, or decline it; nobody else learns which."""
    session: Session = context.obj
    with session.node() as node:
        decided = Decided(outcome_of(outcome), why, session.purpose_or(Purpose.INVESTIGATION))
        said = proposing.end(node, session.actor(node), request, decided)
    assert said.reply is not None
    print_record({"request": said.id, "outcome": str(said.reply.outcome)}, session.format)


def propose(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="A record of another member that you see for the purpose.")],
    correct: Annotated[str, typer.Option("--correct", help="FIELD=VALUE, as it should be.")] = "",
    same: Annotated[str, typer.Option("--same", help="Another record: the two are one person.")] = "",
    different: Annotated[str, typer.Option("--different", help="Another record: the two are not one person.")] = "",
) -> None:
    """Propose to the record's owner what a field should say, or how the record and another should be judged."""
    session: Session = context.obj
    if bool(correct) + bool(same) + bool(different) != 1:
        raise BadUsage("say what is proposed: one of --correct FIELD=VALUE, --same RECORD, --different RECORD")
    field, _, value = correct.partition("=")
    verdict = None if correct else Verdict.SAME if same else Verdict.DIFFERENT
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    proposed = Proposed(record, field, value, same or different, verdict, purpose)
    with session.node() as node:
        made = proposing.propose(node, session.actor(node), proposed)
    print_record({"request": made.id, "asked": made.asked}, session.format)


def tell(
    context: typer.Context,
    left: Annotated[str, typer.Argument(help="One record of the pair.")],
    right: Annotated[str, typer.Argument(help="The other one.")],
    member: Annotated[str, typer.Argument(help="The member that is told.")],
    no_longer: Annotated[bool, typer.Option("--no-longer", help="Take it back: it is erased there.")] = False,
) -> None:
    """Tell another member what yours holds of a pair, for the purpose; who judged and why stay with you."""
    session: Session = context.obj
    do = told_judgements.keep_to_ourselves if no_longer else told_judgements.release
    with session.node() as node:
        told = do(node, session.actor(node), (left, right), member, session.purpose_or(Purpose.INVESTIGATION))
    print_record({"judgement": told, "member": member, "told": not no_longer}, session.format)


def outcome_of(text: str) -> EnquiryOutcome:
    """The word of an answer. Raises BadUsage."""
    try:
        return EnquiryOutcome(text)
    except ValueError:
        raise BadUsage(f"an answer is one of {', '.join(EnquiryOutcome)}") from None


def _day(text: str) -> date | None:
    """A whole day; None for "". Raises BadUsage, BadDate."""
    if not text:
        return None
    day = PartialDate.parse(text)
    if day.earliest != day.latest:
        raise BadUsage("--due takes a day, like 2014-12-01")
    return day.earliest
