"""Estimates of the own view as plain data, as the command line and the JSON API give them.

Invariant: the keys of DESIGN.md, section 6, stay; more may follow. A refusal has ``estimate`` and both intervals null, and
fills ``alternatives`` all the same.
"""

from __future__ import annotations

from typing import Any

from coalesce.estimation.telling import told
from coalesce.flows import Interval as Counted
from coalesce.records import Estimate, Interval
from coalesce.services.capturing import CaptureWords
from coalesce.services.estimating import OwnEstimate

APART = 0.05
"""The middle of the average and the best model's total differ notably where the one is more than this beyond the other."""


def middle_apart(own: OwnEstimate) -> bool:
    """Whether the middle of what the interval is made of is notably elsewhere than the best model's total."""
    total, middle = own.estimate.total, own.middle
    return total is not None and middle is not None and abs(middle / total - 1) > APART


def own_document(own: OwnEstimate) -> dict[str, Any]:
    """The same with whose view it is, the central table, and who is told apart."""
    captured = own.captured
    table = own.table
    patterns = table.counts if table else ()
    return {
        **told(own.estimate),
        "middle": None if own.middle is None else round(own.middle, 4),
        "viewer": own.viewer,
        "purpose": own.purpose,
        "captured_by": own.captures.words.rule,
        "question": _question(own.captures.words),
        "counted": _counted(captured.counted),
        "unseen_alone": _counted(captured.unseen_alone),
        "only_alone": _counted(captured.only_alone),
        "unplaced": _counted(captured.unplaced),
        "passed_over": list(own.captures.passed_over),
        "link_draws": own.draws,
        "undecided_links": own.captures.undecided,
        "table": [
            {"on": [name for n, name in enumerate(captured.lists) if pattern >> n & 1], "count": count}
            for pattern, count in enumerate(patterns)
            if count
        ],
    }


def estimate_row(found: Estimate, name: str = "") -> dict[str, Any]:
    """One row of a table or CSV of estimates."""
    low80, high80 = _ends(found.interval80)
    low95, high95 = _ends(found.interval95)
    return {
        "of": name,
        "lists": len(found.lists),
        "seen": found.n_observed,
        "estimate": None if found.total is None else round(found.total),
        "low95": low95,
        "low80": low80,
        "high80": high80,
        "high95": high95,
        "model": found.model,
        "refusal": "; ".join(one.reason for one in found.refusals) or None,
    }


def _question(words: CaptureWords) -> dict[str, Any]:
    """What was asked, as an earlier answer is compared by."""
    return {
        "leg": str(words.leg) if words.leg else None,
        "into": words.into,
        "out_of": words.out_of,
        "since": words.since.isoformat() if words.since else None,
        "until": words.until.isoformat() if words.until else None,
        "origins": list(words.origins),
        "sexes": list(words.sexes),
        "lists": list(words.lists),
        "one_source": [list(group) for group in words.one_source],
        "captured_by": words.rule,
    }


def _ends(band: Interval | None) -> tuple[int | None, int | None]:
    return (None, None) if band is None else (round(band.low), round(band.high))


def _counted(amount: Counted) -> dict[str, int]:
    return {"low": amount.low, "count": amount.count, "high": amount.high}
