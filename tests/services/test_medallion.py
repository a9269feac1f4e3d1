"""medallion, the reference server of OASIS, is pulled from as it is: paged, resumed, revoked, and one that does not let us in.

It is no dependency of ours: ``python -m venv DIR && DIR/bin/pip install medallion``, then ``MEDALLION=DIR/bin/medallion pytest
tests/services/test_medallion.py``.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from coalesce.errors import Unreachable
from coalesce.services.node import Node
from coalesce.services.peering import PeerOrder, add_peer
from coalesce.services.pulling import pull
from tests.builders import INVESTIGATION, add_list, make_node, owner
from tests.exchange_nodes import opened

COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
MEDIA = "application/taxii+json;version=2.1"
SIGNED_IN = "Basic " + base64.b64encode(b"admin:Password0").decode()
PERSONS = 30
AT = "2014-11-01T12:00:00.000Z"


def made(kind: str, number: int, **more: Any) -> dict[str, Any]:
    """One object."""
    identity = f"{kind}--00000000-0000-4000-8000-{number:012}"
    return {"type": kind, "spec_version": "2.1", "id": identity, "created": AT, "modified": AT} | more


def person(number: int, **more: Any) -> dict[str, Any]:
    return made("identity", number, name=f"Zorbal Kemtari {number}", identity_class="individual") | more


def held() -> list[dict[str, Any]]:
    """A place, and persons that were seen there."""
    place = made("location", 1, country="SY")
    people = [person(number) for number in range(PERSONS)]
    seen = [
        made("sighting", n, sighting_of_ref=one["id"], where_sighted_refs=[place["id"]]) for n, one in enumerate(people)
    ]
    return [*seen, *people, place]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """medallion on loopback, five objects a page; gives its address."""
    program = os.environ.get("MEDALLION")
    if not program:
        pytest.skip("medallion is no dependency: MEDALLION in the environment names its command")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    _lay_out(tmp_path, f"http://127.0.0.1:{port}/trustgroup1/")
    command = [program, "--port", str(port), "--host", "127.0.0.1", str(tmp_path / "settings.json")]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(400):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    started.terminate()
    started.wait()


def _lay_out(folder: Path, root: str) -> None:
    """What medallion reads when it starts."""
    objects, media = held(), "application/stix+json;version=2.1"
    manifest = [
        {"id": one["id"], "version": AT, "media_type": media, "date_added": f"2014-11-01T12:00:00.{n:06}Z"}
        for n, one in enumerate(objects)
    ]
    collection = {"id": COLLECTION, "title": "c", "can_read": True, "can_write": True, "media_types": [media]}
    told = {
        "/discovery": {"title": "x", "default": root, "api_roots": [root]},
        "trustgroup1": {
            "information": {"title": "t", "versions": [MEDIA], "max_content_length": 1_000_000},
            "status": [],
            "collections": [collection | {"manifest": manifest, "objects": objects}],
        },
    }
    (folder / "held.json").write_text(json.dumps(told))
    backend = {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend"}
    settings = {"backend": backend | {"filename": str(folder / "held.json")}, "users": {"admin": "Password0"}}
    (folder / "settings.json").write_text(json.dumps(settings | {"taxii": {"max_page_size": 5}}))


def post(at: str, *objects: dict[str, Any]) -> None:
    """Write to medallion, as somebody else does."""
    told = {"Authorization": SIGNED_IN, "Accept": MEDIA, "Content-Type": MEDIA}
    url = f"{at}/trustgroup1/collections/{COLLECTION}/objects/"
    assert httpx.post(url, json={"objects": objects}, headers=told).status_code == 202


def names(node: Node) -> dict[str, list[str]]:
    """Who is held and where each was seen."""
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        found = view.records(list(view.facts())).values()
    return {one.name: [seen.sighting.country for seen in one.sightings] for one in found}


def test_it_is_read_into_a_list_of_ours_and_goes_on_where_it_stopped(tmp_path: Path, server: str) -> None:
    node = make_node(tmp_path / "node")
    add_list(node.store, "partner")
    order = PeerOrder("medallion", "NL", f"{server}/taxii2/", plain_list="partner", authorization=SIGNED_IN)
    add_peer(node, owner(node.store), order, opened)
    told = pull(node, "medallion", opened)
    assert (told.came, told.taken.plain) == (2 * PERSONS + 1, PERSONS)
    assert names(node) == {f"Zorbal Kemtari {number}": ["SY"] for number in range(PERSONS)}
    assert pull(node, "medallion", opened).came == 0
    post(server, person(99), person(0, modified="2014-11-02T12:00:00.000Z", revoked=True))
    assert pull(node, "medallion", opened).came == 2
    assert names(node).keys() == {f"Zorbal Kemtari {number}" for number in (*range(1, PERSONS), 99)}
    node.store.close()


def test_one_that_does_not_let_us_in_is_told(tmp_path: Path, server: str) -> None:
    node = make_node(tmp_path / "node")
    add_list(node.store, "partner")
    order = PeerOrder("medallion", "NL", f"{server}/taxii2/", plain_list="partner", authorization="Basic eDp5")
    add_peer(node, owner(node.store), order, opened)
    with pytest.raises(Unreachable):
        pull(node, "medallion", opened)
    assert names(node) == {}
    node.store.close()
