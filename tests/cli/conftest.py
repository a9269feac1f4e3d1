"""Commands run in this process as the program runs them, on a node in a fresh folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from coalesce import app, cli
from coalesce.cli.injected import Injected


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command gave: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    def json(self) -> object:
        """stdout as one JSON document."""
        return orjson.loads(self.out)


Run = Callable[..., Ran]
PERSONS = """reference,name,birth_date,sex,nationality,document
A1,Zorbal Kemtari,1989-03-14,M,TN,TN4471902
A2,Tarvosh Belshimov,1990,M,TN,
"""
OTHERS = """reference,name,birth_date,sex,nationality,document
B1,KEMTARI Zorbal,1989-03-14,M,TN,TN4471902
B2,Oskwar Drenkow,1971,M,RU,
"""
SIGHTINGS = """reference,kind,place,country,date,from_country,grade
A1,departed,,TN,2014-02-01,,B
A1,entered,Bab al-Hawa,SY,2014-03,TR,C
A2,entered,,SY,2014-03,TR,C
"""


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the node ``tmp_path / "node"``, as the program does."""
    for name in ("COALESCE_NODE", "COALESCE_AS", "COALESCE_PURPOSE"):
        monkeypatch.delenv(name, raising=False)
    injected = Injected(app.open_node, app.create_node, lambda *_: None, app.build_demo)

    def command(*words: str, node: bool = True) -> Ran:
        capfd.readouterr()
        front = ["--node", str(tmp_path / "node")] if node else []
        code = cli.run(injected, [*words, *front])
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return command


@pytest.fixture
def lists(run: Run, tmp_path: Path) -> Run:
    """The same, where NL's node holds a list of its own and one of FR's, linked."""
    for name, text in (("a.csv", PERSONS), ("b.csv", OTHERS), ("seen.csv", SIGHTINGS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert run("init", str(tmp_path / "node"), "--member", "NL", node=False).code == 0
    assert run("list", "add", "own", "--release", "FR:border").code == 0
    assert run("list", "add", "theirs", "--owner", "FR", "--release", "NL:investigation").code == 0
    assert run("import", str(tmp_path / "a.csv"), "--list", "own", "--sightings", str(tmp_path / "seen.csv")).code == 0
    assert run("import", str(tmp_path / "b.csv"), "--list", "theirs").code == 0
    assert run("link").code == 0
    return run
