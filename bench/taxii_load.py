"""A lean client that keeps its connections where the server does: it asks again as soon as it was answered, from a process of its own.

python -m bench.taxii_load ORDER.json       prints what came out, as JSON
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.taxii_world import made

MEDIA = "application/taxii+json;version=2.1"


@dataclass
class Line:
    """One connection, and how far its answer has come."""

    socket: socket.socket
    asked: float = 0.0
    head: bytes = b""
    left: int = -1
    closes: bool = False
    body: list[bytes] = field(default_factory=list)

    def took(self, data: bytes) -> bool:
        """Whether the answer is whole with this piece. Raises RuntimeError for one that is no success."""
        if self.left < 0:
            self.head += data
            at = self.head.find(b"\r\n\r\n")
            if at < 0:
                return False
            lower = self.head[:at].lower()
            if not lower.startswith((b"http/1.1 200", b"http/1.1 202", b"http/1.0 200", b"http/1.0 202")):
                raise RuntimeError(self.head[:300])
            self.closes = lower.startswith(b"http/1.0") or b"connection: close" in lower
            self.left = int(lower.partition(b"content-length:")[2].split(b"\r\n")[0])
            data = self.head[at + 4 :]
        self.body.append(data)
        self.left -= len(data)
        return self.left <= 0

    def ask(self, request: bytes) -> None:
        """Send the next request."""
        self.head, self.left, self.body, self.asked = b"", -1, [], time.perf_counter()
        self.socket.setblocking(True)
        self.socket.sendall(request)


def run(order: dict[str, Any]) -> dict[str, Any]:
    """Ask for so many seconds and until something was answered, or until all requests were answered once."""
    requests = _requests(order)
    lines = {}
    poll = select.epoll()
    for _ in range(order["lines"]):
        line = Line(_connected(order["port"]))
        lines[line.socket.fileno()] = line
        poll.register(line.socket.fileno(), select.EPOLLIN)
    done, size, last, waits = 0, 0, b"", list[float]()
    sent = 0
    begin = time.perf_counter()
    once = "bundles" in order
    for line in lines.values():
        line.ask(requests[sent % len(requests)])
        sent += 1
    while lines and (once or not waits or time.perf_counter() - begin < order["seconds"]):
        for number, _ in poll.poll(5):
            line = lines[number]
            if not line.took(line.socket.recv(1 << 20)):
                continue
            waits.append(time.perf_counter() - line.asked)
            done, last = done + 1, b"".join(line.body)
            size += len(last)
            if once and sent >= len(requests):
                poll.unregister(number)
                del lines[number]
                continue
            if line.closes:  # such a server pays for a connection each time
                poll.unregister(number)
                del lines[number]
                line.socket.close()
                line = Line(_connected(order["port"]))
                lines[line.socket.fileno()] = line
                poll.register(line.socket.fileno(), select.EPOLLIN)
            line.ask(requests[sent % len(requests)])
            sent += 1
    seconds = time.perf_counter() - begin
    waits.sort()
    return {
        "rate": done / seconds, "p50": waits[len(waits) // 2], "p99": waits[int(len(waits) * 0.99)], "bytes": size / done,
        "last": last.decode() if once else "", "counted": last.count(b'"identity--'),
    }  # fmt: skip


def _connected(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _requests(order: dict[str, Any]) -> list[bytes]:
    head = (
        f"Host: 127.0.0.1\r\nAuthorization: {order['authorization']}\r\nAccept: {MEDIA}\r\nConnection: keep-alive\r\n"
    )
    if "bundles" not in order:
        return [f"GET {path} HTTP/1.1\r\n{head}\r\n".encode() for path in order["paths"]]
    found = []
    for number in range(order["bundles"]):
        body = json.dumps({"objects": [made(number * order["each"] + n) for n in range(order["each"])]}).encode()
        told = f"POST {order['path']} HTTP/1.1\r\n{head}Content-Type: {MEDIA}\r\nContent-Length: {len(body)}\r\n\r\n"
        found.append(told.encode() + body)
    return found


if __name__ == "__main__":
    print(json.dumps(run(json.loads(Path(sys.argv[1]).read_text()))))
