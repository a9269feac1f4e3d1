"""What the leak machine looks at: bytes for words that are not to be there, and two nodes for a difference between their answers.

Invariant: nothing is taken away from what is compared but random ids, digests, signatures and cursors, of which the length is left, and
the place that an object has in an order, which its id gave it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import orjson

from tests.leaks.switchboard import STRANGER

WORD = re.compile(rb"Zq[nrpsw][a-z]{6}|ZQD[A-Z]{6}|" + STRANGER.encode())
RANDOM = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,64}|[A-Za-z0-9+/_-]{80,}={0,2}|\b[a-z2-7]{16,26}\b")
PERSONS = re.compile(rb"identity--[0-9a-f-]{36}")
MICRO = re.compile(rb"(T\d\d:\d\d:\d\d)\.\d+Z")
"""The clock stands at whole seconds: what is less is the place in an order, which heads have a part in; see ``Watched.compare_twins``."""

COMPARED = "identity,sighting,location,marking-definition,coalesce-withdrawal,coalesce-judgement,coalesce-commitment"
"""Kinds of objects that follow from what is released to a peer. Heads of the audit log are for all alike, and tell its length; requests
and receipts follow from what the peer itself sent, which the twin was not."""

PLACED = {"content-length", "x-taxii-date-added-first", "x-taxii-date-added-last"}
"""Headers that depend on which of a page's objects stands where."""
Asking = Callable[[str, str], httpx.Response]
"""Asks one server as one peer: a path, a query."""


class Leak(AssertionError):
    """A member received what it may not have."""


def words_in(raw: bytes) -> set[str]:
    """The canaries in bytes."""
    return {found.decode() for found in WORD.findall(raw)}


def judged_in(body: bytes) -> set[str]:
    """The ids of records that words on pairs name, in what TAXII carries."""
    if b'"coalesce-judgement"' not in body:
        return set()
    told = orjson.loads(body[body.index(b"{") :]).get("objects", [])
    words = [orjson.dumps(one) for one in told if one.get("type") == "coalesce-judgement"]
    return {found.decode() for word in words for found in PERSONS.findall(word)}


def files_of(folder: Path) -> bytes:
    """All that a node's folder holds."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def bytes_of(answers: Sequence[httpx.Response]) -> bytes:
    """Every byte of some answers, headers included."""
    return b"\n".join(
        b"\n".join([*(name + b": " + value for name, value in one.headers.raw), one.content]) for one in answers
    )


def answer_of(answer: httpx.Response, *hidden: str) -> tuple[Any, ...]:
    """An answer as it may be compared with another node's or another question's; ``hidden``: what was asked for."""
    body = answer.content
    for one in hidden:
        body = body.replace(one.encode(), b"?")
    return answer.status_code, sorted(answer.headers), answer.headers["content-length"], RANDOM.sub(b"#", body)


def walked(ask: Asking, limit: int, answered: bool = False) -> tuple[list[Any], list[Any]]:
    """All that a peer is told when it asks for everything: each page in its order, then the objects and entries themselves.

    ``answered``: without withdrawals, since the peer itself answered some, which the twin was not told.
    """
    kinds = COMPARED.replace(",coalesce-withdrawal", "") if answered else COMPARED
    rooms = [ask(f"/taxii2/{path}", "") for path in ("", "api/", "api/collections/", "api/nothing/", "api/status/x/")]
    at = f"/taxii2/api/collections/{rooms[2].json()['collections'][0]['id']}/"
    pages = [answer_of(one) for one in rooms]
    every: Counter[bytes] = Counter()
    for what in ("objects/", "manifest/"):
        more = ""
        while True:
            answer = ask(f"{at}{what}", f"limit={limit}&match[type]={kinds}{more}")
            found = answer.json()
            rows = found.get("objects", [])
            every.update(map(_plain, rows))
            headers = [(name, "" if name in PLACED else value) for name, value in sorted(answer.headers.items())]
            pages.append((what, answer.status_code, len(rows), found.get("more"), len(found.get("next", "")), headers))
            if not found.get("more"):
                break
            more = f"&next={found['next']}"
    return pages, sorted(every.items())


def _plain(row: Any) -> bytes:
    row.pop("date_added", None)
    return MICRO.sub(rb"\1Z", RANDOM.sub(b"#", orjson.dumps(row, option=orjson.OPT_SORT_KEYS)))


def sorted_out(answer: httpx.Response) -> Any:
    """A document of the desk without ids, and without the order that they give."""
    if answer.headers.get("content-type", "").startswith("application/json"):
        return answer.status_code, _in_order(orjson.loads(RANDOM.sub(b"#", answer.content)))
    return answer.status_code, sorted(RANDOM.sub(b"#", answer.content).splitlines())


def _in_order(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _in_order(value) for name, value in found.items()}
    if isinstance(found, list):
        return sorted((_in_order(one) for one in found), key=repr)
    return found
