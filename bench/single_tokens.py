"""Single name tokens across scripts: which Latin token of the held-out ones comes first for a foreign one.

    python -m bench.single_tokens          needs ../shared/data/translit

Ours: the encoder's nearest, alone and with the edit similarity of skeletons and romanised forms (a twentieth as
heavy) added. Peers: anyascii, a romaniser for every script, with the same skeleton and
edit distance, and with Jaro-Winkler. All see the same pool, once the held-out Latin tokens alone and once with three
times as many training tokens beside them. Equal scores go to the first in the alphabet.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray
from rapidfuzz import distance, fuzz, process

from bench.results import write_section
from coalesce.names import romanise, skeleton
from coalesce.names.encoder import Encoder, load_encoder

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))  # the held-out part is the trainer's word, and its scripts are no package

from encoder_measure import Trial, trials  # noqa: E402  found through the line above
from encoder_pairs import read_pairs  # noqa: E402  found through the line above

PAIRS = ROOT / ".." / "shared" / "data" / "translit"
ROWS = 256
BLEND = 0.05
"""How much the edit similarity of skeleton (1) and romanised form (.5) counts beside the encoder's cosine."""

Scores = NDArray[np.float32]
Scorer = Callable[[list[str], list[str]], Scores]


def _plain(token: str) -> str:
    return "".join(letter for letter in anyascii(token).lower() if letter.isalpha())


def _skeletons(romaniser: Callable[[str], str]) -> Scorer:
    def score(foreign: list[str], pool: list[str]) -> Scores:
        left, right = [skeleton(romaniser(each)) for each in foreign], [skeleton(each) for each in pool]
        bones = process.cdist(left, right, scorer=fuzz.ratio, dtype=np.float32) / 100
        whole = process.cdist([romaniser(each) for each in foreign], pool, scorer=fuzz.ratio, dtype=np.float32) / 100
        both: Scores = bones + np.float32(0.5) * whole
        return both

    return score


def _jaro_winkler(foreign: list[str], pool: list[str]) -> Scores:
    scorer = distance.JaroWinkler.similarity
    return process.cdist([_plain(each) for each in foreign], pool, scorer=scorer, dtype=np.float32)


def _own(token: str) -> str:
    return romanise(token).replace(" ", "")


def _scorers(encoder: Encoder) -> dict[str, Scorer]:
    def nearest(foreign: list[str], pool: list[str]) -> Scores:
        found: Scores = encoder.vectors(foreign) @ encoder.vectors(pool).T
        return found

    bones = _skeletons(_own)
    return {
        "Coalesce, encoder": nearest,
        "Coalesce, encoder and skeleton": lambda foreign, pool: nearest(foreign, pool) + BLEND * bones(foreign, pool),
        "anyascii, skeleton and edit distance": _skeletons(_plain),
        "anyascii, Jaro-Winkler": _jaro_winkler,
    }


def _first(trial: Trial, scorer: Scorer) -> float:
    found: list[str] = []
    for start in range(0, len(trial.foreign), ROWS):
        scores = scorer(trial.foreign[start : start + ROWS], trial.pool)
        found += [trial.pool[place] for place in scores.argmax(axis=1).tolist()]
    return trial.score(found).right


def _speed(encoder: Encoder, tokens: list[str]) -> str:
    began = time.process_time()
    encoder.vectors(tokens)
    bulk = time.process_time() - began
    few = tokens[:2000]
    began = time.process_time()
    for token in few:
        encoder.vectors([token])
    single = (time.process_time() - began) / len(few)
    return f"Encoding: {bulk / len(tokens) * 1e6:.0f} s of one core for a million tokens at once, {single * 1e6:.0f} us for one."


def main() -> None:
    """Score everybody on the same pools and note it."""
    pairs = read_pairs(PAIRS)
    encoder = load_encoder()
    narrow, wide = list(trials(pairs)), list(trials(pairs, widened=3))
    names = [
        f"{trial.source} ({len(small.pool):,} / {len(trial.pool):,})" for small, trial in zip(narrow, wide, strict=True)
    ]
    lines = [f"| | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for name, scorer in _scorers(encoder).items():
        shares = [f"{_first(a, scorer):.3f} / {_first(b, scorer):.3f}" for a, b in zip(narrow, wide, strict=True)]
        lines.append(f"| {name} | {' | '.join(shares)} |")
    held = sum(len(trial.pairs) for trial in narrow)
    lines += ["", f"Share of {held:,} held-out pairs whose right Latin token comes first, by pool (its size above)."]
    lines += [_speed(encoder, sorted({pair.folded for pair in pairs}))]
    write_section("Single name tokens across scripts", lines)


if __name__ == "__main__":
    main()
