"""Runs jobs for ``test_interrupted`` in processes that can be killed.

One line of JSON on stdin names a job and its folder; the job runs in a fork, so that it starts at once. Its
process id is printed as it begins, and how it ended (as ``waitpid`` says) when it has.
"""

from __future__ import annotations

import json
import os
import sys
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


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until stdin ends."""
    model()
    for line in sys.stdin:
        job, folder = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                run(job, Path(folder))
                os._exit(0)
            except BaseException as fault:
                sys.stderr.write(f"{fault!r}\n")
                os._exit(1)
        _say(str(child))
        _say(str(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
