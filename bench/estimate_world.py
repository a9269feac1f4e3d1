"""How often does the interval hold all travellers of an invented world, whose truth is known, with the linking inside?

    python -m bench.estimate_world [--worlds 6] [--travellers 2500]        takes minutes

Each world has its own seed, its lists their duplicates, slips and vague dates, and the links are those of the shipped model: what
is estimated is everybody who ever went into Syria, as ``coalesce estimate --into SY`` does. The lists stand in the worlds in
three ways (they depend on each other more and more) and with the coverage of the sample world or half of it. Beside it: the
same worlds with the true links, and with ``--captured record``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.known import Held, linked
from bench.results import write_section
from coalesce.estimation.estimating import estimate
from coalesce.estimation.options import EstimateOptions
from coalesce.flows.captures import CaptureFacts, CaptureQuery, Captures
from coalesce.linking.components import Node
from coalesce.linking.draws import draw_components
from coalesce.linking.model import Model, load_model
from coalesce.records import RecordList
from coalesce.sample import World, build_world
from coalesce.sample.habits import TRAVELLER_LISTS, Habit
from coalesce.services.capturing import CaptureWords, Source, sources_of
from coalesce.services.estimating import over_links
from coalesce.settings import Settings

INTO = "SY"
FIRST_SEED = 7100
"""Worlds of these seeds trained and chose nothing."""

DRAWS = 100
SURE = 1 - 1e-12
FOUR = ("fr-departures", "de-departures", "jo-border", "tn-travellers", "tr-entry-ban", "de-relayed")
"""Lists that count as four sources; all nine count as seven."""


HEAD = (
    "| lists | coverage, of the sample's | estimated from | seen / truth | 95 % holds | 80 % holds | middle / truth "
    "| upper / lower end | share of linking | told, of these hold |"
)
NOTE = (
    "{worlds} worlds in each row, of {travellers:,} travellers each; everybody who went into Syria, all time. Intervals as they are "
    "made, refused or not; the last column has how many would be told, and how many of these hold at 95 %. Shares are counts, the "
    "rest medians over the worlds."
)


@dataclass(frozen=True)
class Question:
    """One line of the table, of each world."""

    name: str
    lists: tuple[str, ...] = ()
    rule: str = "leg"
    sure: bool = False


QUESTIONS = (
    Question("7 sources"),
    Question("7 sources, true links", sure=True),
    Question("7 sources, captured by record", rule="record"),
    Question("4 sources", FOUR),
)


@dataclass(frozen=True)
class Answered:
    """What one question of one world gave; ``ratio`` is the middle of the totals over the truth."""

    question: str
    seen: float
    ratio: float
    width: float
    holds95: bool
    holds80: bool
    told: bool
    linking: float


def at_random(habit: Habit, coverage: float) -> Habit:
    """A list that takes everybody alike: no origin, no route, no visibility, no feed."""
    free = replace(habit, draws={}, pull=0.0, turned_back=0.0, returned=0.0, through=None, feed=None)
    return replace(free, coverage=habit.coverage * coverage)


def by_visibility(habit: Habit, coverage: float) -> Habit:
    """A list that sees some people more easily than others, as all lists do."""
    return replace(at_random(habit, coverage), pull=habit.pull)


def as_it_is(habit: Habit, coverage: float) -> Habit:
    """A list of the sample world: it draws from its own country, its gates, a feed."""
    return replace(habit, coverage=habit.coverage * coverage)


WAYS = (
    ("at random", at_random),
    ("some people easier to see", by_visibility),
    ("the sample world: origins, gates, feeds too", as_it_is),
)


def captures(world: World, model: Model | None) -> Captures:
    """Who is on which list, over draws of the model's links; without a model, with the true ones."""
    of = {each.name: each for each in world.lists}
    held = _held(world)
    links = [(a, b, SURE) for a, b in _true_pairs(held)] if model is None else _links(held, model)
    nodes = [Node(one[0], one[2], one[3]) for one in sorted(held, key=lambda one: one[0])]
    draws = draw_components(nodes, links, {}, b"estimate world", DRAWS, {one[0]: 1 for one in held})
    listed = [one for one in held if of[one[2]].kind == "travellers"]
    facts = {one[0]: CaptureFacts(_name(of[one[2]]), one[1].nationalities) for one in listed}
    return Captures.build(draws, {one[0]: one[1].sightings for one in listed}, facts, DRAWS)


def _links(held: Sequence[Held], model: Model) -> list[tuple[str, str, float]]:
    found = linked(held, model)
    records = [one[0] for one in found.records]
    pairs = zip(found.left, found.right, found.stated, strict=True)
    return [(records[left], records[right], float(p)) for left, right, p in pairs]


def _held(world: World) -> list[Held]:
    bearer = world.truth.bearer
    return [
        (
            f"{of.name}/{each.entry.reference}",
            each.entry,
            of.name,
            of.deduplicated,
            bearer[of.name, each.entry.reference],
        )
        for of in world.lists
        for each in world.entries[of.name]
    ]


def _true_pairs(held: Sequence[Held]) -> Iterator[tuple[str, str]]:
    people: dict[str, list[str]] = {}
    for record, _, _, _, person in held:
        people.setdefault(person, []).append(record)
    for records in people.values():
        yield from ((a, b) if a < b else (b, a) for n, a in enumerate(records) for b in records[n + 1 :])


def _name(of: RecordList) -> str:
    return f"{of.owner}/{of.name}"


def answer(world: World, made: Captures, question: Question) -> Answered:
    """One estimate against the truth. Refused or not, the interval is looked at; ``told`` says whether it is given."""
    truth = sum(any(step.leg.end == INTO for step in one.legs) for one in world.truth.people.values())
    words = CaptureWords(rule=question.rule, lists=question.lists)
    sources: tuple[Source, ...] = sources_of(world.lists, words)
    captured = made.captured(CaptureQuery(sources, question.rule, into=INTO))
    options = EstimateOptions(kind="own", refuse=False, threads=1)
    _, bounds, _ = over_links(captured, Settings().estimate_draws, options)
    seen = captured.table().n_observed / truth
    if bounds is None:
        return Answered(question.name, seen, np.nan, np.nan, False, False, False, np.nan)
    kept = bounds
    told = estimate(captured.table(), replace(options, refuse=True), lambda _, __: kept).total is not None
    low, high = bounds.interval95.low, bounds.interval95.high
    return Answered(
        question.name,
        seen,
        float(np.median(bounds.totals)) / truth,
        high / low,
        low <= truth <= high,
        bounds.interval80.low <= truth <= bounds.interval80.high,
        told,
        bounds.linking_share or 0.0,
    )


def cell(place: tuple[int, int], coverage: float, worlds: int, travellers: int) -> Iterator[Answered]:
    """The answers of the worlds of one way and one coverage."""
    way, number = place
    model = load_model()
    for which in range(worlds):
        habits = [WAYS[way][1](habit, coverage) for habit in TRAVELLER_LISTS]
        world = build_world(FIRST_SEED + 1000 * way + 100 * number + which, travellers, habits)
        by_links, by_truth = captures(world, model), captures(world, None)
        for question in QUESTIONS:
            yield answer(world, by_truth if question.sure else by_links, question)


def line(way: str, coverage: float, found: Sequence[Answered]) -> str:
    """One row of the table; medians but for the shares."""
    made = [one for one in found if np.isfinite(one.width)]
    middles = [np.median([getattr(one, name) for one in made]) if made else np.nan for name in ("ratio", "width")]
    seen, linking = np.median([one.seen for one in found]), np.median([one.linking for one in made]) if made else np.nan
    told = [one for one in found if one.told]
    return (
        f"| {way} | {coverage:g} | {found[0].question} | {seen:.2f} | {_share([one.holds95 for one in found])} "
        f"| {_share([one.holds80 for one in found])} | {middles[0]:.2f} | {middles[1]:.2f} | {linking:.2f} "
        f"| {len(told)}, {sum(one.holds95 for one in told)} |"
    )


def _share(held: Sequence[bool]) -> str:
    return f"{sum(held)} of {len(held)}"


def main() -> int:
    """Print and write the section."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=6)
    parser.add_argument("--travellers", type=int, default=2500)
    asked = parser.parse_args()
    lines = [HEAD, "|---" * HEAD.count(" | ") + "|---|"]
    for way, (name, _) in enumerate(WAYS):
        for number, coverage in enumerate((1.0, 0.5)):
            found = list(cell((way, number), coverage, asked.worlds, asked.travellers))
            for question in QUESTIONS:
                lines.append(line(name, coverage, [one for one in found if one.question == question.name]))
                print(lines[-1], file=sys.stderr, flush=True)
    lines += ["", NOTE.format(worlds=asked.worlds, travellers=asked.travellers)]
    write_section("Estimates of sample worlds against the truth", lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
