"""A running node against the project's black-box check of TAXII 2.1, and against a client of others."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from coalesce.dates import SystemClock
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import Box, BoxKind, NewWire
from coalesce.taxii.resources import collection_id
from tests.builders import let_in, make_store, owner
from tests.taxii.asks import identity, made

CHECK = Path(__file__).resolve().parents[2].parent / "shared" / "checks" / "taxii_check.py"
NAMES = {BoxKind.IN: "rw", BoxKind.OUT: "ro"}


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """``coalesce serve`` on a free port; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "coalesce", "--node", str(folder), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(base)
            yield base
        finally:
            program.terminate()
            program.communicate(timeout=60)


def _wait(base: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{base}/taxii2/", timeout=5)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the node does not answer")


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """A running node: its address, tokens by peer, and the ids of the collections of ``paris``."""
    folder = tmp_path_factory.mktemp("running") / "node"
    store = make_store(folder, SystemClock())  # type: ignore[arg-type]  a client is told the time of now
    tokens = {}
    for name, member in (("paris", "FR"), ("brussels", "BE")):
        let_in(store, f"of-{name}", member)
        store.exchange.add(owner(store), KnownPeer(name, member))
        tokens[name] = store.exchange.issue_token(owner(store), name)
    ready = [made(identity(), name=f"ready {n}") for n in range(30)]
    rows = [NewWire(str(one["id"]), "identity", "", json.dumps(one).encode()) for one in ready]
    store.exchange.put(Box(BoxKind.OUT, "paris"), rows)
    collections = {name: collection_id(store.key, "paris", box) for box, name in NAMES.items()}
    store.close()
    with running(folder) as base:
        yield base, tokens, collections


@pytest.mark.skipif(not CHECK.exists(), reason="../shared/checks/taxii_check.py is not here")
def test_a_running_node_passes_the_black_box_check(
    node: tuple[str, dict[str, str], dict[str, str]], tmp_path: Path
) -> None:
    base, tokens, collections = node
    arguments = [
        "--url", f"{base}/taxii2/", "--api-root", f"{base}/taxii2/api/", "--user", "paris", "--password", tokens["paris"],
        "--rw", collections["rw"], "--ro", collections["ro"], "--other", f"brussels:{tokens['brussels']}",
        "--json", str(tmp_path / "told.json"),
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(CHECK), *arguments], capture_output=True, text=True, timeout=300, check=False
    )
    told = json.loads((tmp_path / "told.json").read_text())["results"]
    failed = [f"{one['id']} {one['level']} {one['title']}: {one['note']}" for one in told if one["result"] == "FAIL"]
    assert failed == [], done.stdout[-2_000:]
    assert len([one for one in told if one["result"] == "pass"]) >= 90
    assert {one["id"] for one in told if one["result"] == "skip"} <= {"P20", "P21"}, "no such collections are here"


def test_a_client_of_others_reads_it_to_the_end(node: tuple[str, dict[str, str], dict[str, str]]) -> None:
    taxii2client = pytest.importorskip("taxii2client.v21", reason="taxii2-client is not installed")
    base, tokens, _ = node
    with closing(taxii2client.Server(f"{base}/taxii2/", user="paris", password=tokens["paris"])) as server:
        (released,) = [one for one in server.api_roots[0].collections if not one.can_write]
        pages = list(taxii2client.as_pages(released.get_objects, per_request=7))
        manifests = list(taxii2client.as_pages(released.get_manifest, per_request=7))
    assert [one["name"] for page in pages for one in page["objects"]] == [f"ready {n}" for n in range(30)]
    assert len({one["id"] for page in manifests for one in page["objects"]}) == 30


def test_the_stix_library_reads_and_queries_it(node: tuple[str, dict[str, str], dict[str, str]]) -> None:
    stix2 = pytest.importorskip("stix2", reason="stix2 is not installed")
    taxii2client = pytest.importorskip("taxii2client.v21", reason="taxii2-client is not installed")
    base, tokens, collections = node
    address = f"{base}/taxii2/api/collections/{collections['ro']}/"
    with closing(taxii2client.Collection(address, user="paris", password=tokens["paris"])) as collection:
        source = stix2.TAXIICollectionSource(collection)
        found = source.query([stix2.Filter("type", "=", "identity"), stix2.Filter("name", "=", "ready 4")])
        assert [one.name for one in found] == ["ready 4"]
        assert source.get(found[0].id).name == "ready 4"


def test_an_unknown_address_is_answered_as_it_is_asked(node: tuple[str, dict[str, str], dict[str, str]]) -> None:
    base, tokens, _ = node
    asked = urllib.request.Request(f"{base}/no-such-root/", headers={"Accept": "application/taxii+json;version=2.1"})
    asked.add_header("Authorization", f"Bearer {tokens['paris']}")
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(asked, timeout=30)
    assert (told.value.code, told.value.headers["Content-Type"]) == (404, "application/taxii+json;version=2.1")
    told.value.close()
    with urllib.request.urlopen(f"{base}/healthz", timeout=30) as desk:
        assert json.loads(desk.read()) == {"ok": True}
