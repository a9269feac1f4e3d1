"""Titles and ranks, as ``names.tokens`` spells them: they are borne by many and left out by others.

Invariant: lower-case ASCII words, none of which is also a usual given or family name of its own.
"""

from __future__ import annotations

TITLES = frozenset(
    "haji hajji haj hadji alhaj mullah mulla maulavi mawlawi maulana mawlana qari sheikh sheik shaykh cheikh ustad dr"
    " general gen colonel col brigadier brig commander captain lieutenant eng engineer mr mrs"
    " ms miss jr sr".split()
)
