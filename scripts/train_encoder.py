"""Trains the name encoder that is shipped: src/coalesce/names/data/encoder-1.bin.

    python scripts/train_encoder.py [--pairs ../shared/data/translit] [--out FILE]        (or `make encoder`)

It reads the public pairs (encoder_pairs.py) but the held-out twentieth of the Latin tokens, adds spellings that the pairs
lack (encoder_variants.py), trains four towers by contrast (encoder_training.py), rounds them to eight bits, and
prints how often the right Latin token comes first on the held-out part. docs/models/encoder.md is the card.

Invariant: the same pairs and the same machine give the same file, byte for byte: one thread, one seed, no clock.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from encoder_measure import right_first
from encoder_pairs import Pair, read_pairs
from encoder_training import Ragged, Tower, contrast
from encoder_variants import variants
from numpy.typing import NDArray

from coalesce.names.encoder import SHIPPED, Encoder
from coalesce.names.encoder_file import Weights, digest, pack, unpack
from coalesce.names.ngrams import Alphabet, grams

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src" / "coalesce" / "names" / "data" / SHIPPED
PAIRS = ROOT / ".." / "shared" / "data" / "translit"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

LETTERS = {
    "Latn": "abcdefghijklmnopqrstuvwxyz",
    "Arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگڤ",
    "Cyrl": "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "Hebr": "אבגדהוזחטיךכלםמןנסעףפץצקרשת'",
}
FOLDS = {
    "Latn": "",
    # Urdu, Kurdish, Maghrebi, Pashto, Sindhi.
    "Arab": (
        "ٹ=ت ڈ=د ڑ=ر ں=ن ڵ=ل ڕ=ر ۊ=و ڭ=گ ݣ=گ ڨ=گ ڧ=ق ڢ=ف ټ=ت ډ=د ړ=ر ڼ=ن ږ=ژ ښ=ش څ=س ځ=ز"
        " ٻ=ب ڀ=ب ٺ=ت ٽ=ت ٿ=ث ڄ=ج ڃ=ج ڇ=چ ڌ=د ڊ=د ڏ=د ڍ=د ڙ=ر ڦ=ف ڱ=ن ڳ=گ ڻ=ن"
    ),
    # Ukrainian, Belarusian, South Slavic, Turkic, Tajik and Caucasian letters, by their nearest in Russian.
    "Cyrl": (
        "і=и ї=и є=е ґ=г ў=у ј=й љ=ль њ=нь ђ=дж ћ=ч џ=дж ѓ=г ќ=к ѕ=дз ѝ=и ѐ=е ә=а ғ=г қ=к ң=н ө=о ұ=у ү=у һ=х"
        " ҷ=дж ҳ=х ӣ=и ӯ=у ҹ=дж ҝ=г җ=дж ҥ=н ӑ=а ӗ=е ҫ=с"
    ),
    "Hebr": "װ=וו ײ=יי",
}


@dataclass(frozen=True)
class Plan:
    """What was chosen on the held-out part."""

    rows: dict[str, int] = field(default_factory=lambda: {"Latn": 11000, "Arab": 6000, "Cyrl": 8000, "Hebr": 5000})
    width: int = 96
    hidden: int = 384
    out: int = 128
    batch: int = 1024
    rounds: int = 12
    rate: float = 2e-3
    sharpness: float = 20.0
    dropped: float = 0.25
    leaf: int = 64
    by_count: float = 0.25
    drawn: float = 0.9
    spellings: float = 0.5
    seed: int = 1


@dataclass(frozen=True)
class Sides:
    """Pairs of one script: which token stands left and right, and how often the pair is drawn."""

    script: str
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: NDArray[np.float64]


class Training:
    """The tokens, the towers and what is drawn from the seed."""

    def __init__(self, pairs: Sequence[Pair], plan: Plan) -> None:
        self._plan = plan
        self._random = np.random.default_rng(plan.seed)
        self._alphabets = {script: Alphabet.of(LETTERS[script], FOLDS[script]) for script in LETTERS}
        self._numbers: dict[str, dict[str, int]] = {script: {} for script in LETTERS}
        self._sides = self._read(pairs)
        self._codes: dict[str, NDArray[np.int64]] = {}
        self._ragged: dict[str, Ragged] = {}
        self._towers: dict[str, Tower] = {}
        for script in LETTERS:
            self._index(script)
            shape = (len(self._codes[script]), plan.width, plan.hidden, plan.out)
            self._towers[script] = Tower.random(shape, self._random)
        self._step = 0

    def run(self) -> dict[str, Weights]:
        """Train, and give the towers."""
        batches = sum(self._drawn(sides) // self._plan.batch for sides in self._sides)
        for number in range(self._plan.rounds):
            work = [(sides, chosen) for sides in self._sides for chosen in self._batches(sides, number)]
            order = self._random.permutation(len(work))
            losses = [self._learn(*work[place], batches * self._plan.rounds) for place in order.tolist()]
            print(f"round {number + 1} of {self._plan.rounds}: mean loss {np.mean(losses):.4f}", flush=True)
        return {
            script: Weights(LETTERS[script], FOLDS[script], self._codes[script], **self._towers[script].parameters)
            for script in LETTERS
        }

    def _drawn(self, sides: Sides) -> int:
        """How many pairs a round draws."""
        share = self._plan.spellings if sides.script == "Latn" else self._plan.drawn
        return round(share * len(sides.left))

    def _number(self, script: str, token: str) -> int:
        numbers = self._numbers[script]
        return numbers.setdefault(token, len(numbers))

    def _read(self, pairs: Sequence[Pair]) -> list[Sides]:
        """Foreign tokens against Latin ones, and two Latin spellings of one foreign form against each other."""
        found: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
        spellings: dict[tuple[str, str], dict[int, None]] = defaultdict(dict)
        for number, pair in enumerate(pairs):
            drawn = pair.count**self._plan.by_count
            for foreign, latin, share in variants(pair, number):
                ours = self._number("Latn", latin)
                found[pair.script].append((self._number(pair.script, foreign), ours, drawn * share))
            spellings[pair.script, pair.foreign][ours] = None
        for alike in spellings.values():
            chain = list(alike)
            found["Latn"] += [(a, b, 1.0) for a, b in pairwise(chain)]
        return [
            Sides(script, *(np.array(column) for column in zip(*rows, strict=True)))
            for script, rows in sorted(found.items())
        ]

    def _index(self, script: str) -> None:
        """Choose the n-grams that most tokens have (every letter is kept), and look them up in all tokens."""
        found = grams(list(self._numbers[script]), self._alphabets[script])
        codes, counts = np.unique(found.codes, return_counts=True)
        first = np.lexsort((codes, -counts, codes >= 64))
        self._codes[script] = np.sort(codes[first[: self._plan.rows[script]]])
        rows = np.minimum(np.searchsorted(self._codes[script], found.codes), len(self._codes[script]) - 1)
        known = self._codes[script][rows] == found.codes
        starts = np.concatenate(([0], np.cumsum(known)))[found.starts]
        self._ragged[script] = Ragged(rows[known].astype(np.int32), found.places[known], starts)

    def _batches(self, sides: Sides, number: int) -> list[NDArray[np.int64]]:
        """A round's draws, in batches. From the second round on, near tokens fall into one batch."""
        weight = sides.weight / sides.weight.sum()
        chosen = self._random.choice(len(weight), self._drawn(sides), replace=False, p=weight)
        if number:
            chosen = chosen[self._near_together(sides.right[chosen])]
        return np.array_split(chosen, max(1, len(chosen) // self._plan.batch))

    def _near_together(self, latin: NDArray[np.int64]) -> NDArray[np.int64]:
        """An order in which near tokens are neighbours: halved along random directions until few are left."""
        tower, tokens = self._towers["Latn"], self._ragged["Latn"]
        parts = [tower.forward(tokens.take(part)).vectors for part in np.array_split(latin, max(1, len(latin) // 4096))]
        points = np.concatenate(parts)
        pending, leaves = [np.arange(len(latin))], []
        while pending:
            group = pending.pop()
            if len(group) <= self._plan.leaf:
                leaves.append(group)
                continue
            ends = points[group[self._random.integers(len(group), size=2)]]
            order = group[np.argsort(points[group] @ (ends[0] - ends[1]), kind="stable")]
            pending += [order[: len(order) // 2], order[len(order) // 2 :]]
        return np.concatenate([leaves[place] for place in self._random.permutation(len(leaves)).tolist()])

    def _learn(self, sides: Sides, chosen: NDArray[np.int64], steps: int) -> float:
        """One step on one batch; the loss."""
        left, right = sides.left[chosen], sides.right[chosen]
        same = (left[:, None] == left) | (right[:, None] == right)
        np.fill_diagonal(same, val=False)
        self._step += 1
        done = min(1.0, self._step / steps)
        rate = self._plan.rate * min(1.0, self._step / 100) * (0.02 + 0.49 * (1 + np.cos(np.pi * done)))
        ways = [(self._towers[sides.script], self._ragged[sides.script], left)]
        ways.append((self._towers["Latn"], self._ragged["Latn"], right))
        passes = [tower.forward(of.take(ids).dropped(self._plan.dropped, self._random)) for tower, of, ids in ways]
        loss, *slopes = contrast(passes[0].vectors, passes[1].vectors, same, self._plan.sharpness)
        gradients = [way[0].backward(*done) for way, *done in zip(ways, passes, slopes, strict=True)]
        if sides.script == "Latn":
            gradients = [{name: slope + gradients[1][name] for name, slope in gradients[0].items()}]
        for way, gradient in zip(ways, gradients, strict=False):
            way[0].step(gradient, float(rate), self._step)
        return loss


def main() -> None:
    """Train, write the file, and print its digest and what it reaches on the held-out part."""
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ONE_THREAD)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--out", type=Path, default=OUT)
    chosen = parser.parse_args()
    pairs = read_pairs(chosen.pairs)
    towers = Training([pair for pair in pairs if not pair.held_out], Plan()).run()
    stored = pack(towers)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_bytes(stored)
    print(f"{chosen.out.name}: {len(stored):,} bytes, SHA-256 {digest(stored)}")
    for kind, encoder in (("as trained", Encoder(towers)), ("as shipped, eight bits", Encoder(unpack(stored)))):
        for line in right_first(pairs, encoder):
            print(f"{kind}: {line}")


if __name__ == "__main__":
    main()
