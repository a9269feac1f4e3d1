"""Commands of review: the queue, a word on a pair, error rates and agreement, conflicts.

Invariant: what is printed is what the actor may see for the purpose, as if nothing else existed.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from coalesce.cli.figures import parse_leg
from coalesce.cli.printing import print_json, print_record, print_rows
from coalesce.cli.session import Format, Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose, Role
from coalesce.linking.judging import Stage
from coalesce.records import Verdict
from coalesce.services import agreeing, controlling, explaining, reviewing, telling, told_judgements
from coalesce.services.controlling import Mixed
from coalesce.services.node import Node
from coalesce.services.ranking import Choice, Row
from coalesce.store.permits import Act, require
from coalesce.store.read_view import ReadView

COLUMNS = ("left", "right", "left_name", "right_name", "probability", "reasons")
SHARES = ("reviewers", "agreed", "of", "observed", "kappa", "low", "high")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (review, judge):
        app.command()(command)


def review(
    context: typer.Context,
    top: Annotated[int, typer.Option("--top", min=1, help="How many pairs.")] = 20,
    listed: Annotated[str, typer.Option("--list", help="Pairs with a side on this list, NAME or OWNER/NAME.")] = "",
    chosen: Annotated[str, typer.Option("--where", help="script=Arab, leg='SY>IQ', from=0.5, to=0.9, stage=third.")] = "",
    rates: Annotated[bool, typer.Option("--rates", help="Your error rate on control pairs instead.")] = False,
    agreement: Annotated[bool, typer.Option("--agreement", help="How far reviewers agree instead.")] = False,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Words that contradict each other instead.")] = False,
) -> None:  # fmt: skip
    """The undecided pairs, those that a word tells most of first. Judge one with 'coalesce judge'."""
    session: Session = context.obj
    if rates or agreement or conflicts:
        for asked, show in ((rates, _rates), (agreement, _agreement), (conflicts, _conflicts)):
            if asked:
                show(session)
        return
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    with session.node() as node, node.store.read(session.actor(node), purpose) as view:
        mix = controlling.mixed(node, view)
        found = mix.page(view, _choice(view, listed, chosen), top, None, node.store.settings.review_look)
        rows = telling.waiting_rows(view, mix, found.rows)
        if session.format is Format.JSON:
            rows = _explained(node, view, mix, (found.rows, rows))
    print_rows(rows, session.format, COLUMNS)


def judge(
    context: typer.Context,
    left: Annotated[str, typer.Argument(help="A record's id.")],
    right: Annotated[str, typer.Argument(help="The other's.")],
    verdict: Annotated[Verdict, typer.Argument(help="same, different or unsure.")],
    why: Annotated[str, typer.Option("--why", help="The reason.")],
    tell: Annotated[str, typer.Option("--tell", help="Another member that is told the verdict.")] = "",
) -> None:
    """Decide whether two records are one person."""
    session: Session = context.obj
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    with session.node() as node:
        actor = session.actor(node)
        if tell:
            require(actor, Act.REPLY)
        kept = controlling.say(node, actor, purpose, (left, right), reviewing.Word(verdict, why))
        print_record(telling.said(kept, verdict), session.format)
        if tell and not kept.control:  # the word is kept, whether it may be told or not
            told_judgements.release(node, actor, (left, right), tell, purpose)


def _explained(
    node: Node, view: ReadView, mix: Mixed, of: tuple[tuple[Row, ...], list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The rows with what helps to judge each."""
    found, rows = of
    records, links = controlling.records(view, mix, found), controlling.links(view, mix, found)
    pairs = [(records[row.left], records[row.right], links.get((row.left, row.right))) for row in found]
    helping = explaining.explained(view, node.model, mix.queue, pairs)
    return [{**row, **explaining.document(one)} for row, one in zip(rows, helping, strict=True)]


def _choice(view: ReadView, listed: str, chosen: str) -> Choice:
    """Which pairs are asked for. Raises BadUsage."""
    said: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in chosen.split(","))):
        name, equals, value = part.partition("=")
        if not equals or name not in ("script", "leg", "from", "to", "stage"):
            raise BadUsage(f"--where {part}: write script=, leg=, from=, to= or stage=, several with commas")
        said[name] = value
    try:
        stage = Stage(said["stage"]) if "stage" in said else None
        least, most = float(said.get("from", 0)), float(said.get("to", 1))
    except ValueError:
        raise BadUsage("--where: probabilities are numbers from 0 to 1, stages are second and third") from None
    leg = parse_leg(said["leg"]) if "leg" in said else None
    return Choice(_list_id(view, listed), least, most, said.get("script", "").capitalize(), leg, stage=stage)


def _list_id(view: ReadView, name: str) -> str:
    """The id of a list that may be seen; empty without a name. Raises BadUsage."""
    found = [one.id for one in view.lists() if name in (one.name, f"{one.owner}/{one.name}")] if name else [""]
    if len(found) != 1:
        raise BadUsage(
            f"--list {name}: there is no one list of that name for you; 'coalesce list' shows which there are"
        )
    return found[0]


def _rates(session: Session) -> None:
    """One's own error rate; an auditor's is followed by those of the reviewers of the same member."""
    with session.node() as node:
        actor = session.actor(node)
        found = [(actor.name, controlling.own_rates(node, actor))]
        if Role.AUDITOR in actor.roles:
            found += [row for row in controlling.rates_of_member(node, actor) if row[0] != actor.name]
    rows = [{"reviewer": name, **telling.rates_row(one)} for name, one in found]
    if session.format is Format.JSON:
        print_json(rows)
        return
    kinds = ("all", "false_same", "missed_same")
    flat = [
        {"reviewer": row["reviewer"], "kind": kind, **row[kind]}
        for row in rows
        for kind in kinds
    ]  # fmt: skip
    print_rows(flat, session.format, ("reviewer", "kind", "wrong", "of", "rate", "low", "high"))


def _agreement(session: Session) -> None:
    with session.node() as node:
        told = telling.agreement_rows(agreeing.agreed(node, session.actor(node)))
    if session.format is Format.JSON:
        print_json(told)
        return
    rows = [{**row, "reviewers": " and ".join(row["reviewers"])} for row in told["between"]]
    print_rows(rows, session.format, SHARES)


def _conflicts(session: Session) -> None:
    purpose = session.purpose_or(Purpose.INVESTIGATION)
    with session.node() as node, node.store.read(session.actor(node), purpose) as view:
        told = telling.conflicts_document(agreeing.conflicts(node, view))
    if session.format is Format.JSON:
        print_json(told)
        return
    rows = []
    for number, one in enumerate(told["chains"], start=1):
        rows += [{**pair, "conflict": number, "words": _words(pair)} for pair in (one["different"], *one["chain"])]
    rows += [
        {**pair, "conflict": "against " + ", ".join(pair["others"]), "words": _words(pair)} for pair in told["against"]
    ]
    print_rows(rows, session.format, ("conflict", "verdict", "left", "right", "left_name", "right_name", "words"))


def _words(pair: dict[str, Any]) -> str:
    return "; ".join(
        f"{word['reviewer'] or word['member']} {word['at'][:10]}: {word['reason']}" for word in pair["words"]
    )
