"""Runs jobs for ``test_interrupted`` in processes that can be killed.

One line of JSON on stdin names a job, its folder, and after how many seconds it is killed (null: not at all). The
job runs in a fork, so that it starts at once; how it ended (as ``waitpid`` says) and how long it took is printed.
The first of each kind runs here, for the forks to come: machine code that this process has loaded is theirs too.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path

from coalesce.dates import FixedClock
from coalesce.services.importing import ImportOrder, import_file
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.settings import read_settings
from coalesce.store import Store
from tests.builders import NOON, model


def opened(folder: Path) -> Node:
    """The node as any process would open it, at the tests' own time."""
    return Node(Store(folder, read_settings(folder), FixedClock(NOON)), model())


def run(job: str, folder: Path) -> None:
    """Do the job: ``import`` of next.csv beside the node's folder, or ``link``."""
    node = opened(folder)
    who = node.store.actor("owner")
    if job == "import":
        import_file(node, who, ImportOrder(folder.parent / "next.csv", "border"))
    else:
        link_records(node, who, LinkOrder())
    node.store.close()


def forked(job: str, folder: Path) -> int:
    """The process id of a child that does the job."""
    child = os.fork()
    if child == 0:
        ended = 1  # whatever is raised
        try:
            run(job, folder)
            ended = 0
        finally:
            if ended:
                traceback.print_exc()
            os._exit(ended)
    return child


def main() -> None:
    """Serve until stdin ends."""
    model()
    loaded = set[str]()
    for line in sys.stdin:
        job, folder, kill_after = json.loads(line)
        began = time.perf_counter()
        if job not in loaded:
            loaded.add(job)
            run(job, Path(folder))
            sys.stdout.write(f"0 {time.perf_counter() - began}\n")
            sys.stdout.flush()
            continue
        child = forked(job, Path(folder))
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)  # it is not waited for yet, so the number is still its own
        ended = os.waitpid(child, 0)[1]
        sys.stdout.write(f"{ended} {time.perf_counter() - began}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
