"""The reasons that reviewers give most often, as they are kept: chosen by number, so that ten thousand pairs need no typing.

Invariant: each is kept as it stands here, in English; pages translate them. Any other reason is written out.
"""

from __future__ import annotations

from coalesce.records import Verdict

REASONS: dict[Verdict, tuple[str, ...]] = {
    Verdict.SAME: ("names and birth date agree", "same identity document", "known to us as one person"),
    Verdict.DIFFERENT: ("birth dates rule it out", "different identity documents", "namesakes, known apart"),
    Verdict.UNSURE: ("too little to decide on", "the source file must be looked up"),
}

TAKEN_BACK = "taken back"
"""What is said with the "unsure" that takes a word back."""

USUAL = frozenset(reason for some in REASONS.values() for reason in some) | {TAKEN_BACK}
