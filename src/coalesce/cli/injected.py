"""What ``app`` gives the command line: how to open, make and serve a node.

Invariant: the command line knows no web server and no sample world; it calls these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from coalesce.handling import Actor
from coalesce.services.node import Node, Progress
from coalesce.services.wire import Open


@dataclass(frozen=True, slots=True)
class Injected:
    """``open_node(folder)``; ``create_node(folder, member)``; ``migrate_node(folder, progress)``;
    ``serve(node, port, link)`` with a one-time link's secret
    or None; ``build_demo(folder, progress)`` gives the sample node;
    ``bulletin(node, actor, series, month)`` the PDF; ``speaks(node)`` what speaks with its peers.
    """

    open_node: Callable[[Path], Node]
    create_node: Callable[[Path, str], Node]
    migrate_node: Callable[[Path, Progress], None]
    serve: Callable[[Node, int, str | None], None]
    build_demo: Callable[[Path, Progress], Node]
    bulletin: Callable[[Node, Actor, str, str], bytes]
    speaks: Callable[[Node], Open]
