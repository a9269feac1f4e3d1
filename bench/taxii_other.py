"""medallion, the reference server of OASIS, as its own command starts it, with what it holds kept in memory.

It is no dependency: it stands in an environment of its own, ``python -m venv DIR && DIR/bin/pip install medallion``.
"""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

from bench.taxii_world import made

COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
PATH = f"/trustgroup1/collections/{COLLECTION}/objects/"
AUTHORIZATION = "Basic " + base64.b64encode(b"admin:Password0").decode()


def start(program: Path, folder: Path, port: int, count: int) -> subprocess.Popen[bytes]:
    """The server with so many objects in its one collection."""
    media = "application/taxii+json;version=2.1"
    objects = [made(number) for number in range(count)]
    manifest = [
        {
            "id": one["id"], "version": one["modified"], "media_type": "application/stix+json;version=2.1",
            "date_added": f"2014-11-01T12:{n // 60_000_000 % 60:02}:{n // 1_000_000 % 60:02}.{n % 1_000_000:06}Z",
        }
        for n, one in enumerate(objects)
    ]  # fmt: skip
    one = {
        "id": COLLECTION, "title": "c", "can_read": True, "can_write": True, "media_types": ["application/stix+json;version=2.1"],
        "manifest": manifest, "objects": objects,
    }  # fmt: skip
    root = f"http://127.0.0.1:{port}/trustgroup1/"
    held = {
        "/discovery": {"title": "x", "default": root, "api_roots": [root]},
        "trustgroup1": {
            "information": {"title": "t", "versions": [media], "max_content_length": 104_857_600},
            "status": [],
            "collections": [one],
        },
    }
    (folder / "held.json").write_text(json.dumps(held))
    backend = {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend"}
    settings = {
        "backend": backend | {"filename": str(folder / "held.json")},
        "users": {"admin": "Password0"},
        "taxii": {"max_page_size": 1000},
    }
    (folder / "settings.json").write_text(json.dumps(settings))
    command = [str(program), "--port", str(port), "--host", "127.0.0.1", str(folder / "settings.json")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
