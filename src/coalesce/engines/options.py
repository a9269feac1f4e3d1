"""What an engine is told besides the rows. Invariant: nothing here depends on a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from coalesce.linking.model import Model, load_model

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done so far (0 to 1)."""


def silent(step: str, share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """``least``: links below this probability are not kept. ``memory``: what DuckDB may take, in its words; the
    compiled engine takes what the records need, about a kilobyte each.
    """

    model: Model = field(default_factory=load_model)
    least: float = 0.05
    memory: str = "2GB"
    threads: int = 2
    progress: Progress = silent
