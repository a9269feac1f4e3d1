"""What changed since an estimate that its reader kept: two answers as plain data, set beside each other.

Invariant: nothing of an earlier estimate is kept in the node. Who wants to compare keeps the JSON of the answer, so that
what was withdrawn since lives on nowhere that the node could forget (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from coalesce.errors import BadInput

SAME_QUESTION = ("viewer", "purpose", "question")


def read_earlier(path: Path) -> dict[str, Any]:
    """An answer as ``estimate --format json`` gave it. Raises BadInput naming the file."""
    try:
        read = orjson.loads(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path.name}: cannot be read ({error.strerror})") from None
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{path.name}: is not JSON: {error}") from None
    if not isinstance(read, dict) or not _whole(read):
        raise BadInput(f"{path.name}: is no estimate of an own view, as 'coalesce estimate --format json' prints it")
    return read


def _whole(read: Mapping[str, Any]) -> bool:
    """Whether all that is set beside today's answer has the form that it is printed in."""
    table, refusals, interval = read.get("table"), read.get("refusals", []), read.get("interval95")
    return (
        _is_number(read.get("n_observed"))
        and (read.get("estimate") is None or _is_number(read["estimate"]))
        and (interval is None or (isinstance(interval, list) and len(interval) == 2 and all(map(_is_number, interval))))
        and isinstance(table, list)
        and all(isinstance(row, dict) and _names(row.get("on")) and _is_number(row.get("count")) for row in table)
        and isinstance(refusals, list)
        and all(isinstance(one, dict) and isinstance(one.get("code"), str) for one in refusals)
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def changes(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What is different, in sentences; the first says so where the questions differ."""
    said = []
    asked = [name for name in SAME_QUESTION if earlier.get(name) != now.get(name)]
    if asked:
        said.append(f"the earlier answer is to another question: {', '.join(asked)} differ")
    said += _lists(earlier, now)
    said += _number("people on the lists", earlier.get("n_observed"), now.get("n_observed"))
    said += _number("the estimate", earlier.get("estimate"), now.get("estimate"))
    said += _interval(earlier.get("interval95"), now.get("interval95"))
    if earlier.get("model") != now.get("model"):
        said.append(f"the best model was {earlier.get('model')} and is {now.get('model')}")
    said += _refusals(earlier, now)
    return said or ["nothing that the estimate rests on has changed"]


def _lists(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    before, after = _sizes(earlier), _sizes(now)
    said = [f"{name} is new in the table, with {after[name]:,} people" for name in sorted(after.keys() - before.keys())]
    said += [f"{name} is no longer in the table" for name in sorted(before.keys() - after.keys())]
    for name in sorted(before.keys() & after.keys()):
        said += _number(f"people on {name}", before[name], after[name])
    return said


def _sizes(document: Mapping[str, Any]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for row in document.get("table", ()):
        for name in row["on"]:
            sizes[name] = sizes.get(name, 0) + int(row["count"])
    return sizes


def _number(what: str, before: float | None, after: float | None) -> list[str]:
    if before is None or after is None or round(before) == round(after):
        return []
    return [f"{what}: {before:,.0f} then, {after:,.0f} now ({after - before:+,.0f})"]


def _interval(before: list[float] | None, after: list[float] | None) -> list[str]:
    if not before or not after or [round(end) for end in before] == [round(end) for end in after]:
        return []
    return [f"95 % interval: {before[0]:,.0f} to {before[1]:,.0f} then, {after[0]:,.0f} to {after[1]:,.0f} now"]


def _refusals(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    before = {one["code"] for one in earlier.get("refusals", ())}
    after = {one["code"]: one["reason"] for one in now.get("refusals", ())}
    said = [f"refused now: {after[code]}" for code in sorted(after.keys() - before)]
    return said + [f"no longer refused for {code.replace('_', ' ')}" for code in sorted(before - after.keys())]
