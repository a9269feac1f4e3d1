"""The linking model: numbers learned once, shipped or fitted by a node, from which every weight follows.

Invariant: a model is read, never trained, when records are linked. A value that it has
not met has a value too. It holds name tokens that at least ten persons bear, with their share, and
nothing about any one person.

Source: Fellegi and Sunter (1969); term frequencies after Winkler (2000), Frequency-based matching.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Any

import orjson

from coalesce.errors import BadFile, Where
from coalesce.linking.calibration import Calibration
from coalesce.linking.comparisons import NOTHING, REASONS, Comparison
from coalesce.linking.nearest import NearestTokens

FORMAT = 1
SHIPPED = "model-1.json"
EIGHTHS = 8
"""Name evidence is counted in whole eighths of a bit, so that every engine sums it alike."""

MOST_EIGHTHS = 255
_BEFORE_RARITY = 3


@dataclass(frozen=True, slots=True)
class NameRules:
    """How the tokens of two name forms add up, in eighths of a bit; ``thresholds`` begin the levels 1, 2, ...

    ``extra`` is what a word costs that only the longer form has; ``extra_hangul`` and ``extra_han`` where both have words in
    these letters: many bear the same two words. Both were chosen on slips of the seeds 7 to 12 and 101 to 106 of ``bench.fairness``.
    ``near_loss`` is what a word tells less that is nearly another; in Han letters, where a lost letter makes it so, or a sound in another script, less is lost.
    """

    thresholds: tuple[int, ...]
    contradiction: int
    extra: int
    near_loss: int
    extra_hangul: int = 46
    extra_han: int = 50
    near_loss_han: int = 2 * EIGHTHS


@dataclass(frozen=True, slots=True)
class KeyRules:
    """A blocking key that more than ``block`` other records are expected to share is common; ``most`` keys a record."""

    block: float
    most: int


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Information of a value in eighths of a bit (-log2 of its share); ``unseen`` is that of all others."""

    known: Mapping[str, int]
    unseen: int

    def eighths(self, value: str) -> int:
        """What knowing that a person bears this value tells."""
        return self.known.get(value, self.unseen)


UNMET_PLACE = 9 * EIGHTHS
"""A birth place that the model has not met: neither a large city nor a hamlet."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """Where a node's own model comes from: its version number there, the day, lists and how many records of each."""

    version: int
    day: str
    lists: tuple[tuple[str, int], ...]
    pairs: int
    judged: int


@dataclass(frozen=True)
class Model:
    """All numbers of one model. ``levels[comparison][k]`` is (m, u) of level k; ``prior`` is in log2 odds.

    ``population`` is the number of records that the prior and the keys are meant for. ``tokens`` and ``skeletons`` are
    frequencies among compatriots (evidence: a namesake is one), ``blocking`` those of skeletons among all (how many
    records a key brings together), ``places`` and ``residences`` those of birth places and of words of addresses among all. ``fitting`` is None for the shipped one.
    """

    name: str
    card: str
    prior: float
    population: int
    levels: Mapping[Comparison, tuple[tuple[float, float], ...]]
    tokens: Frequencies
    skeletons: Frequencies
    blocking: Frequencies
    nationalities: Frequencies
    name_rules: NameRules
    key_rules: KeyRules
    calibration: Calibration
    places: Frequencies = field(default_factory=lambda: Frequencies({}, UNMET_PLACE))
    residences: Frequencies = field(default_factory=lambda: Frequencies({}, UNMET_PLACE))
    fitting: Fitting | None = None

    @cached_property
    def weights(self) -> dict[Comparison, tuple[float, ...]]:
        """log2(m / u) of each level, to twelve decimals: levels that share a weight must do so to the last digit."""
        return {
            comparison: tuple(round(math.log2(m / u), 12) for m, u in pairs)
            for comparison, pairs in self.levels.items()
        }

    @cached_property
    def nearest(self) -> NearestTokens:
        """Its known tokens as learned points."""
        return NearestTokens(self.tokens.known)

    def weight(self, comparison: Comparison, level: int) -> float:
        """The evidence of one level in bits; 0 where one side says nothing."""
        return 0.0 if level == NOTHING else self.weights[comparison][level]

    @property
    def least_bits(self) -> float:
        """A blocking key that tells less than this is common, and is not emitted."""
        return math.log2(max(self.population / self.key_rules.block, 1))

    def for_population(self, records: int) -> Model:
        """The same model for a node that expects this many records: a published setting, never taken from data.

        Among more records two random ones are less often one person, and a key must tell more.
        """
        moved = self.prior - math.log2(records / self.population)
        return replace(self, name=f"{self.name}/{records}", prior=moved, population=records)


def load_model(path: Path | None = None) -> Model:
    """The shipped model, or the one in a file. Raises BadFile."""
    try:
        return from_plain(orjson.loads(_stored(path)))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        name = SHIPPED if path is None else path.name
        raise BadFile("not a linking model that this version can read: train it again", Where(name)) from fault


def digest(path: Path | None = None) -> str:
    """Which model the file holds, whatever it is called: BLAKE2b of its bytes, 24 hexadecimal digits."""
    return blake2b(_stored(path), digest_size=12).hexdigest()


def _stored(path: Path | None) -> bytes:
    return (resources.files("coalesce.linking") / "data" / SHIPPED).read_bytes() if path is None else path.read_bytes()


def from_plain(plain: Any) -> Model:
    """A model from its JSON form. Raises KeyError, TypeError or ValueError."""
    if plain["format"] != FORMAT:
        raise ValueError("another format of model file")
    model = Model(
        name=str(plain["name"]),
        card=str(plain["card"]),
        prior=float(plain["prior"]),
        population=int(plain["population"]),
        levels=_levels(plain["levels"]),
        tokens=_frequencies(plain["tokens"]),
        skeletons=_frequencies(plain["skeletons"]),
        blocking=_frequencies(plain["blocking"]),
        nationalities=_frequencies(plain["nationalities"]),
        name_rules=_name_rules(plain["name_rules"]),
        key_rules=KeyRules(float(plain["key_rules"]["block"]), int(plain["key_rules"]["most"])),
        calibration=Calibration.from_plain(plain["calibration"]),
        places=_frequencies(plain.get("places", {"unseen": UNMET_PLACE, "known": {}})),
        residences=_frequencies(plain.get("residences", {"unseen": UNMET_PLACE, "known": {}})),
        fitting=_fitting(plain.get("fitting")),
    )
    _check(model)
    return model


def to_plain(model: Model) -> dict[str, Any]:
    """The JSON form that ``from_plain`` reads."""
    rules = model.name_rules
    return {
        "format": FORMAT,
        "name": model.name,
        "card": model.card,
        "prior": model.prior,
        "population": model.population,
        "levels": {str(key): [list(pair) for pair in pairs] for key, pairs in model.levels.items()},
        "name_rules": {
            "thresholds": list(rules.thresholds),
            "contradiction": rules.contradiction,
            "extra": rules.extra,
            "near_loss": rules.near_loss,
            "extra_hangul": rules.extra_hangul,
            "extra_han": rules.extra_han,
            "near_loss_han": rules.near_loss_han,
        },
        "key_rules": {"block": model.key_rules.block, "most": model.key_rules.most},
        "calibration": model.calibration.to_plain(),
        **{
            name: {"unseen": table.unseen, "known": dict(sorted(table.known.items()))}
            for name, table in (
                ("nationalities", model.nationalities),
                ("tokens", model.tokens),
                ("skeletons", model.skeletons),
                ("blocking", model.blocking),
                ("places", model.places),
                ("residences", model.residences),
            )
        },
        **({} if model.fitting is None else {"fitting": asdict(model.fitting)}),
    }


def _levels(plain: Any) -> dict[Comparison, tuple[tuple[float, float], ...]]:
    """m and u. A file of before residences were compared says nothing of them, and has one level for every birth place."""
    found = {Comparison(key): tuple((float(m), float(u)) for m, u in pairs) for key, pairs in plain.items()}
    found.setdefault(Comparison.RESIDENCE, ((0.5, 0.5),) * len(REASONS[Comparison.RESIDENCE]))
    places = found[Comparison.BIRTH_PLACE]
    if len(places) == _BEFORE_RARITY:
        found[Comparison.BIRTH_PLACE] = (*places, places[-1], places[-1])
    return found


def _name_rules(plain: Any) -> NameRules:
    """The rules. A file of before Han and Hangul had costs of their own says one for both, or none."""
    extra = plain.get("extra_own", plain["extra"])
    return NameRules(
        tuple(int(threshold) for threshold in plain["thresholds"]),
        int(plain["contradiction"]),
        int(plain["extra"]),
        int(plain["near_loss"]),
        int(plain.get("extra_hangul", extra)),
        int(plain.get("extra_han", extra)),
        int(plain.get("near_loss_han", plain["near_loss"])),
    )


def _frequencies(plain: Any) -> Frequencies:
    known = {str(value): int(eighths) for value, eighths in plain["known"].items()}
    if not all(0 <= eighths <= MOST_EIGHTHS for eighths in (*known.values(), int(plain["unseen"]))):
        raise ValueError("a frequency is out of range")
    return Frequencies(known, int(plain["unseen"]))


def _fitting(plain: Any) -> Fitting | None:
    if plain is None:
        return None
    lists = tuple((str(name), int(records)) for name, records in plain["lists"])
    return Fitting(int(plain["version"]), str(plain["day"]), lists, int(plain["pairs"]), int(plain["judged"]))


def _check(model: Model) -> None:
    counts = {comparison: len(reasons) for comparison, reasons in REASONS.items()}
    counts[Comparison.NAME] = len(model.name_rules.thresholds) + 1
    for comparison, count in counts.items():
        pairs = model.levels[comparison]
        if len(pairs) != count or not all(0 < value <= 1 for pair in pairs for value in pair):
            raise ValueError(f"{comparison} needs {count} levels with m and u above 0")
    thresholds = model.name_rules.thresholds
    if model.population < 1:
        raise ValueError("a population has one record at least")
    if list(thresholds) != sorted(set(thresholds)):
        raise ValueError("the thresholds of the name must rise")
