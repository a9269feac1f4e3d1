"""Trains what names are compared with: src/coalesce/names/data/comparison.json.

    python scripts/train_names.py

From ../shared/data, and from nothing else: the transliteration pairs (COLING 2018, CC0; Google, Apache-2.0) and invented
persons of many nations (MIT). No list of real people and no judged pair is read. It learns

1. how rare a skeleton is among names;
2. how likely two words are one name: a logistic regression over ``likeness.evidence``, for each kind of pair;
3. how likely two names are one: a logistic regression over ``comparing.features`` of made pairs (``name_pairs``).

The same inputs and encoder give the same file.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
sys.path.insert(0, str(ROOT))

from scripts.name_pairs import Pairs, Rows, make_pairs, read_persons, read_tokens, slip, sounded  # noqa: E402

from coalesce.names import comparing, likeness, tokens  # noqa: E402 - found by the paths above
from coalesce.names import rarity as rare  # noqa: E402
from coalesce.names.skeleton import skeleton  # noqa: E402
from coalesce.names.words import Word, words  # noqa: E402

SHIPPED = ROOT / "src" / "coalesce" / "names" / "data" / rare.FILE
SHARED = ROOT / ".." / "shared" / "data"
SEED = 2014
FREQUENT = 40
NEAR_PAIRS = 8_000
POINTS, LEAST_SLOPE = 9, 0.2
NAME_PAIRS = 40_000
LEAST_BEARERS = 8
KEPT_BONES = 6_000
Floats = NDArray[np.float64]


def train_rarity(persons: list[dict[str, str]], spelt: dict[str, Rows]) -> dict[str, int]:
    """Eighths of a bit of each frequent skeleton: of its share where it is most frequent, halved for a nation."""
    shares: dict[str, float] = defaultdict(float)
    everywhere: Counter[str] = Counter()
    for rows in spelt.values():
        for latin, _, count in rows:
            everywhere.update({skeleton(token): count for token in tokens(latin)})
    nations: dict[str, Counter[str]] = defaultdict(Counter)
    for person in persons:
        nations[person["nationality"]].update({skeleton(token) for token in tokens(person["full_name"])})
    sizes = Counter(person["nationality"] for person in persons)
    for counts, size, weight in [
        (everywhere, everywhere.total() / 2, 1.0),
        *((nations[n], sizes[n], 0.5) for n in nations),
    ]:
        for bone, count in counts.items():
            if count >= LEAST_BEARERS:
                shares[bone] = max(shares[bone], weight * count / size)
    kept = sorted(shares, key=lambda bone: (-shares[bone], bone))[:KEPT_BONES]
    return {bone: round(-8 * math.log2(min(shares[bone], 0.12))) for bone in sorted(kept)}


def train_words(spelt: dict[str, Rows], held: dict[str, Rows]) -> dict[str, list[float]]:
    """The weights of each kind of word pair."""
    rng = random.Random(SEED)
    found = {}
    made_pairs = word_pairs(spelt, held, rng)
    for kind in likeness.KINDS:
        made = made_pairs["same" if kind == "other" else kind]
        left, right, truth = zip(*made, strict=True)
        one, other = [first_word(text) for text in left], [first_word(text) for text in right]
        kept = [place for place, pair in enumerate(zip(one, other, strict=True)) if all(pair) and pair[0] != pair[1]]
        _, features = likeness.evidence([one[place] for place in kept], [other[place] for place in kept])
        if kind == "other":
            features[:, likeness.COSINES] = 0.0
        weights = fit(features, np.array([truth[place] for place in kept], float), 1.0)
        said = 1 / (1 + np.exp(-features @ weights))
        right_said = np.array([truth[place] for place in kept], bool) == (said > 0.5)
        print(f"{kind}: {len(kept)} word pairs, {right_said.mean():.3f} on the right side of one half")
        found[kind] = [round(float(weight), 5) for weight in weights]
    return found


def first_word(text: str) -> Word | None:
    found = words(text)
    return found[0] if len(found) == 1 else None


def word_pairs(spelt: dict[str, Rows], held: dict[str, Rows], rng: random.Random) -> dict[str, Pairs]:
    """Pairs of words that are one name, and of words that are not, half of these near each other, for each kind.

    The forms in other scripts are those that the encoder was not trained on: what it was trained on it knows too well.
    """
    made: dict[str, Pairs] = {"cross": [], "same": same_near(spelt, rng)}
    for script, rows in held.items():
        near = neighbours(rows)
        by_form: dict[str, list[str]] = defaultdict(list)
        for latin, form, _ in (*spelt[script], *rows):
            by_form[form].append(latin)
        for latin, form, _ in rows:
            others = by_form[form]
            wrong = [rng.choice(rows)[0] for _ in range(2)]
            wrong += [rng.choice(near[skeleton_key(latin)])[0] for _ in range(2)]
            wrong = [other for other in wrong if other not in others]
            made["cross"] += [(form, latin, True), (form, sounded(latin, rng), True)]
            made["cross"] += [(form, other, False) for other in wrong]
            made["same"] += [(latin, other, False) for other in wrong]
            twins = sorted({other for other in others if other != latin})
            made["same"] += [(latin, twin, True) for twin in (rng.sample(twins, 1) if twins else ())]
            made["same"] += [(latin, sounded(latin, rng), True), (latin, slip(latin, rng), True)]
    return made


def same_near(spelt: dict[str, Rows], rng: random.Random) -> Pairs:
    """Frequent names a letter or two apart that no form in another script has in common: Khalil and Jalil."""
    forms: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for rows in spelt.values():
        for latin, form, count in rows:
            forms[latin].add(form)
            counts[latin] += count
    frequent = sorted(latin for latin, count in counts.items() if count >= FREQUENT and len(latin) > 3)
    apart = cdist(frequent, frequent, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    found = []
    for one, other in zip(*np.nonzero(np.triu(apart <= 2, 1)), strict=True):
        if forms[frequent[one]].isdisjoint(forms[frequent[other]]):
            found.append((frequent[one], frequent[other], False))
    return rng.sample(found, min(len(found), NEAR_PAIRS))


def neighbours(rows: Rows) -> dict[str, Rows]:
    found = defaultdict(list)
    for row in rows:
        found[skeleton_key(row[0])].append(row)
    return found


def skeleton_key(latin: str) -> str:
    bone = skeleton(latin.replace(" ", ""))
    return bone[:2] + bone[-1:]


def train_names(pairs: Pairs) -> dict[str, list[float] | list[list[float]]]:
    """The weights of ``comparing.FEATURES``, from one half of the pairs, and the curve that makes them true, from the other."""
    known = comparing.Likenesses()
    rows, answers = [], []
    for left, right, same in pairs:
        one, other = comparing.distinct_words(left), comparing.distinct_words(right)
        if one and other and set(one) != set(other):
            rows.append(comparing.features(comparing.lay(one, other, known)))
            answers.append(float(same))
    features, truth = np.array(rows), np.array(answers)
    half = len(truth) // 2
    weights = [round(float(weight), 5) for weight in fit(features[:half], truth[:half], 3.0, comparing.SIGNS)]
    odds = features[half:] @ np.array(weights)
    curve = true_curve(odds, truth[half:])
    said = 1 / (1 + np.exp(-np.array([comparing.calibrated(each, curve) for each in odds])))
    report(said, truth[half:])
    return {"weights": weights, "curve": curve}


def true_curve(odds: Floats, truth: Floats) -> list[list[float]]:
    """Points (log odds said, log odds true) of parts of the pairs from the lowest up, both classes weighing the same."""
    share = truth.mean() / (1 - truth.mean())
    points: list[list[float]] = []
    for part in np.array_split(np.argsort(odds), POINTS):
        same = truth[part].sum() + 0.5
        said, true = float(odds[part].mean()), math.log(same / (len(part) + 1 - same) / share)
        if points:
            true = max(true, points[-1][1] + LEAST_SLOPE * (said - points[-1][0]))
        points.append([said, true])
    return [[round(said, 5), round(true, 5)] for said, true in points]


def report(said: Floats, truth: Floats) -> None:
    """How true the stated probabilities are, on pairs that the weights were not fitted on."""
    print(f"{len(truth)} name pairs, {((said > 0.5) == (truth > 0)).mean():.3f} on the right side of one half")
    for low in np.arange(0, 1, 0.1):
        band = (said >= low) & (said < low + 0.1)
        print(
            f"  stated {low:.1f} to {low + 0.1:.1f}: {band.sum()} pairs, {truth[band].mean() if band.any() else 0:.3f} true"
        )


def fit(features: Floats, truth: Floats, ridge: float, signs: tuple[int, ...] = ()) -> Floats:
    """Logistic regression with both classes weighing the same; ``ridge`` on all but the first weight.

    ``signs`` hold weights to one side of 0, so that more evidence never lowers a score.
    """
    share = np.where(truth > 0, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = features @ weights
        wrong = share * (1 / (1 + np.exp(-odds)) - truth)
        held = np.concatenate([[0.0], weights[1:]])
        value = (
            float(np.sum(share * np.logaddexp(0, np.where(truth > 0, -odds, odds)))) + ridge * float(held @ held) / 2
        )
        return value, features.T @ wrong + ridge * held

    start = np.zeros(features.shape[1])
    bounds = [(0 if sign > 0 else None, 0 if sign < 0 else None) for sign in signs] or None
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000}).x)


def main() -> None:
    """Train and write; what was shipped comes back where training is broken off."""
    shipped = SHIPPED.read_bytes() if SHIPPED.exists() else None
    try:
        train()
    except BaseException:
        if shipped is not None:
            SHIPPED.write_bytes(shipped)
        raise


def train() -> None:
    """Rarity, then words, then names: each is trained on what was written before."""
    out = SHIPPED
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--names-only", action="store_true", help="keep the rarity and the words as they are")
    spelt, held = read_tokens(SHARED / "translit")
    persons = read_persons(SHARED / "names" / "negatives_global.csv")
    if asked.parse_args().names_only:
        numbers = orjson.loads(out.read_bytes())
    else:
        numbers = {
            "rarity": train_rarity(persons, spelt),
            "words": {kind: [0.0] * len(likeness.FEATURES) for kind in likeness.KINDS},
        }
        write(out, numbers | {"names": {"weights": [], "curve": []}})
        numbers["words"] = train_words(spelt, held)
    write(out, numbers | {"names": {"weights": [], "curve": []}})
    numbers["names"] = train_names(make_pairs(persons, (spelt, held), random.Random(SEED), NAME_PAIRS))
    write(out, numbers)


def write(out: Path, numbers: dict[str, object]) -> None:
    out.write_bytes(orjson.dumps(numbers) + b"\n")
    rare.shipped.cache_clear()
    rare.table.cache_clear()
    likeness.weights.cache_clear()


if __name__ == "__main__":
    main()
