"""How histories are run: the nodes that they begin with, how many there are, how long each is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.leaks.machine import LeakMachine
from tests.leaks.switchboard import Template, template

STEPS = 4
"""Beside what a history begins with, which is a chain of several."""
HISTORIES = int(os.environ.get("LEAK_HISTORIES", "50000"))
"""So many run in the long test; those of one seed are ``AT_ONCE``."""

SEED = int(os.environ.get("LEAK_SEED", "0"))
AT_ONCE = 500


@contextmanager
def machines(folder: Path) -> Iterator[Template]:
    """Let histories begin with nodes that are made once."""
    with template(folder) as found:
        LeakMachine.template = found
        yield found


def run(histories: int, of: int | None = None) -> None:
    """Run so many histories: always the same ones of a seed, new ones without. Raises Leak, with the shortest part of it that leaks."""
    machine = LeakMachine if of is None else seed(of)(LeakMachine)
    chosen = settings(
        max_examples=histories, stateful_step_count=STEPS, deadline=None, database=None, print_blob=True,
        phases=[Phase.generate], report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=chosen)


def play(history: Callable[[LeakMachine], None]) -> None:
    """Run one history that is told step by step. Raises Leak."""
    machine = LeakMachine()
    try:
        machine.begin([], "", ("NL", "FR"), 0, False)
        history(machine)
    finally:
        machine.teardown()
