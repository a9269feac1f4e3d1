"""Whether a stated probability is true: reliability on data that the model was not fitted on, beside Splink's.

    python -m bench.calibration [MODEL.json]        needs ../shared/checks/gen_persons.py

Pairs stated .05 and more of two sample worlds and of synthetic persons of other seeds. Splink is trained by its tutorial on the
same persons. The expected calibration error is the mean distance between stated and found over the bands, each
counting as many times as it has pairs.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.known import linked, persons, persons_file, rows_of, sample
from bench.link import Clock, splink_links
from bench.results import write_section
from coalesce.linking.evaluation import Rate
from coalesce.linking.model import load_model

EDGES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
SEEDS, TRAVELLERS = (51, 52), 5000
PERSONS, PERSONS_SEED = 50_000, 101
PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "calibration.svg"
COLOURS = ("#0072b2", "#009e73", "#d55e00")
_SIDE, _LEFT, _TOP = 360, 60, 30


@dataclass(frozen=True)
class Band:
    """Pairs stated within two edges: the mean stated, and the rate found."""

    stated: float
    found: Rate


def bands(stated: NDArray[np.float64], same: NDArray[np.bool_]) -> list[Band | None]:
    """One for each two edges; None where there is no pair."""
    place = np.clip(np.searchsorted(EDGES, stated, side="right") - 1, 0, len(EDGES) - 2)
    out: list[Band | None] = []
    for at in range(len(EDGES) - 1):
        chosen = place == at
        count = int(chosen.sum())
        out.append(Band(float(stated[chosen].mean()), Rate(int(same[chosen].sum()), count)) if count else None)
    return out


def expected_error(found: list[Band | None]) -> float:
    """Expected calibration error (Naeini et al. 2015), over the bands."""
    held = [(band.found.cases, abs((band.found.value or 0.0) - band.stated)) for band in found if band]
    return sum(count * error for count, error in held) / max(sum(count for count, _ in held), 1)


def _cell(band: Band | None) -> str:
    if band is None:
        return "-"
    low, high = band.found.interval
    return f"{band.found.value:.3f} [{low:.3f}, {high:.3f}] of {band.found.cases:,} (stated {band.stated:.3f})"


def draw(sides: dict[str, list[Band | None]]) -> str:
    """Found over stated, with Wilson's 95 % intervals; the diagonal is what should be."""
    base = _TOP + _SIDE
    parts = [
        f'<path d="M{_LEFT} {_TOP}V{base}H{_LEFT + _SIDE}" fill="none" stroke="#444"/>',
        f'<path d="M{_LEFT} {base}L{_LEFT + _SIDE} {_TOP}" stroke="#999" stroke-dasharray="4 4"/>',
        f'<text x="{_LEFT + _SIDE / 2}" y="{base + 36}" text-anchor="middle">stated probability</text>',
        f'<text x="{_LEFT}" y="{_TOP - 10}">share found true</text>',
    ]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<text x="{_LEFT - 8}" y="{base - share * _SIDE + 4}" text-anchor="end">{share:g}</text>')
        parts.append(f'<text x="{_LEFT + share * _SIDE}" y="{base + 18}" text-anchor="middle">{share:g}</text>')
    for at, (name, found) in enumerate(sides.items()):
        parts += [_point(band, COLOURS[at]) for band in found if band]
        parts.append(f'<text x="{_LEFT + 14}" y="{_TOP + 14 + 16 * at}" fill="{COLOURS[at]}">{name}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _SIDE + 30} {base + 50}" font-family="sans-serif"'
        f' font-size="12" role="img"><title>How often links of a stated probability are true</title>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _point(band: Band, colour: str) -> str:
    x = _LEFT + band.stated * _SIDE
    low, high = (_TOP + _SIDE * (1 - share) for share in band.found.interval)
    y = _TOP + _SIDE * (1 - (band.found.value or 0.0))
    line = f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{colour}" stroke-width="1.5"/>'
    return f'{line}<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def main() -> None:
    """All sides, the table and the picture."""
    model = load_model(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    worlds = [linked(sample(seed, TRAVELLERS), model) for seed in SEEDS]
    stated, same = (np.concatenate(part) for part in zip(*((one.stated, one.same) for one in worlds), strict=True))
    sides = {"sample worlds": bands(stated, same)}
    with tempfile.TemporaryDirectory() as folder:
        path = persons_file(Path(folder), PERSONS, PERSONS_SEED)
        ours = linked(persons(path), model.for_population(rows_of(path)))
        sides["synthetic persons"] = bands(ours.stated, ours.same)
        person = {held[0]: held[4] for held in ours.records}
        theirs = [(p, person[a] == person[b]) for a, b, p in splink_links(path, Clock()) if p >= EDGES[0]]
        sides["synthetic persons, Splink"] = bands(*map(np.array, zip(*theirs, strict=True)))
    lines = [f"| stated | {' | '.join(sides)} |", "|---" * (len(sides) + 1) + "|"]
    for at, (low, high) in enumerate(pairwise(EDGES)):
        lines.append(f"| {low:g} to {high:g} | {' | '.join(_cell(found[at]) for found in sides.values())} |")
    errors = (f"{expected_error(found):.4f}" for found in sides.values())
    lines += [f"| expected calibration error | {' | '.join(errors)} |", ""]
    seeds = " and ".join(map(str, SEEDS))
    note = (
        f"{PERSONS:,} persons of seed {PERSONS_SEED}; sample worlds of seeds {seeds}, {TRAVELLERS:,} travellers each."
    )
    if len(sys.argv) > 1:
        print("\n".join([*lines, note]))
        return
    PICTURE.write_text(draw(sides), encoding="utf-8")
    write_section("Calibration", [*lines, note, "Drawn in `docs/pictures/calibration.svg`."])


if __name__ == "__main__":
    main()
