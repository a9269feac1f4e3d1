"""How time and memory of linking grow with the number of records, drawn.

    python -m bench.growth [SIZE ...]       needs ../shared/checks/gen_persons.py; all of ``SIZES`` without sizes
    python -m bench.growth in=FOLDER [SIZE ...]       persons and nodes are kept there, as ``bench.link`` keeps them
    python -m bench.growth drawn            nothing measured: table and picture of what is there

Each size is our side of ``bench.link`` in a process of its own: a node imports the persons, links
them and makes people of them. What is measured is kept in ``growth.json`` size by size: a run that is broken off loses one size
at most, and a later run of some sizes puts theirs in the place of the old ones. Each says when it was measured, and how busy
the machine was; drawn are the seconds of the processors, both cores together, which depend on that least. The knee is the
largest size up to which each step takes no more than a quarter above what it takes a record at the size before, steps of less
than a second apart.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.link import GENERATOR, SEED
from bench.results import write_section

SIZES = ("10000", "20000", "50000", "100000", "200000", "500000", "1000000")
MEASURED = Path(__file__).with_name("growth.json")
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "growth.svg"
STEPS = (("prepare at import", "#0072b2"), ("link", "#d55e00"), ("people", "#009e73"))
SLACK = 1.25
LEAST = 1.0
"""Seconds: a shorter step is noise."""

UNIT = 100_000
"""Records that the drawn seconds are for."""

_WIDE, _HIGH, _LEFT, _TOP = 520, 260, 70, 30


def measure(size: str, folder: Path) -> dict[str, Any]:
    """Our side of one size; what stands in the folder is used."""
    path = folder / f"persons-{size}.parquet"
    if not path.exists():
        subprocess.run([sys.executable, str(GENERATOR), size, str(path), SEED], check=True, stdout=subprocess.DEVNULL)
    run = [sys.executable, "-m", "bench.link", "ours", str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout)
    busy = os.getloadavg()[1]
    return found | {"size": int(size), "at": time.strftime("%Y-%m-%d %H:%M", time.gmtime()), "busy": busy}


def known() -> dict[int, dict[str, Any]]:
    """What was measured, by size."""
    rows = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else []
    return {row["size"]: row for row in rows}


def keep(row: dict[str, Any]) -> None:
    """Put one size beside the others."""
    rows = known() | {row["size"]: row}
    told = ",\n".join(json.dumps(rows[size], sort_keys=True) for size in sorted(rows))
    MEASURED.write_text(f"[\n{told}\n]\n", encoding="utf-8")


def knee(found: list[dict[str, Any]]) -> str:
    """Where the cost a record rises, in words."""
    for before, after in pairwise(found):
        for step in ("link", "people"):
            one, other = (each["cpu"][step] / each["size"] for each in (before, after))
            if after["cpu"][step] >= LEAST and other > SLACK * one:
                return (
                    f"The knee is at {before['size']:,} records: from there {step} takes {other / one:.2f} times as long"
                    f" a record at {after['size']:,}."
                )
    return f"No knee up to {found[-1]['size']:,} records: a record costs no more than at the size before, within a quarter."


def draw(found: list[dict[str, Any]]) -> str:
    """Processor seconds for ``UNIT`` records (level: the cost grows as the records do) and memory, over records on a log scale."""
    seconds = [(name, colour, [each["cpu"][name] * UNIT / each["size"] for each in found]) for name, colour in STEPS]
    memory = [("peak MB", "#cc79a7", [each["peak"] for each in found])]
    sizes = [each["size"] for each in found]
    body = _panel(sizes, seconds, f"processor seconds for {UNIT:,} records", 0) + _panel(
        sizes, memory, "MB", _WIDE + _LEFT + 130
    )
    width = 2 * (_WIDE + _LEFT + 130)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HIGH + 70}" font-family="sans-serif"'
        f' font-size="12" role="img"><title>Time and memory of linking by number of records</title>'
        f'<rect width="100%" height="100%" fill="#fff"/>{body}</svg>\n'
    )


def _panel(sizes: list[int], lines: list[tuple[str, str, list[float]]], unit: str, shift: int) -> str:
    most = max(value for _, _, values in lines for value in values)
    base, left = _TOP + _HIGH, shift + _LEFT
    parts = [
        f'<path d="M{left} {_TOP}V{base}H{left + _WIDE}" fill="none" stroke="#444"/>',
        f'<text x="{left}" y="{_TOP - 10}">{unit}</text>',
    ]
    parts += [
        f'<text x="{left - 8}" y="{base - share * _HIGH:.0f}" text-anchor="end">{most * share:,.0f}</text>'
        for share in (0, 0.5, 1)
    ]
    span = math.log(sizes[-1] / sizes[0]) or 1.0
    places = [left + 10 + (_WIDE - 10) * math.log(size / sizes[0]) / span for size in sizes]
    parts += [
        f'<text x="{x:.0f}" y="{base + 18}" text-anchor="middle">{size:,}</text>'
        for x, size in zip(places, sizes, strict=True)
    ]
    label = -math.inf
    for name, colour, values in sorted(lines, key=lambda line: -line[2][-1]):
        heights = [base - _HIGH * value / most for value in values]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(places, heights, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in zip(places, heights, strict=True)
        ]
        label = max(label + 14, heights[-1] + 4)
        parts.append(f'<text x="{places[-1] + 8:.0f}" y="{label:.0f}" fill="{colour}">{name}</text>')
    return "".join(parts)


def main() -> None:
    """The sizes asked for, then the table and the picture of all that are there."""
    kept = [Path(each.removeprefix("in=")) for each in sys.argv[1:] if each.startswith("in=")]
    asked = [each for each in sys.argv[1:] if not each.startswith("in=")] or list(SIZES)
    for size in [] if asked == ["drawn"] else sorted(asked, key=int):
        with tempfile.TemporaryDirectory() as folder:
            keep(measure(size, (kept or [Path(folder)])[0]))
    found = [row for _, row in sorted(known().items())]
    PICTURE.write_text(draw(found), encoding="utf-8")
    lines = [
        "| records | prepare s (CPU) | load code | link | people | peak | links | F1 of people | measured (UTC), load |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for each in found:
        steps = ("prepare at import", "load compiled code", "link", "people")
        told = " | ".join(f"{each['seconds'][name]:.1f} ({each['cpu'][name]:.1f})" for name in steps)
        lines.append(
            f"| {each['size']:,} | {told} | {each['peak']:,.0f} MB | {each['links']:,} | {each['people'][0]:.3f} |"
            f" {each['at']}, {each['busy']:.1f} |"
        )
    note = "The persons of `bench.link`, in a real node; drawn in `docs/pictures/growth.svg`. The machine was shared: load says how much."
    write_section("Growth of linking with the records", [*lines, "", knee(found), note])


if __name__ == "__main__":
    main()
