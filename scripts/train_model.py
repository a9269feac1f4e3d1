"""Trains the linking model that is shipped: src/coalesce/linking/data/model-1.json.

    python scripts/train_model.py [--names ../shared/data/names/negatives_global.csv] [--out FILE]

What it learns, and from what:

1. how frequent name tokens and skeletons are: records of the sample world (invented) and a public set of
   invented persons of many nations (MIT). What counts is the share in the nation where the token is most frequent:
   namesakes are compatriots, and the nationality is evidence of its own. A token is kept from ten bearers on;
2. m (levels among records of one person) and u (among records of two) of every comparison: pairs of
   records of sample worlds, whose truth is known; u of the name among compatriots alone;
3. the calibration from weight to probability: candidate pairs of other sample worlds, and of noisy lists of invented
   persons of many nations with many namesakes, since the sample world is tidier than real lists are.

The same arguments give the same file. It reads no received record, and no list of real people.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
from noisy_persons import noisy_persons
from reference_names import Bearer, read_names

from coalesce.engines import LinkOptions, link_stored
from coalesce.engines.duckdb_tables import connect, create_macros, load, pair_up, reach
from coalesce.linking.calibration import Calibration, fit
from coalesce.linking.coding import Encoder, words_of
from coalesce.linking.columns import prepare
from coalesce.linking.comparisons import REASONS, Comparison
from coalesce.linking.keys import blocking_bones, keys
from coalesce.linking.model import (
    EIGHTHS,
    MOST_EIGHTHS,
    UNMET_PLACE,
    Frequencies,
    KeyRules,
    Model,
    NameRules,
    to_plain,
)
from coalesce.linking.monotone import rising
from coalesce.linking.near import Token
from coalesce.linking.prepared import pack
from coalesce.linking.rows import LinkRow
from coalesce.sample import World, build_world

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "src" / "coalesce" / "linking" / "data" / "model-1.json"
NAMES = ROOT / ".." / "shared" / "data" / "names" / "negatives_global.csv"
LEARN, CALIBRATE = (11, 12, 13), (21, 22)
TRAVELLERS = 6000
NOISY = 15_000
LEAST_BEARERS = 10
COMPATRIOTS, EVERY = 10, 40
WORKERS = 3

RULES = NameRules(
    thresholds=tuple(8 * bits for bits in (-8, -4, *range(19), 21, 24, 27, 30, 34, 38, 44)),
    contradiction=8 * EIGHTHS,
    extra=2 * EIGHTHS,
    near_loss=5 * EIGHTHS,
)
KEYS = KeyRules(block=6.0, most=48)
LEAST_M = {
    (Comparison.SEX, 0): 0.005,
    (Comparison.NATIONALITY, 0): 0.01,
    (Comparison.BIRTH_DATE, 0): 0.001,
    (Comparison.BIRTH_DATE, 1): 0.01,
    (Comparison.BIRTH_DATE, 2): 0.01,
}
"""No list is free of slips: so many pairs of one person disagree so far, even where those of the sample world never do."""

UNTRAINED = {(Comparison.DOCUMENT, 2): 17.0, (Comparison.BIRTH_PLACE, 1): 2.0}
"""Bits of levels that hardly occur in the sample world, whose lists always say a document's country and never a
birth place's: between their neighbours."""

MOST_BITS = {Comparison.NATIONALITY: (4.0,), Comparison.BIRTH_PLACE: (3.0, 3.0, 3.0, 4.5, 6.0)}
"""Real lists choose by nation, region and family, the sample world's hardly do: more than this is never said, by level
(the last stands for those above it)."""

RESIDENCE = ((0.35, -1.5), (0.15, 1.0), (0.15, 2.0), (0.10, 3.5), (0.05, 5.0), (0.20, 6.0))
"""m and bits of each level, set and not learned: the sample world has no addresses. People move, so that another residence
says little against a pair; families live together, so that the same one says less for it than its rarity."""

UNMET_NATION = 5 * EIGHTHS
"""A nationality that the training data do not have may be frequent elsewhere: neither frequent nor rare."""

SMALLEST_NATION = 100
"""Records of one nationality in the training data, for its own shares of names to count."""
CARD = """Linking model of Coalesce. Fellegi-Sunter weights for seven comparisons, trained on the sample world \
(invented people) of seeds {learn} and on name frequencies of that world and of 50,000 invented persons of many nations \
(yente, MIT). Probabilities are calibrated on the truth of sample worlds and of noisy lists of those invented persons, seeds {calibrate}: \
on real lists they are a guide, not a measurement. The prior fits {records:,} records, of about {travellers} people; a node that expects others \
sets its own. The weights of a residence are set, not trained. Not trained on any list of real people."""


@dataclass(frozen=True)
class Truthful:
    """A world as the linker sees it, and who is who."""

    rows: list[LinkRow]
    person: dict[str, str]


def truthful(world: World, model: Model) -> Truthful:
    """Rows of every list of the world."""
    rows, person = [], {}
    for of in world.lists:
        for held in world.entries[of.name]:
            record = f"{of.name}/{held.entry.reference}"
            columns = prepare(held.entry)
            rows.append(LinkRow(record, 1, of.name, of.deduplicated, columns, keys(columns, model)))
            person[record] = world.truth.bearer[of.name, held.entry.reference]
    return Truthful(rows, person)


def blank_model() -> Model:
    """Everything but what is learned."""
    levels = {comparison: tuple((0.5, 0.5) for _ in reasons) for comparison, reasons in REASONS.items()}
    levels[Comparison.NAME] = tuple((0.5, 0.5) for _ in range(len(RULES.thresholds) + 1))
    none = Frequencies({}, 100)
    line = Calibration(((-10.0, -7.0), (10.0, 7.0)))
    return Model("model-1", "", -12.0, 13_500, levels, none, none, none, none, RULES, KEYS, line)


Borne = tuple[str, str, set[str]]
"""A record: its person, its nation, its terms."""


def learn_frequencies(model: Model, worlds: list[Truthful], names: Path) -> Model:
    """Shares of tokens, skeletons and nationalities."""
    sets = [list(_borne(worlds)), list(read_names(names))]
    everyone = [[(person, "", words) for person, _, words in part] for part in _told(sets, blocking_bones)]
    return replace(
        model,
        tokens=_frequencies(_told(sets, lambda token: (token.plain,)), max),
        skeletons=_frequencies(_told(sets, lambda token: (token.bone,)), max),
        blocking=_frequencies(everyone, lambda shares: sum(shares) / len(everyone)),
        nationalities=_nationalities(worlds),
        places=_places(worlds),
        residences=_places(worlds),  # where people are born is the nearest there is to where they live
    )


def _frequencies(sets: list[list[Borne]], settle: Callable[[list[float]], float]) -> Frequencies:
    """What ``settle`` makes of a term's shares in the nations of all sets; of the unseen, with which share a compatriot
    of a bearer bears it too, on average.
    """
    people: dict[str, set[str]] = defaultdict(set)
    for person, _, words in chain.from_iterable(sets):
        for term in words:
            people[term].add(person)
    shares: dict[str, list[float]] = defaultdict(list)
    unseen = []
    for records in sets:
        nations = Counter(nation for _, nation, _ in records)
        met = total = 0.0
        for (nation, term), count in Counter((nation, term) for _, nation, words in records for term in words).items():
            share = count / nations[nation]
            if nations[nation] >= SMALLEST_NATION and len(people[term]) >= LEAST_BEARERS:
                shares[term].append(share)
            elif nations[nation] >= SMALLEST_NATION:
                met, total = met + count * share, total + count
        unseen.append(met / total)
    kept = {term: _eighths(settle(found)) for term, found in shares.items()}
    return Frequencies(kept, _eighths(math.exp(sum(map(math.log, unseen)) / len(unseen))))


def _told(sets: list[list[Bearer]], said: Callable[[Token], Iterable[str]]) -> list[list[Borne]]:
    return [
        [(who, nation, {one for token in borne for one in said(token)}) for who, nation, borne in part] for part in sets
    ]


def _borne(worlds: list[Truthful]) -> Iterator[Bearer]:
    for number, world in enumerate(worlds):
        for row in world.rows:
            nation = row.columns.nationalities[0] if row.columns.nationalities else ""
            yield f"{number}/{world.person[row.record]}", nation, tuple(words_of(row.columns))


def _eighths(share: float) -> int:
    return min(max(round(-math.log2(share) * EIGHTHS), 0), MOST_EIGHTHS)


def _nationalities(worlds: list[Truthful]) -> Frequencies:
    found = Counter(code for world in worlds for row in world.rows for code in row.columns.nationalities)
    total = found.total()
    kept = {code: _eighths(count / total) for code, count in found.items() if count >= LEAST_BEARERS}
    return Frequencies(kept, UNMET_NATION)


def _places(worlds: list[Truthful]) -> Frequencies:
    """Shares of the places among the persons whose birth place is told."""
    bearers: dict[str, set[str]] = defaultdict(set)
    told = set()
    for number, world in enumerate(worlds):
        for row in world.rows:
            person = f"{number}/{world.person[row.record]}"
            for place in row.columns.places:
                bearers[place].add(person)
                told.add(person)
    known = {place: _eighths(len(who) / len(told)) for place, who in bearers.items() if len(who) >= LEAST_BEARERS}
    return Frequencies(known, UNMET_PLACE)


Table = Counter[tuple[bool, tuple[int, ...]]]
"""How many pairs of (one person?, level of each comparison) there are; silent is -1."""


def all_pairs(world: Truthful, model: Model, every: int) -> Table:
    """The joint table over all pairs that may be linked: all of one person, one in ``COMPATRIOTS`` of those of one nation,
    every so-manieth of the others (a multiple of that).
    """
    levels = ", ".join(f"level_of({place}, mask, speaks) AS {each}" for place, each in enumerate(REASONS))
    nation = list(REASONS).index(Comparison.NATIONALITY)
    bins = " + ".join(f"(v >= {threshold})::INT" for threshold in model.name_rules.thresholds)
    connection = connect("4GB", 2)
    create_macros(connection, model.name_rules)
    load(connection, [replace(row, keys=keys(row.columns, model)) for row in world.rows], model)
    pair_up(connection)  # tokens of two scripts are heard where candidates bring them together
    reach(connection, model.tokens.known)
    connection.register("persons", _arrow(world.person))
    connection.execute(
        "CREATE TABLE known AS SELECT p.*, t.person, f.forms FROM people p JOIN persons t USING (record) LEFT JOIN formed f USING (rid)"
    )
    connection.register("chosen", _chosen(world, every))
    connection.execute(
        "CREATE TABLE found AS SELECT l.person = r.person AS same, name_match(l.forms, r.forms).value AS v,"
        " mask(l.asserts, r.accepts) AS mask, l.speaks & r.speaks AS speaks"
        " FROM chosen c JOIN known l ON l.rid = c.l JOIN known r ON r.rid = c.r"
        " WHERE l.closed IS NULL OR r.closed IS NULL OR l.closed <> r.closed"
    )
    rows = connection.execute(
        f"SELECT same, coalesce({bins}, -1) AS name, {levels}, count(*) FROM found GROUP BY ALL"
    ).fetchall()
    table: Table = Counter()
    for same, *found, count in rows:
        table[same, tuple(found)] += count if same else count * (COMPATRIOTS if found[nation + 1] > 0 else every)
    return table


def _chosen(world: Truthful, every: int) -> pa.Table:
    """Which pairs are compared, by their places in the order of records, from 1."""
    rows = sorted(world.rows, key=lambda row: row.record)
    person = np.unique([world.person[row.record] for row in rows], return_inverse=True)[1]
    nations = [set(row.columns.nationalities) for row in rows]
    codes = {code: 1 << at for at, code in enumerate(sorted(set().union(*nations)))}
    bits = np.zeros((len(rows), len(codes) // 60 + 1), dtype=np.int64)
    for at, held in enumerate(nations):
        for code in held:
            place = codes[code].bit_length() - 1
            bits[at, place // 60] |= 1 << place % 60
    left, right = [], []
    for at in range(len(rows)):
        others = np.arange(at + 1, len(rows))
        drawn = ((at + 1) * 7919 + others + 1) % every
        compatriots = (bits[at + 1 :] & bits[at]).any(axis=1)
        wanted = others[(person[at + 1 :] == person[at]) | (drawn == 0) | (compatriots & (drawn % COMPATRIOTS == 0))]
        left.append(np.full(len(wanted), at + 1))
        right.append(wanted + 1)
    return pa.table({"l": np.concatenate(left), "r": np.concatenate(right)})


def _arrow(person: dict[str, str]) -> pa.Table:
    return pa.table({"record": list(person), "person": list(person.values())})


def learn_levels(model: Model, table: Table) -> Model:
    """m, u and the prior out of the joint table."""
    nation = list(Comparison).index(Comparison.NATIONALITY)
    levels = {}
    for place, comparison in enumerate(Comparison):
        size = len(model.levels[comparison])
        m, u = [0.5] * size, [0.5] * size
        for (same, found), count in table.items():
            if found[place] >= 0 and same:
                m[found[place]] += count
            elif found[place] >= 0 and (comparison is not Comparison.NAME or found[nation] > 0):
                u[found[place]] += count
        pairs = [(a / sum(m), b / sum(u)) for a, b in zip(m, u, strict=True)]
        levels[comparison] = tuple(rising(pairs) if comparison is Comparison.NAME else _sound(comparison, pairs))
    levels[Comparison.RESIDENCE] = tuple((m, m / 2**bits) for m, bits in RESIDENCE)
    counts = {same: sum(count for (which, _), count in table.items() if which is same) for same in (True, False)}
    return replace(model, levels=levels, prior=math.log2(counts[True] / counts[False]))


def _sound(comparison: Comparison, pairs: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Slips that the sample world does not know, and levels that it hardly has."""
    sound = [(max(m, LEAST_M.get((comparison, level), 0.0)), u) for level, (m, u) in enumerate(pairs)]
    for (which, level), bits in UNTRAINED.items():
        if which is comparison:
            m = sound[level][0]
            sound[level] = (m, m / 2**bits)
    if comparison in MOST_BITS:
        most = MOST_BITS[comparison]
        sound = [(m, max(u, m / 2 ** most[min(level, len(most) - 1)])) for level, (m, u) in enumerate(sound)]
    return sound


class _Packed:
    """A row as the compiled engine takes it."""

    def __init__(self, row: LinkRow, body: bytes) -> None:
        self.record, self.version, self.list_id = row.record, row.version, row.list_id
        self.deduplicated, self.body = row.deduplicated, body


def weighed(known: Truthful, by: Model) -> list[tuple[float, bool]]:
    """The weight of every candidate pair of these records, and whether it is one person."""
    encoder = Encoder(by)
    packed = [_Packed(row, pack(row.columns, keys(row.columns, by), encoder)) for row in known.rows]
    batch = link_stored(packed, LinkOptions(by, least=1e-9))
    names = [known.person[record] for record in batch.records]
    same = [names[left] == names[right] for left, right in batch.pairs.tolist()]
    return list(zip(batch.weights().tolist(), same, strict=True))


def learn_calibration(model: Model, pairs: Iterable[tuple[float, bool]]) -> Model:
    """The map from weight to probability."""
    weights, same = zip(*pairs, strict=True)
    return replace(model, calibration=fit(weights, same))


def noisy_list(names: Path, seed: int) -> Truthful:
    """The noisy persons of one seed, on one list."""
    told = list(noisy_persons(names, NOISY, seed))
    rows = [LinkRow(entry.reference, 1, "noisy", False, prepare(entry), ()) for entry, _ in told]
    return Truthful(rows, {entry.reference: person for entry, person in told})


def _trained(names: Path, pool: Executor) -> Model:
    """Everything but the card; what falls into parts is shared among processes, and comes in the order of the seeds."""
    *worlds, one, other = pool.map(_world, (*LEARN, *CALIBRATE))
    model = learn_frequencies(blank_model(), worlds, names)
    table: Table = Counter()
    for found in pool.map(all_pairs, worlds, [model] * len(worlds), [EVERY] * len(worlds)):
        table += found
        _say(f"{table.total()} pairs so far")
    model = replace(learn_levels(model, table), population=sum(len(world.rows) for world in worlds) // len(worlds))
    noisy = [noisy_list(names, seed) for seed in CALIBRATE]
    by = [model, model, *(model.for_population(len(known.rows)) for known in noisy)]
    return learn_calibration(model, chain.from_iterable(pool.map(weighed, (one, other, *noisy), by)))


def _world(seed: int) -> Truthful:
    return truthful(build_world(seed, TRAVELLERS), blank_model())


def main() -> None:
    """Train, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=Path, default=NAMES)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    with ProcessPoolExecutor(WORKERS) as pool:
        model = _trained(options.names, pool)
    seeds = {"learn": _listed(LEARN), "calibrate": _listed(CALIBRATE)}
    card = CARD.format(**seeds, records=model.population, travellers=TRAVELLERS)
    options.out.write_bytes(orjson.dumps(to_plain(replace(model, card=card))) + b"\n")
    for comparison, weights in model.weights.items():
        _say(f"{comparison}: {' '.join(f'{weight:.1f}' for weight in weights)}")
    _say(f"prior {model.prior:.2f}, {len(model.tokens.known)} tokens, {options.out.stat().st_size} bytes")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _listed(seeds: tuple[int, ...]) -> str:
    return ", ".join(map(str, seeds))


if __name__ == "__main__":
    main()
