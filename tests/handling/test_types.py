"""The first lock: mypy --strict refuses each planted fault, and only those."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).resolve().parents[2]

# A line that ends in "refused" must be an error of the code named; every other line must be none.
CODE = """
from collections.abc import Iterator
from datetime import date

from coalesce.handling import Actor, Handling, Purpose, Released, Sealed, release, seal
from coalesce.records import Link, Record
from coalesce.store import Store
from coalesce.store.count_view import CountView
from coalesce.store.read_view import ReadView


def send(what: Released[Record]) -> None: ...
def people(view: ReadView) -> None: ...
def show(record: Record) -> str: return record.name
def names(record: Record, separator: str = "") -> str: return separator.join(n.full for n in record.entry.names)
def length(name: str) -> int: return len(name)


def senders(record: Record, link: Link, handling: Handling, actor: Actor, today: date) -> None:
    released = release(record, (handling, "NL"), actor, Purpose.BORDER, today)
    send(released)
    send(record)  # refused: arg-type
    send([released])  # refused: arg-type
    send(release(link, (handling, "NL"), actor, Purpose.BORDER, today))  # refused: arg-type
    send(released.value)  # refused: arg-type
    released.recipient = "FR"  # refused: misc
    Released(record, "FR", frozenset({Purpose.BORDER}))  # refused: call-arg
    release(record, handling, actor, Purpose.BORDER, today)  # refused: arg-type
    release(record, (handling, "NL"), actor, "border", today)  # refused: arg-type


def sealed(record: Record) -> None:
    closed = seal(record)
    show(closed)  # refused: arg-type
    closed.name  # refused: attr-defined
    closed.value  # refused: attr-defined
    closed.map(length)  # refused: arg-type
    show(closed.map(names))  # refused: arg-type
    text: str = closed.map(names)  # refused: assignment
    closed.map(names, separator=1)  # refused: arg-type
    for one in closed: ...  # refused: attr-defined
    len(closed)  # refused: arg-type
    send(closed)  # refused: arg-type
    counted: Sealed[str] = closed.map(names, separator=" ")
    counted.map(length)
    text = text + counted  # refused: operator


def doors(store: Store, actor: Actor, counts: CountView) -> None:
    with store.read(actor, Purpose.BORDER) as reads:
        people(reads)
        reads.prepared()  # refused: attr-defined
    people(counts)  # refused: arg-type
    for row in counts.prepared(): ...  # refused: attr-defined
    rows: Iterator[object] = counts.prepared()  # refused: assignment
    store.read(actor)  # refused: call-arg
    store.read(actor, "border")  # refused: arg-type
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[int, set[str]]:
    """What mypy says of each line: the codes of its errors."""
    folder = tmp_path_factory.mktemp("types")
    snippet = folder / "planted.py"
    snippet.write_text(CODE, encoding="utf-8")
    configuration = folder / "mypy.ini"
    configuration.write_text(f"[mypy]\nstrict = true\nmypy_path = {ROOT / 'src'}\nfollow_imports = silent\n")
    cache = folder / "cache"
    said, trouble, _ = api.run([f"--config-file={configuration}", f"--cache-dir={cache}", str(snippet)])
    assert not trouble, trouble
    found: dict[int, set[str]] = {}
    for line in said.splitlines():
        if match := re.match(r".*planted\.py:(\d+): error: .*\[([a-z-]+)\]$", line):
            found.setdefault(int(match[1]), set()).add(match[2])
    return found


@pytest.mark.parametrize("number", [n for n, line in enumerate(CODE.splitlines(), 1) if "# refused" in line])
def test_the_fault_is_refused(number: int, answers: dict[int, set[str]]) -> None:
    line = CODE.splitlines()[number - 1]
    assert line.rpartition("refused: ")[2] in answers.get(number, set()), line


def test_what_is_right_is_not_refused(answers: dict[int, set[str]]) -> None:
    refused = {number: CODE.splitlines()[number - 1] for number in answers}
    assert {number: line for number, line in refused.items() if "# refused" not in line} == {}
