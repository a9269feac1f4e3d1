"""The JSON Schemas (draft 2020-12) of our extension, as the package ships them: one for each type, and what they share.

Invariant: they describe what ``stix.encode`` writes and no more; ``stix.decode`` is stricter, since it also asks that an object says
the same everywhere, and does not read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import orjson


@cache
def schemas() -> Mapping[str, Mapping[str, Any]]:
    """By STIX type; ``definitions`` holds what they share."""
    found = {one.name: one.read_bytes() for one in (files("coalesce.stix") / "schemas").iterdir()}
    return {name.removesuffix(".json"): orjson.loads(found[name]) for name in sorted(found) if name.endswith(".json")}
