"""How long one waits after attempts that failed: nothing at first, then twice as long each time, up to a limit.

Invariant: a wait never shrinks with one more failure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delay:
    """``free`` failures cost nothing; the next costs ``first`` seconds, each further one twice as many, at most ``most``."""

    free: int
    first: float
    most: float

    def after(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row."""
        beyond = failures - self.free
        return 0.0 if beyond <= 0 else min(self.most, self.first * 2.0 ** min(beyond - 1, 60))
