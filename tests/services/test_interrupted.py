"""``kill -9`` in the middle of an import or a link, 20 times at random points.

Each time the store opens, its log holds, the half edition or run is invisible, and the same command finishes the
work, or the desk by itself the links of what was published: what is there then is what an uninterrupted one gives.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.settling import settle_by_itself
from tests.builders import INVESTIGATION, add_list, make_node, owner, said
from tests.services.interrupted import opened

KILLS = 10
SEED = 20
ROOT = Path(__file__).resolve().parents[2]


class Jobs:
    """A process that forks one for each job."""

    def __init__(self) -> None:
        path = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.services.interrupted"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            env={**os.environ, "PYTHONPATH": path},
        )

    def run(self, job: str, folder: Path, kill_after: float | None = None) -> tuple[int, float]:
        """How the job ended (0: by itself, well), and how long it took; killed after so many seconds."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps([job, str(folder), kill_after]) + "\n")
        ended, lasted = stdout.readline().split()
        return int(ended), float(lasted)

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture(scope="module")
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


SYLLABLES = "zor bal kem tar vul neq sham bir hed raq tol mis bart yel gor man sub der vol qas far lum".split()


def person(number: int, prefix: str) -> str:
    """The same number is the same person on every list; hardly two share a name."""
    dice = random.Random(number)
    given, family = ("".join(dice.choices(SYLLABLES, k=3)) for _ in range(2))
    born = f"19{dice.randrange(60, 97)}-{dice.randrange(1, 13):02}-{dice.randrange(2, 29):02}"
    return f"{prefix}{number},{given} {family},{born},TN"


def lines(numbers: range, prefix: str = "R", changed: int = 0) -> list[str]:
    rows = [person(number, prefix) for number in numbers]
    return ["reference,name,birth_date,nationality", *(row + "x" * (n % 5 < changed) for n, row in enumerate(rows))]


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(rows).replace("TNx", "SY") + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A node with one edition of one list and the whole of another, linked; beside it the file to come."""
    folder = tmp_path_factory.mktemp("base")
    node = make_node(folder / "node", write_batch_rows=20)
    who = owner(node.store)
    add_list(node.store)
    add_list(node.store, "other")
    import_file(node, who, ImportOrder(write(folder / "first.csv", lines(range(500))), "border"))
    import_file(node, who, ImportOrder(write(folder / "other.csv", lines(range(200, 600), "S")), "other"))
    link_records(node, who, LinkOrder())
    node.store.close()
    write(folder / "next.csv", lines(range(100, 1500), changed=2))
    return folder


def seen(folder: Path) -> dict[str, Any]:
    """What a reader is shown, and that the store is whole."""
    node = opened(folder)
    node.store.verify_audit(owner(node.store))
    assert node.store.integrity() is None
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        told = {
            "records": sorted((fact.reference, fact.version) for fact in view.facts().values()),
            "links": [(link.left, link.right, link.probability) for link in view.links()],
            "editions": {each.name: each.edition for each in view.lists()},
        }
    node.store.close()
    return told


def settled(folder: Path) -> None:
    node = opened(folder)
    settle_by_itself(node)
    node.store.close()


def killed(jobs: Jobs, job: str, base: Path, place: Path) -> Iterator[Path]:
    """Copies of the base in which the job was killed, at random points of the time that it takes."""
    dice = random.Random(SEED)
    shutil.copytree(base, place / "loaded")
    jobs.run(job, place / "loaded" / "node")
    shutil.copytree(base, place / "whole")
    ended, lasted = jobs.run(job, place / "whole" / "node")
    assert ended == 0
    yield place / "whole" / "node"
    kills = tries = 0
    while kills < KILLS:
        tries += 1
        assert tries < 5 * KILLS, "it ends before it can be killed"
        copy = place / f"{job}{tries}"
        shutil.copytree(base, copy)
        ended, _ = jobs.run(job, copy / "node", kill_after=lasted * dice.random())
        if ended == signal.SIGKILL:
            kills += 1
            yield copy / "node"
        shutil.rmtree(copy)


def test_a_killed_import_is_as_if_it_had_not_begun_and_goes_on(jobs: Jobs, base: Path, tmp_path: Path) -> None:
    before = seen(base / "node")
    found = killed(jobs, "import", base, tmp_path)
    whole = next(found)
    expected, shown = said(whole), seen(whole)
    assert shown["editions"] == {"border": 2, "other": 1}
    half_done = 0
    for folder in found:
        now = seen(folder)
        assert now == before or {**now, "links": None} == {**shown, "links": None}
        half_done += now == before
        if now == before:
            assert jobs.run("import", folder)[0] == 0
        else:
            settled(folder)  # the desk does it by itself, and the next import
        assert said(folder) == expected
        assert {**seen(folder), "links": None} == {**shown, "links": None}
    assert half_done > KILLS // 2


def test_a_killed_link_is_as_if_it_had_not_begun_and_is_done_again(jobs: Jobs, base: Path, tmp_path: Path) -> None:
    before = seen(base / "node")
    assert len(before["links"]) > 200
    found = killed(jobs, "link", base, tmp_path)
    expected = said(next(found))
    for folder in found:
        assert seen(folder) == before, "linking the same again gives the same, so a half run would show"
        assert jobs.run("link", folder)[0] == 0
        assert said(folder) == expected
        assert seen(folder) == before
        assert not list(folder.glob("link-*/")), "what the killed run had spilt is gone"
