"""The house rules hold, and each of them can fail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from house import rules
from house.sources import ROOT, Source, house, python_files, tracked

ALLOWED: dict[str, str] = {}
"""A fault that has to stand, as the rule words it, and why. Short, or the rule is wrong."""

Rule = Callable[[Source], list[str]]
RULES: tuple[Rule, ...] = (
    rules.too_long,
    rules.too_many_parameters,
    rules.bad_names,
    rules.undocumented,
    rules.drivers_outside,
    rules.unseeded,
    rules.unfinished,
)

PLANTED: dict[Rule, tuple[str, ...]] = {
    rules.too_long: ("x = 1\n" * 401, "def f():\n" + "    x = 1\n" * 40),
    rules.too_many_parameters: ("def f(a, b, c, d, e, f, g): ...", "def f(self, a, b, c, *, d, e, f, g): ..."),
    rules.bad_names: (
        "class RecordManager: ...",
        "def helpers(): ...",
        "def f(target): ...",
        "for item in x: ...",
        "class Suspects: ...",
        "self.entities = 1",
        "import x as the_object",
    ),
    rules.undocumented: ("x = 1", '"""A."""\ndef f(): ...', '"""A."""\nclass A:\n    """B."""\n    def f(self): ...'),
    rules.drivers_outside: (
        "import sqlite3",
        "def f():\n    from sqlalchemy.sql import select",
        "importlib.import_module('duckdb')",
    ),
    rules.unseeded: (
        "datetime.now(UTC)",
        "datetime.datetime.today()",
        "date.today()",
        "time.time()",
        "random.random()",
        "random.shuffle(x)",
        "random.Random()",
        "np.random.normal()",
        "np.random.default_rng()",
    ),
    rules.unfinished: (
        "x = 1  # " + "TODO later",
        "raise NotImplementedError",
        "x = 1  # " + "noqa",
        "x = 1  # " + "noqa: E731",
        "x = 1  # " + "type: ignore[attr-defined]",
        "x = 1  # " + "pragma: no cover",
    ),
}

HARMLESS = '''"""A file that keeps every rule."""

import random

import numpy as np


class Lines:
    """Words that only begin like forbidden ones: itemise, objective, targeted are other words."""

    def itemise(self, seed, one, two, three, four, five):
        """Uses of what others named so are no names of ours."""
        self.rows = {}.items()
        return random.Random(seed), np.random.default_rng(seed), clock.today()


_key = lambda: None  # noqa: E731  a value that nobody else holds
'''


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_it(rule: Rule) -> None:
    faults = [fault for source in house() for fault in rule(source) if fault not in ALLOWED]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_planted_fault_is_found(rule: Rule) -> None:
    for text in PLANTED[rule]:
        assert rule(Source("src/coalesce/flows/planted.py", text)), text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_file_without_fault_passes(rule: Rule) -> None:
    assert rule(Source("src/coalesce/flows/planted.py", HARMLESS)) == []


def test_a_module_without_a_subject_is_found() -> None:
    assert rules.bad_names(Source("src/coalesce/flows/utils.py", HARMLESS))
    assert rules.bad_names(Source("src/coalesce/common/flows.py", HARMLESS))


def test_a_driver_is_at_home_in_store_and_engines_and_the_clock_in_dates() -> None:
    assert rules.drivers_outside(Source("src/coalesce/store/schema.py", "import sqlite3")) == []
    assert rules.unseeded(Source("src/coalesce/dates.py", "datetime.now(UTC)")) == []


def test_what_is_allowed_still_happens() -> None:
    faults = {fault for source in house() for rule in RULES for fault in rule(source)}
    assert set(ALLOWED) <= faults, "an allowance that nothing needs any more"


def test_tests_pages_and_scripts_are_short_too() -> None:
    pages = [name for name in tracked() if name.endswith((".js", ".css", ".html")) and "/data/" not in name]
    files = [source.path for source in python_files("tests/", "bench/", "scripts/")] + pages
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in files}
    assert {name: length for name, length in lengths.items() if length > rules.MAX_FILE_LINES} == {}
