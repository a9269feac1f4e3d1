"""Opening the desk: one link, on loopback alone; the first page worked out before anybody asks."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.services import controlling
from coalesce.web.serving import WARMER, serve, together, warm
from tests.builders import leaves
from tests.web.visits import Place

PROGRAM = """
import sys
from pathlib import Path
from coalesce.dates import SystemClock
from coalesce.linking.model import load_model
from coalesce.handling import Purpose
from coalesce.services.node import Node
from coalesce.settings import read_settings
from coalesce.store import Store
from coalesce.web import serve
folder = Path(sys.argv[1])
serve(Node(Store(folder, read_settings(folder), SystemClock()), load_model()), int(sys.argv[2]), "the-secret")
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def test_the_link_is_printed_once_and_nothing_is_logged(fresh: Place) -> None:
    port = free_port()
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(fresh.node.store.folder), str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == f"http://127.0.0.1:{port}/sign-in#the-secret\n"
        assert _up(f"http://127.0.0.1:{port}/healthz?q=Zorbal") == {"ok": True}
    finally:
        program.terminate()
        out, err = program.communicate(timeout=30)
    assert out == ""
    assert "the-secret" not in err
    assert "Zorbal" not in err


def _up(address: str) -> object:
    """What the desk answers once it is up."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return json.loads(answer.read())
        except OSError:
            time.sleep(0.1)
    return None


def test_what_is_served_beside_answers_what_is_its_own() -> None:
    asked: list[str] = []

    class Named:
        def __init__(self, name: str) -> None:
            self.name = name

        def is_for(self, scope: Any) -> bool:
            return bool(scope["path"] == "/beside/")

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            asked.append(f"{self.name} {scope['path']}")

    desk, beside = Named("desk"), Named("beside")
    for app in (together(desk, beside), together(desk, None)):
        for path in ("/", "/beside/"):
            asyncio.run(app({"path": path}, None, None))  # type: ignore[arg-type]  neither is used here
    assert asked == ["desk /", "beside /beside/", "desk /", "desk /beside/"]


def test_a_taken_port_is_one_clear_message(fresh: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadUsage, match="--port"):
        serve(fresh.node, taken.getsockname()[1], None)


def test_a_link_is_for_loopback_alone(fresh: Place) -> None:
    fresh.node.store.settings = replace(fresh.node.store.settings, host="0.0.0.0")
    with pytest.raises(BadUsage, match="loopback"):
        serve(fresh.node, 0, "the-secret")


def test_warming_is_read_by_the_desk_itself_and_remembered(fresh: Place, tmp_path: Path) -> None:
    warm(fresh.desk.state.desk)
    read = [leaf for leaf in leaves(fresh.node.store.folder) if f'"{WARMER}"' in leaf]
    assert {json.loads(leaf)["member"] for leaf in read} == {"DE", "FR", "NL"}
    worked_out = dict(fresh.desk.state.desk.drawn._answers)
    fresh.visitor().get("/flows")
    assert fresh.desk.state.desk.drawn._answers.keys() == worked_out.keys()


def test_warming_makes_the_review_queue_too(fresh: Place) -> None:
    warm(fresh.desk.state.desk)
    with fresh.node.store.read(fresh.node.store.actor("claire"), Purpose.INVESTIGATION) as view:
        assert fresh.node.queues.at_hand(view, fresh.clock.today())
        assert controlling.at_hand(fresh.node, view)


def test_warming_reads_the_templates(fresh: Place) -> None:
    read: list[str] = []
    warm(replace(fresh.desk.state.desk, read_templates=lambda: read.append("all")))
    assert read == ["all"]
    fresh.desk.state.desk.read_templates()
