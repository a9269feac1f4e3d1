"""How time and memory of linking grow with the number of records, drawn.

    python -m bench.growth [SIZE ...]       needs ../shared/checks/gen_persons.py; 10,000 to 100,000 without sizes

Each size is our side of ``bench.link`` in a process of its own: columns and keys, link, people. The knee is the
largest size up to which each step takes no more than a quarter above what it takes a record at the size before,
steps of less than a second apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.link import GENERATOR, SEED
from bench.results import write_section

SIZES = ("10000", "20000", "50000", "100000")
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "growth.svg"
STEPS = (("prepare at import", "#0072b2"), ("link", "#d55e00"), ("people", "#009e73"))
SLACK = 1.25
LEAST = 1.0
"""Seconds: a shorter step is noise."""

_WIDE, _HIGH, _LEFT, _TOP = 520, 260, 70, 30


def measure(size: str, folder: Path) -> dict[str, Any]:
    """Our side of one size."""
    path = folder / f"{size}.parquet"
    subprocess.run([sys.executable, str(GENERATOR), size, str(path), SEED], check=True, stdout=subprocess.DEVNULL)
    run = [sys.executable, "-m", "bench.link", "ours", str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found | {"size": int(size)}


def knee(found: list[dict[str, Any]]) -> str:
    """Where the cost a record rises, in words."""
    for before, after in pairwise(found):
        for step in ("link", "people"):
            one, other = (each["seconds"][step] / each["size"] for each in (before, after))
            if after["seconds"][step] >= LEAST and other > SLACK * one:
                return (
                    f"The knee is at {before['size']:,} records: from there {step} takes {other / one:.2f} times as long"
                    f" a record at {after['size']:,}."
                )
    return f"No knee up to {found[-1]['size']:,} records: a record costs no more than at the size before, within a quarter."


def draw(found: list[dict[str, Any]]) -> str:
    """Seconds and memory over records, both from zero, side by side."""
    seconds = [(name, colour, [each["seconds"][name] for each in found]) for name, colour in STEPS]
    memory = [("peak MB", "#cc79a7", [each["peak"] for each in found])]
    sizes = [each["size"] for each in found]
    body = _panel(sizes, seconds, "seconds", 0) + _panel(sizes, memory, "MB", _WIDE + _LEFT + 40)
    width = 2 * (_WIDE + _LEFT + 40) + 90
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HIGH + 80}" font-family="sans-serif"'
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
    places = [left + _WIDE * size / sizes[-1] for size in sizes]
    parts += [
        f'<text x="{x:.0f}" y="{base + 18 + 14 * (at % 2)}" text-anchor="middle">{size:,}</text>'
        for at, (x, size) in enumerate(zip(places, sizes, strict=True))
    ]
    for name, colour, values in lines:
        heights = [base - _HIGH * value / most for value in values]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(places, heights, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in zip(places, heights, strict=True)
        ]
        parts.append(f'<text x="{places[-1] + 6:.0f}" y="{heights[-1] + 4:.0f}" fill="{colour}">{name}</text>')
    return "".join(parts)


def main() -> None:
    """All sizes, the table and the picture."""
    sizes = sorted(sys.argv[1:] or SIZES, key=int)
    with tempfile.TemporaryDirectory() as folder:
        found = [measure(size, Path(folder)) for size in sizes]
    PICTURE.write_text(draw(found), encoding="utf-8")
    lines = [
        "| records | prepare s | link s | people s | peak | links | F1 of people |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in found:
        steps = " | ".join(f"{each['seconds'][name]:.1f}" for name, _ in STEPS)
        lines.append(
            f"| {each['size']:,} | {steps} | {each['peak']:,.0f} MB | {each['links']:,} | {each['people'][0]:.3f} |"
        )
    write_section(
        "Growth of linking with the records", [*lines, "", knee(found), "Drawn in `docs/pictures/growth.svg`."]
    )


if __name__ == "__main__":
    main()
