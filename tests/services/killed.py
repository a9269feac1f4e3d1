"""Runs the jobs of an exchange for ``test_killed`` in processes that can be killed: NL changes and serves, FR pulls.

One line of JSON on stdin names a job, its seed, and after how many seconds it is killed (null: not at all). The job runs in a fork; how it
ended (as ``waitpid`` says) and how long it took is printed. ``serve`` goes on in the background until ``stop``.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import uvicorn

from coalesce import taxii
from coalesce.dates import FixedClock, PartialDate
from coalesce.records import Sighting, SightingKind
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.peering import own_signer
from coalesce.services.pulling import pull
from coalesce.services.pushing import push
from coalesce.services.taking_in import take_in
from coalesce.services.withdrawing import withdraw
from coalesce.settings import read_settings
from coalesce.store import Store
from tests.builders import INVESTIGATION, NOON, entry, handling, ids, model, owner, staged
from tests.exchange_nodes import opened

RECORDS = 40
KINDS = list(SightingKind)


def node_in(folder: Path) -> Node:
    """The node as any process would open it, at the tests' own time."""
    return Node(Store(folder, read_settings(folder), FixedClock(NOON)), model())


def word(number: int) -> str:
    """A name that stands nowhere else: letters for a number."""
    letters = ""
    for _ in range(5):
        number, rest = divmod(number, 20)
        letters += "bdfghjklmnpqrstvwxyz"[rest]
    return f"Qu{letters}"


def change(nl: Node, seed: int) -> None:
    """Another edition, or a withdrawal."""
    dice = random.Random(seed)
    known = ids(nl.store)
    if known and seed % 10_000 and dice.random() < 0.4:
        withdraw(nl, owner(nl.store), INVESTIGATION, dice.choice(sorted(known.values())), "they asked")
        return
    rows = []
    for number in range(RECORDS):
        if dice.random() < 0.2:
            continue
        held = handling("FR") if dice.random() < 0.7 else handling("BE")
        name = word(number if dice.random() < 0.6 else seed * 1_000 + number)
        seen = tuple(
            Sighting(kind, "SY", PartialDate.of(2014, 3), word(seed * 1_000 + 500 + number))
            for kind in KINDS
            if dice.random() < 0.3
        )
        own = tuple(replace(one, handling=handling() if dice.random() < 0.2 else None) for one in seen)
        rows.append(staged(entry(f"R{number}", f"{name} Kemtari", sightings=own), held))
    writer = nl.store.write(owner(nl.store), INVESTIGATION)
    staging = writer.stage(writer.find_list("border"), "made.csv", str(seed))
    staging.add(rows)
    staging.publish({})


def serve(nl: Node, port: int) -> None:
    """Answer until killed."""
    server = taxii.Server(nl, own_signer(nl).key.hex)
    listener = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(server, log_level="error", access_log=False, lifespan="off", interface="asgi3")
    uvicorn.Server(config).run(sockets=[listener])


def run(job: str, folder: Path, seed: int) -> None:
    """Do a job."""
    jobs: dict[str, tuple[str, Callable[[Node], object]]] = {
        "change": ("nl", lambda node: change(node, seed)),
        "offer": ("nl", offer),
        "receive": ("nl", lambda node: take_in(node, "fr")),
        "pull": ("fr", lambda node: pull(node, "nl", opened)),
        "push": ("fr", lambda node: push(node, "nl", opened)),
        "serve": ("nl", lambda node: serve(node, seed)),
    }
    whose, work = jobs[job]
    node = node_in(folder / whose)
    work(node)
    node.store.close()


def forked(job: str, folder: Path, seed: int) -> int:
    """The process id of a child that does the job."""
    child = os.fork()
    if child == 0:
        ended = 1  # whatever is raised
        try:
            run(job, folder, seed)
            ended = 0
        finally:
            if ended:
                traceback.print_exc()
            os._exit(ended)
    return child


def main() -> None:
    """Do what stdin says until it ends."""
    model()
    folder, serving = Path(sys.argv[1]), 0
    for line in sys.stdin:
        job, seed, kill_after = json.loads(line)
        began = time.perf_counter()
        if job == "stop":
            os.kill(serving, signal.SIGKILL)
            ended = os.waitpid(serving, 0)[1]
        else:
            child = forked(job, folder, seed)
            if job == "serve":
                serving, ended = child, 0
            else:
                if kill_after is not None:
                    time.sleep(kill_after)
                    os.kill(child, signal.SIGKILL)  # it is not waited for yet, so the number is still its own
                ended = os.waitpid(child, 0)[1]
        sys.stdout.write(f"{ended} {time.perf_counter() - began}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
