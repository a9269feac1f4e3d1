"""The sample world: an invented task force, its lists, and the truth behind them.

Promises ``build_world``, the same for the same seed, and ``write``, which hands it in as members would. Invariant:
every person is invented and bears no listed name; the truth never stands where a program reads. See
``data/NOTICE.md`` for what it is made from.
"""

from coalesce.sample.build import build_world
from coalesce.sample.world import NOTICE, TODAY, SampleEntry, TruePerson, Truth, World
from coalesce.sample.writing import write

__all__ = ["NOTICE", "TODAY", "SampleEntry", "TruePerson", "Truth", "World", "build_world", "write"]
