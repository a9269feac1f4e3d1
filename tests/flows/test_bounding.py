"""One person, with all records, moves at most so many cells over the life of a series: by one each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from coalesce.flows.bounding import Bounded, FigureEvidence, bounded, bounded_people
from coalesce.handling import seal
from coalesce.linking.components import Node
from coalesce.records.series import GridCell, Kind, Series
from tests.series_made import entered, made_series, random_evidence

KEY = b"k" * 32
SERIES = made_series()
GRID = SERIES.grid()


def spent_after(found: Bounded, evidence: FigureEvidence) -> dict[str, set[str]]:
    """What records have spent, once a closing is in the ledger."""
    spent = {record: set(cells) for record, cells in evidence.spent.items()}
    for record, name in evidence.pseudonyms.items():
        if name in found.charges:
            spent.setdefault(record, set()).update(found.charges[name])
    return spent


def life(
    evidence: FigureEvidence,
    steps: Sequence[tuple[Sequence[Sequence[str]], Sequence[GridCell]]],
    series: Series = SERIES,
) -> Counter[str]:
    """The counts of a whole life: at each step these people, and these cells close."""
    total: Counter[str] = Counter()
    for groups, closing in steps:
        found = bounded_people(evidence, groups, (series, closing, KEY))
        total.update(found.counts)
        evidence = replace(evidence, spent=spent_after(found, evidence))
    return total


def moved(one: Mapping[str, int], other: Mapping[str, int]) -> dict[Kind, list[int]]:
    """By how much each cell differs, by kind, zeros left out."""
    return {
        kind: [
            difference
            for key in one.keys() | other.keys()
            if key.startswith(f"{kind}|") and (difference := one.get(key, 0) - other.get(key, 0))
        ]
        for kind in Kind
    }


def without(groups: Sequence[Sequence[str]], gone: set[str]) -> list[list[str]]:
    """The people without these records."""
    return [rest for group in groups if (rest := [record for record in group if record not in gone])]


def in_parts(rng: random.Random) -> list[list[GridCell]]:
    """The grid in the order in which it closes, cut at random."""
    days = sorted({cell.closes for cell in GRID})
    cuts = sorted(rng.sample(days, rng.randint(0, 4)))
    ends = [*cuts, days[-1]]
    starts = [days[0].replace(year=1900), *cuts]
    return [[c for c in GRID if start < c.closes <= end] for start, end in zip(starts, ends, strict=True)]


@given(st.integers(0, 2**32))
def test_a_person_moves_no_statistic_by_more_than_its_bound(seed: int) -> None:
    """The audit of sensitivity: random worlds, cells that close one after another, one person taken away."""
    rng = random.Random(seed)
    evidence, groups = random_evidence(rng, people=6)
    parts = in_parts(rng)
    gone = set(rng.choice(groups))
    whole = life(evidence, [(groups, part) for part in parts])
    less = life(evidence, [(without(groups, gone), part) for part in parts])
    for kind, differences in moved(whole, less).items():
        assert len(differences) <= SERIES.share(kind).most
        assert set(differences) <= {1}, "a person adds one to a cell, or nothing"


@given(st.integers(0, 2**32))
def test_the_bound_holds_while_records_come_go_and_come_back(seed: int) -> None:
    """Linked as one person at every closing, whatever part of the records is there: the bound is for life."""
    rng = random.Random(seed)
    evidence, groups = random_evidence(rng, people=4, records_each=5)
    person = rng.choice(groups)
    steps, less = [], []
    carried = rng.choice(person)
    for part in in_parts(rng):
        there = {record for record in person if rng.random() < 0.5} | {carried}
        carried = rng.choice(sorted(there))
        now = without(groups, set(person) - there)
        steps.append((now, part))
        less.append((without(now, set(person)), part))
    for kind, differences in moved(life(evidence, steps), life(evidence, less)).items():
        assert len(differences) <= SERIES.share(kind).most
        assert set(differences) <= {1}


@given(st.integers(0, 2**32))
def test_a_person_left_in_two_pieces_has_at_most_four_times_rho(seed: int) -> None:
    rng = random.Random(seed)
    evidence, groups = random_evidence(rng, people=5)
    person = max(groups, key=len)
    assume(len(person) > 1)
    pieces = [group for group in groups if group != person] + [person[:1], person[1:]]
    steps = [(pieces, part) for part in in_parts(rng)]
    less = [(without(pieces, set(person)), part) for _, part in steps]
    for kind, differences in moved(life(evidence, steps), life(evidence, less)).items():
        assert sum(one**2 for one in differences) <= 4 * SERIES.share(kind).most


@given(st.integers(0, 2**32))
def test_a_record_spends_no_more_than_the_bound_however_it_is_joined_and_parted(seed: int) -> None:
    rng = random.Random(seed)
    evidence, groups = random_evidence(rng, people=6)
    records = [record for group in groups for record in group]
    for part in in_parts(rng):
        rng.shuffle(records)
        cut = sorted(rng.sample(range(1, len(records)), min(4, len(records) - 1)))
        people = [records[a:b] for a, b in zip([0, *cut], [*cut, len(records)], strict=True)]
        before = evidence.spent
        found = bounded_people(evidence, people, (SERIES, part, KEY))
        for group in people:
            together = {cell for record in group for cell in before.get(record, ())}
            fresh = {cell for record in group for cell in found.charges.get(evidence.pseudonyms[record], ())} - together
            for kind in Kind:
                known = sum(1 for cell in together if cell.startswith(f"{kind}|"))
                new = sum(1 for cell in fresh if cell.startswith(f"{kind}|"))
                assert new <= max(0, SERIES.share(kind).most - known)
        evidence = replace(evidence, spent=spent_after(found, evidence))
        assert all(set(evidence.spent[record]) >= set(before.get(record, ())) for record in records)


def one_person(*months: int, records: int = 1) -> tuple[FigureEvidence, list[tuple[str, ...]]]:
    evidence, _ = random_evidence(random.Random(1), people=1, records_each=1)
    names = tuple(f"r{n}" for n in range(records))
    seen = {name: [entered(month) for month in months] for name in names}
    nodes = tuple(Node(name, "l", False) for name in names)
    facts = dict.fromkeys(names, next(iter(evidence.facts.values())))
    return FigureEvidence(nodes, {n: f"x{n}" for n in names}, facts, seen, (), {}, {}), [names]


def test_records_of_one_person_count_once_and_share_what_is_spent() -> None:
    evidence, groups = one_person(3, records=3)
    found = bounded_people(evidence, groups, (SERIES, GRID, KEY))
    assert found.counts["leg-months|TR>SY||2014-03"] == 1
    assert sum(found.counts.values()) == 3, "a month, a quarter, a pattern"
    assert len(set(found.charges.values())) == 1
    assert len(found.charges) == 3


def test_the_draw_is_keyed_and_a_second_count_adds_nothing() -> None:
    evidence, groups = random_evidence(random.Random(7), people=30)
    one, again = (bounded_people(evidence, groups, (SERIES, GRID, KEY)) for _ in range(2))
    other = bounded_people(evidence, groups, (SERIES, GRID, b"other"))
    assert one == again
    assert one.charges != other.charges
    later = bounded_people(replace(evidence, spent=spent_after(one, evidence)), groups, (SERIES, GRID, KEY))
    assert not any(later.counts.values()), "what is spent is spent"
    assert not later.charges


def test_every_record_enters_the_ledger_even_if_it_is_counted_nowhere() -> None:
    evidence, groups = one_person()
    found = bounded_people(evidence, groups, (SERIES, GRID, KEY))
    assert found.charges == {"xr0": ()}
    assert set(found.counts.values()) == {0}
    assert found.counts.keys() == {cell.key for cell in GRID}, "the grid does not depend on the records"


def test_the_bounds_are_counted_before_and_after() -> None:
    evidence, groups = random_evidence(random.Random(3), people=40)
    found = bounded_people(evidence, groups, (SERIES, GRID, KEY))
    for kind in Kind:
        assert 0 < found.counted[kind] <= found.wanted[kind]
        assert found.counted[kind] == sum(value for key, value in found.counts.items() if key.startswith(f"{kind}|"))


def test_people_are_those_of_the_links_and_the_outcome_is_sealed() -> None:
    evidence, _ = one_person(3, records=2)
    joined = replace(evidence, links=(("r0", "r1", 0.99),))
    for given_evidence, people in ((evidence, 2), (joined, 1)):
        sealed = seal(given_evidence).map(bounded, SERIES, GRID, KEY)
        with pytest.raises(TypeError):
            sealed.open_for(__name__)
        assert sealed.open_for("coalesce.store").counts["leg-months|TR>SY||2014-03"] == people


def test_an_unnamed_origin_counts_with_the_others() -> None:
    evidence, groups = one_person(3)
    abroad = replace(evidence, facts={"r0": replace(evidence.facts["r0"], nationalities=("BE",))})
    counts = bounded_people(abroad, groups, (SERIES, GRID, KEY)).counts
    assert counts["origin-quarters||other|2014-Q1"] == 1


def test_whoever_stands_on_no_source_has_no_pattern() -> None:
    evidence, groups = one_person(3)
    stray = replace(evidence, facts={"r0": replace(evidence.facts["r0"], list_name="NL/elsewhere")})
    counts = bounded_people(stray, groups, (SERIES, GRID, KEY)).counts
    assert not any(value for key, value in counts.items() if key.startswith(Kind.PATTERNS))
