"""Links of records that have just arrived: the same candidates and the same weights as the batch.

Invariant: a pair is proposed here if and only if a batch over all records would propose it, with the same evidence and
probability: both depend on the two records and the model alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from coalesce.handling import sealed_function
from coalesce.linking.agreement import Coded, Coder, explain, levels, match_names
from coalesce.linking.model import Model
from coalesce.linking.rows import LinkRow
from coalesce.records import Link, MatchWeight


@sealed_function
def propose(rows: Iterable[LinkRow], arrived: frozenset[str], model: Model, least: float) -> list[Link]:
    """The links of the arrived records among these rows, of at least this probability; by left and right.

    The rows must hold every record that shares a blocking key with one that arrived.
    """
    by = {row.record: row for row in rows}
    coder = Coder(model)
    coded: dict[str, Coded] = {}
    floor = model.calibration.weight_at(least)
    links = []
    for left, right in sorted(_candidates(by, arrived)):
        for side in (left, right):
            if side not in coded:
                coded[side] = coder.code(by[side].columns)
        weight = _weight(coded[left], coded[right], model)
        if (total := _total(weight)) >= floor:
            stated = model.calibration.probability(total)
            links.append(Link(left, right, by[left].version, by[right].version, model.name, weight, stated))
    return links


def _candidates(by: dict[str, LinkRow], arrived: frozenset[str]) -> set[tuple[str, str]]:
    """Pairs with a key in common, one of them arrived; no two records of one list that is free of duplicates."""
    under: dict[str, list[LinkRow]] = defaultdict(list)
    for row in by.values():
        for key in row.keys:
            under[key].append(row)
    return {
        (min(one.record, other.record), max(one.record, other.record))
        for one in by.values()
        if one.record in arrived
        for other in _met(one, under)
        if not (one.deduplicated and other.deduplicated and one.list_id == other.list_id)
    }


def _met(row: LinkRow, under: dict[str, list[LinkRow]]) -> Iterator[LinkRow]:
    return (other for key in row.keys for other in under[key] if other.record != row.record)


def _weight(left: Coded, right: Coded, model: Model) -> MatchWeight:
    match = match_names(left.forms, right.forms, model.name_rules)
    return explain(levels(left, right, model), match, model)


def _total(weight: MatchWeight) -> float:
    """The sum in the order in which the batch adds, so that not even the last bit differs."""
    total = weight.prior
    for part in weight.parts:
        total += part.weight
    return total
