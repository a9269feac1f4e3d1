"""``kill -9`` of sender and receiver at random points: nothing is lost, nothing doubled, nothing comes back."""

from __future__ import annotations

import json
import os
import random
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.services.node import Node
from coalesce.services.peering import own_signer
from coalesce.services.taking_back import outstanding
from tests.builders import INVESTIGATION, NOON, add_list, let_in, make_node, owner, raw_rows
from tests.exchange_nodes import introduce
from tests.services.killed import node_in

ROOT = Path(__file__).resolve().parents[2]
KILLED = 9
Told = dict[str, tuple[str, ...]]


class Jobs:
    """Children of one process, which can be killed."""

    def __init__(self, folder: Path, port: int) -> None:
        command = [sys.executable, str(ROOT / "tests" / "services" / "killed.py"), str(folder)]
        paths = os.pathsep.join((str(ROOT), str(ROOT / "src")))
        environ = {**os.environ, "PYTHONPATH": paths}
        self._process = subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-3, text=True, env=environ)
        self._port, self.serving = port, False

    def do(self, job: str, seed: int = 0, kill_after: float | None = None) -> tuple[int, float]:
        """How the job ended, and how long it took."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([job, seed, kill_after]) + "\n")
        self._process.stdin.flush()
        ended, seconds = self._process.stdout.readline().split()
        return int(ended), float(seconds)

    def serve(self) -> None:
        """Let NL answer."""
        if self.serving:
            return
        self.do("serve", self._port)
        for _ in range(2_000):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 1):
                break
            time.sleep(0.005)
        self.serving = True

    def stop(self) -> None:
        """Kill what answers."""
        if self.serving:
            self.do("stop")
            self.serving = False

    def close(self) -> None:
        self.stop()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@contextmanager
def jobs(folder: Path) -> Iterator[Jobs]:
    """NL with a list, FR, each a peer of the other."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/taxii2/"
    nl, fr = (make_node(folder / name.lower(), FixedClock(NOON), name) for name in ("NL", "FR"))
    let_in(nl.store, "bob", "BE")
    introduce(nl, fr, url="")
    introduce(fr, nl, url=url)
    token = nl.store.exchange.issue_token(owner(nl.store), "fr")
    fr.store.exchange.keep_token(owner(fr.store), "nl", f"Bearer {token}")
    add_list(nl.store)
    assert own_signer(nl).key != own_signer(fr).key
    nl.store.close()
    fr.store.close()
    made = Jobs(folder, port)
    try:
        yield made
    finally:
        made.close()


def seen(node: Node, member: str) -> Told:
    """NL's records as a member may see them on a node."""
    with node.store.read(replace(owner(node.store), member=member), INVESTIGATION) as view:
        found = [one for one in view.records(list(view.facts())).values() if one.owner == "NL"]
    return {
        one.entry.reference: (
            one.name,
            *sorted(f"{held.sighting.kind} {held.sighting.place}" for held in one.sightings),
        )
        for one in found
    }


def test_nothing_is_lost_doubled_or_comes_back(tmp_path: Path) -> None:
    check_kills(tmp_path, 20, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_nothing_is_lost_doubled_or_comes_back_in_200_kills(tmp_path: Path, seed: int) -> None:
    check_kills(tmp_path, 20, seed)


def check_kills(folder: Path, kills: int, seed: int) -> None:
    dice = random.Random(seed)
    with jobs(folder) as made:
        lasted = dict.fromkeys(("change", "offer", "pull", "receive"), 0.3)
        killed, step = 0, 0
        assert made.do("change", 10_000)[0] == 0
        while killed < kills:
            step += 1
            assert step < 40 * kills
            job = ("change", "offer", "pull", "receive")[step % 4]
            if job == "pull":
                made.serve()
            if dice.random() < 0.7:
                ended, _ = made.do(job, seed * 10_000 + step, dice.random() * lasted[job])
                killed += ended == KILLED
            else:
                ended, seconds = made.do(job, seed * 10_000 + step)
                assert ended == 0
                lasted[job] = 0.7 * lasted[job] + 0.3 * seconds
            if dice.random() < 0.15:
                made.stop()
                killed += 1
        settle(made)
    check_settled(folder)


def settle(made: Jobs) -> None:
    """Each job once more to its end, and the receipts."""
    made.serve()
    for job in ("offer", "pull", "receive", "pull"):
        assert made.do(job)[0] == 0


def check_settled(folder: Path) -> None:
    nl, fr = node_in(folder / "nl"), node_in(folder / "fr")
    released = seen(nl, "FR")
    assert seen(fr, "FR") == released
    assert released
    assert outstanding(nl, "fr") == []
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM version") == [(len(released),)]
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM record") == [(len(released),)]
    held = "SELECT count(*) FROM received WHERE record_id IS NOT NULL AND kind = ?"
    assert raw_rows(fr.store.folder, held, "identity") == [(len(released),)]
    sightings = sum(len(told) - 1 for told in released.values())
    assert raw_rows(fr.store.folder, held, "sighting") == [(sightings,)]
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM sighting") == [(sightings,)]
    assert raw_rows(fr.store.folder, "SELECT count(*) FROM wire") == [(0,)]
    given = "SELECT count(*) FROM offered"
    assert raw_rows(nl.store.folder, given) == [(len(released) + sightings,)]
    assert fr.store.integrity() is None
    for node in (nl, fr):
        assert node.store.blank_erased()  # as a node's own turns do last
        node.store.close()
    told = {found for one in released.values() for text in one for found in re.findall(r"Qu[a-z]{5}", text)}
    assert words_of(folder / "fr" / "node.db") <= told
    with closing(sqlite3.connect(folder / "nl" / "node.db")) as raw:
        raw.execute("VACUUM INTO ?", (str(folder / "rows.db"),))
    assert words_of(folder / "nl" / "node.db") == words_of(folder / "rows.db")


def words_of(file: Path) -> set[str]:
    """The words that stand anywhere in a file, in rows or between them."""
    return {found.decode() for found in re.findall(rb"Qu[a-z]{5}", file.read_bytes())}
