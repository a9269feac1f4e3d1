"""The command line as another program calls it, on a node whose clock stands still."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coalesce import cli
from coalesce.cli.injected import Injected
from coalesce.dates import FixedClock
from coalesce.services import keeping, moving
from coalesce.services.node import Node, Progress
from coalesce.settings import read_settings
from coalesce.store import Store
from coalesce.web import printed_bulletin
from tests.builders import NOON, model
from tests.exchange_nodes import opened


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it wrote where."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)

    def csv(self) -> list[dict[str, str]]:
        """The rows of a CSV on stdout."""
        return list(csv.DictReader(io.StringIO(self.out)))


Run = Callable[..., Said]


def open_node(folder: Path, clock: FixedClock | None = None) -> Node:
    """As ``app`` does, at the tests' own time."""
    return Node(Store(folder, read_settings(folder), clock or FixedClock(NOON)), model())


def create_node(folder: Path, member: str, clock: FixedClock | None = None) -> Node:
    """As ``app`` does, at the tests' own time."""
    settings = keeping.with_member(read_settings(folder), member)
    return Node(keeping.create_node(folder, settings, clock or FixedClock(NOON)), model())


@pytest.fixture
def served() -> list[tuple[str, int, str | None]]:
    """What was asked to be served: the node's member, the port, the link's secret."""
    return []


@pytest.fixture
def run(
    capfd: pytest.CaptureFixture[str], served: list[tuple[str, int, str | None]], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs one command; the environment names no node."""
    for name in ("COALESCE_NODE", "COALESCE_AS", "COALESCE_PURPOSE"):
        monkeypatch.delenv(name, raising=False)

    def serve(node: Node, port: int, link: str | None) -> None:
        served.append((node.store.settings.member, port, link))

    def build_demo(folder: Path, progress: Progress) -> Node:
        progress("inventing people", 0.5)
        node = create_node(folder, "NL")
        who = node.store.actor("owner")
        keeping.add_actor(node, who, type(who)("claire", "FR", who.roles))
        return node

    def migrate_node(folder: Path, progress: Progress) -> None:
        moving.migrate(folder)
        node = Node(Store(folder, read_settings(folder), FixedClock(NOON), indexed=False), model())
        moving.make_index(node, progress)
        node.store.close()

    clock = FixedClock(NOON)
    injected = Injected(
        lambda folder: open_node(folder, clock),
        lambda folder, member: create_node(folder, member, clock),
        migrate_node,
        serve,
        build_demo,
        printed_bulletin,
        lambda _: opened,
    )

    def command(*arguments: object) -> Said:
        clock.moment += timedelta(seconds=1)  # of two words on a pair the later counts
        capfd.readouterr()
        code = cli.run(injected, [str(one) for one in arguments])
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return command


@pytest.fixture
def at(run: Run, tmp_path: Path) -> Run:
    """The same on a new node of NL with the list ``border``."""
    folder = tmp_path / "node"
    assert run("init", folder, "--member", "NL").code == 0

    def command(*arguments: object) -> Said:
        return run("--node", folder, *arguments)

    assert command("list", "add", "border", "--release", "FR:investigation", "--keep-until", "2019-01-01").code == 0
    return command


PERSONS = """reference,name,birth_date,sex,nationality,document,document_country,birth_place,remarks
A1,Zorbal Kemtari,1985-02-03,M,TN,K7712094,TN,Sfax,
A2,Vulneq Shambir,1990,M,FR,,,,
A3,=Hedraq Tolumis,1988-07,F,NL;MA,,,,
"""
SIGHTINGS = """reference,kind,place,country,date,from_country,grade
A1,present,Gaziantep,TR,2014-02-10,,B
A1,entered,Jarabulus,SY,2014-03,TR,B
A2,present,,TR,2014-03-01,,
A2,entered,,SY,2014-03-20,TR,
"""


@pytest.fixture
def persons(tmp_path: Path) -> Path:
    """Three people."""
    path = tmp_path / "persons.csv"
    path.write_text(PERSONS, encoding="utf-8")
    return path


@pytest.fixture
def sightings(tmp_path: Path) -> Path:
    """Four sightings of two of them."""
    path = tmp_path / "sightings.csv"
    path.write_text(SIGHTINGS, encoding="utf-8")
    return path


@pytest.fixture
def full(at: Run, persons: Path, sightings: Path, tmp_path: Path) -> Run:
    """Two lists of the same people, linked, and an analyst of FR."""
    assert at("import", persons, "--list", "border", "--sightings", sightings).code == 0
    assert at("list", "add", "police").code == 0
    again = tmp_path / "police.csv"
    again.write_text(PERSONS.replace("A1,", "P1,").replace("A2,", "P2,").replace("A3,", "P3,"), encoding="utf-8")
    assert at("import", again, "--list", "NL/police").code == 0
    assert at("actor", "add", "claire", "--member", "FR", "--role", "analyst").code == 0
    assert at("link").code == 0
    return at
