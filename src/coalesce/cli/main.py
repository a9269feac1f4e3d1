"""The root command, its global options, and the one place where errors become exit codes.

Invariant: an error of ours ends in one line on stderr and its own code; any other is a fault of the
program and is shown whole.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from coalesce import __version__
from coalesce.cli import (
    bulletin,
    commitments,
    estimating,
    keeping,
    lists,
    models,
    names,
    nodes,
    notices,
    peers,
    people,
    records,
    redress,
    requests,
    reviewing,
    screening,
    series,
    serving,
)
from coalesce.cli.injected import Injected
from coalesce.cli.session import Format, Session
from coalesce.errors import EXIT_BAD_INPUT, EXIT_INTERRUPTED, INTERRUPTED, BadUsage, CoalesceError
from coalesce.handling import Purpose

app = typer.Typer(
    name="coalesce",
    help="Count people across lists that nobody may pool.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for part in (
    nodes,
    peers,
    lists,
    people,
    records,
    redress,
    requests,
    notices,
    reviewing,
    series,
    estimating,
    names,
    screening,
    commitments,
    models,
    keeping,
    bulletin,
    serving,
):
    part.register(app)


@app.callback()
def root(
    context: typer.Context,
    node: Annotated[Path | None, typer.Option("--node", envvar="COALESCE_NODE", help="The node's folder.")] = None,
    actor: Annotated[str, typer.Option("--as", envvar="COALESCE_AS", help="Who asks.")] = "owner",
    purpose: Annotated[Purpose | None, typer.Option("--purpose", envvar="COALESCE_PURPOSE", help="What for.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How data is printed.")] = Format.TABLE,
) -> None:
    """Count people across lists that nobody may pool."""
    injected: Injected = context.obj
    context.obj = Session(injected, node, actor, purpose, form)


@app.command()
def version() -> None:
    """The version of this program."""
    sys.stdout.write(f"coalesce {__version__}\n")


def run(injected: Injected, arguments: list[str]) -> int:
    """Run one command; gives its exit code."""
    try:
        _readable(arguments)
        code = int(_commands()(args=hoisted(arguments), obj=injected, standalone_mode=False) or 0)
        return _interrupted() if code == EXIT_INTERRUPTED else code  # typer makes a code of an interruption
    except CoalesceError as error:
        sys.stderr.write(f"coalesce: {error}\n")
        return error.exit_code
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted()
    except Exception as error:
        if not hasattr(error, "format_message"):  # click's own usage errors carry their message there
            raise
        sys.stderr.write(f"coalesce: {error.format_message()}\n")
        return EXIT_BAD_INPUT


@cache
def _commands() -> Any:
    """All commands with their options, read from their signatures once a process."""
    return typer.main.get_command(app)


def _interrupted() -> int:
    sys.stderr.write(INTERRUPTED)
    return EXIT_INTERRUPTED


def _readable(arguments: list[str]) -> None:
    """Raises BadUsage for an argument that is not text in the terminal's encoding."""
    for one in arguments:
        try:
            one.encode("utf-8")
        except UnicodeEncodeError:
            raise BadUsage("an argument holds bytes that are no text in UTF-8") from None


_GLOBAL = ("--node", "--as", "--purpose", "--format")


def hoisted(arguments: list[str]) -> list[str]:
    """Global options may stand before or behind the command's name: those behind it are moved before."""
    front: list[str] = []
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        one = queue.pop(0)
        if one == "--":
            rest += [one, *queue]
            break
        name, equals, _ = one.partition("=")
        if name not in _GLOBAL:
            rest.append(one)
        elif equals or not queue:
            front.append(one)
        else:
            front += [one, queue.pop(0)]
    return front + rest
