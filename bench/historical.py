"""Linking of 50,578 noisy records of historical persons, beside Splink's own model of them from its demo.

    python -m bench.historical          needs ../shared/data/names/historical_50k.parquet

Both sides in a process of its own, one after the other. Splink: comparisons, blocking and training of its tutorial on
this very data, its best threshold chosen with the truth. Ours takes the postcode for a residence, and has no column for an
occupation; the names are both of the file's forms; of a date that cannot be it keeps the year, as an import does. "As shipped" is the model that the package holds, set to the number
of records; "fitted" what ``coalesce model fit`` makes of it on this list, as a node may on its own member's lists. No
truth goes into either.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.link import THRESHOLDS, Clock, Packed, by_components, grouped, peak
from bench.results import write_section
from coalesce.dates import PartialDate
from coalesce.engines import LinkOptions, link_stored
from coalesce.errors import BadField
from coalesce.handling import Handling
from coalesce.intake.unreal_dates import read_birth_dates
from coalesce.linking.coding import Encoder
from coalesce.linking.columns import prepare
from coalesce.linking.evaluation import Accuracy, cluster_accuracy, pair_accuracy, pairs_of
from coalesce.linking.fitting import Named, OwnRows, fit
from coalesce.linking.keys import keys
from coalesce.linking.model import Model, load_model
from coalesce.linking.prepared import pack
from coalesce.records import Entry, Name, Place, Provenance, Record, Sex
from coalesce.services.fitting import compared

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "names" / "historical_50k.parquet"
SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}


def _entry(row: dict[str, Any]) -> Entry:
    names = dict.fromkeys(name for name in (row["full_name"], row["first_and_surname"]) if name)
    return Entry(
        row["unique_id"],
        tuple(Name(name, "Latn") for name in names),
        Provenance("historical_50k.parquet", 1),
        sex=SEXES.get(row["gender"]),
        birth_dates=_births(row["dob"]),
        birth_places=(Place(row["birth_place"]),) if row["birth_place"] else (),
        residences=(Place(row["postcode_fake"]),) if row["postcode_fake"] else (),
    )


def _births(written: str | None) -> tuple[PartialDate, ...]:
    """The date as an import reads it; a row with one of before 1500 stands without it."""
    try:
        return read_birth_dates([written], None)[0] if written else ()
    except BadField:
        return ()


def fitted(entries: dict[str, Entry], model: Model) -> Model:
    """The model that ``coalesce model fit`` would make of this list: no truth goes in."""
    until = Handling(date(2100, 1, 1))
    records = [Record(record, 1, "L", "historical", "GB", until, entry) for record, entry in entries.items()]
    own = OwnRows("GB", records, [], frozenset())
    return fit(own, model, Named(2, "2026-11-23"), lambda rows, by: compared(rows, LinkOptions(by, least=1e-12)))


def ours(way: str) -> dict[str, Any]:
    """Our side: the import's work, link, people."""
    clock = Clock()
    rows = [row for row in pq.read_table(DATA).to_pylist() if row["full_name"] or row["first_and_surname"]]
    entries = {row["unique_id"]: _entry(row) for row in rows}
    model = load_model().for_population(len(rows))
    if way == "fitted":
        model = fitted(entries, model)
        clock.took("fit")
    encoder, packed = Encoder(model), []
    for record, entry in entries.items():
        columns = prepare(entry)
        packed.append(Packed(record, 1, "L", False, pack(columns, keys(columns, model), encoder)))
    clock.took("prepare")
    batch = link_stored(packed, LinkOptions(model))
    clock.took("link")
    groups = grouped(batch)
    clock.took("people")
    used = peak()
    whole = {row["unique_id"]: str(row["cluster"]) for row in pq.read_table(DATA).to_pylist()}
    names, stated = batch.records, batch.probabilities().tolist()
    links = [(names[a], names[b], p) for (a, b), p in zip(batch.pairs.tolist(), stated, strict=True)]
    return _measured(links, {"partition": groups}, whole) | {"seconds": clock.seconds, "peak": used}


def splink() -> dict[str, Any]:
    """Splink's tutorial on this data."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    clock = Clock()
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on("substr(postcode_fake,1,3)", "dob"),
            block_on("substr(postcode_fake,1,3)", "first_name"),
            block_on("substr(postcode_fake,1,3)", "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
    )
    linker = Linker(DuckDBAPI().register(pq.read_table(DATA)), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ],
        recall=0.6,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    clock.took("train")
    predicted = linker.inference.predict(threshold_match_probability=0.05)
    rows = predicted.as_duckdbpyrelation().select("unique_id_l, unique_id_r, match_probability").fetchall()
    clock.took("link")
    links = [(min(a, b), max(a, b), p) for a, b, p in rows]
    truth = {row["unique_id"]: str(row["cluster"]) for row in pq.read_table(DATA).to_pylist()}
    used = peak()
    groups = {f"components at {at}": by_components(links, at, truth) for at in (*THRESHOLDS, 0.999, 0.9999)}
    clock.took("people")
    return _measured(links, groups, truth) | {"seconds": clock.seconds, "peak": used}


def _measured(
    links: list[tuple[str, str, float]], groups: dict[str, list[tuple[str, ...]]], truth: dict[str, str]
) -> dict[str, Any]:
    pairs = {at: pair_accuracy([(a, b) for a, b, p in links if p >= at], truth) for at in THRESHOLDS}
    joined = {way: pair_accuracy(pairs_of(_bounded(found)), truth) for way, found in groups.items()}
    way = max(joined, key=lambda each: joined[each].f1)
    at = max(pairs, key=lambda each: pairs[each].f1)
    return {
        "pairs": (_three(pairs[at]), at),
        "people": (_three(joined[way]), way),
        "whole": cluster_accuracy(groups[way], truth).f1,
    }


def _bounded(groups: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without groups of over 5,000, whose pairs alone would fill the memory: they would be wrong anyway."""
    return [group for group in groups if len(group) <= 5_000]


def _three(found: Accuracy) -> tuple[float, float, float]:
    return found.f1, found.precision, found.recall


def _row(name: str, found: dict[str, Any]) -> str:
    steps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in found["seconds"].items())
    (best, p, r), at = found["pairs"]
    (f1, precision, recall), way = found["people"]
    return (
        f"| {name} | {steps} | {found['peak']:,.0f} MB | {best:.3f} ({p:.3f} / {r:.3f}; at {at}) |"
        f" {f1:.3f} ({precision:.3f} / {recall:.3f}; {way}) | {found['whole']:.3f} |"
    )


def main() -> None:
    """Run all sides and note them."""
    if len(sys.argv) == 2:
        measure = {"shipped": lambda: ours("shipped"), "fitted": lambda: ours("fitted"), "splink": splink}[sys.argv[1]]
        print("\n" + json.dumps(measure()))
        return
    found = {}
    for side in ("shipped", "fitted", "splink"):
        run = [sys.executable, "-m", "bench.historical", side]
        told = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout
        found[side] = json.loads(told.splitlines()[-1])
    lines = [
        (
            "| | seconds | peak memory | best F1 of pairs (precision / recall) | F1 of people, as pairs (precision /"
            " recall) | F1 of whole people of 2+ records |"
        ),
        "|---|---|---|---|---|---|",
        _row("Coalesce, as shipped", found["shipped"]),
        _row("Coalesce, fitted to the list", found["fitted"]),
        _row("Splink 5, its demo of this data", found["splink"]),
        "",
        (
            "Splink compares the occupation too, and is trained on this list; its thresholds are the best ones, chosen with the"
            " truth. Ours has no threshold, and takes the postcode for a residence; 'fitted' is what `coalesce model fit` makes of"
            " the list, without any truth."
        ),
    ]
    write_section("Historical persons (50k)", lines)


if __name__ == "__main__":
    main()
