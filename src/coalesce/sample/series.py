"""The series that the sample task force publishes: its legs, its months and who agrees.

Promises the words of one definition. Invariant: everything in it is named here; nothing of it is worked out from the
invented people.
"""

from __future__ import annotations

from coalesce.dates import Period
from coalesce.records import Leg

NAME = "task-force"

LEGS = (Leg("TR", "SY"), Leg("JO", "SY"), Leg("SY", "IQ"), Leg("SY", "TR"), Leg("TN", "TR"), Leg("FR", "TR"))
"""The ways in that the lists watch, the way on, the way back, and two ways to transit."""

SINCE, UNTIL = Period(2013, 1), Period(2014, 8)

AUDIENCE = ("DE", "FR", "HUB", "JO", "TN", "TR")

CONTRIBUTORS = ("DE", "FR", "JO", "TN", "TR")
"""Kazakhstan keeps its list to itself."""

ORIGINS = ("DE", "FR", "JO", "LB", "MA", "RU", "SA", "TN", "TR")

LISTS = (
    "DE/de-departures",
    "FR/fr-departures",
    "JO/jo-border",
    "JO/jo-register",
    "TN/tn-travellers",
    "TR/tr-crossings",
    "TR/tr-entry-ban",
)

SOURCES = {
    "departures in the west": ("DE/de-departures", "FR/fr-departures"),
    "Jordan": ("JO/jo-border", "JO/jo-register"),
    "Tunisia": ("TN/tn-travellers",),
    "Turkish crossings": ("TR/tr-crossings",),
    "Turkish entry bans": ("TR/tr-entry-ban",),
}
"""Lists that draw on one feed, or on one service, count as one."""

OFFICERS = {"DE": "greta", "FR": "marc", "JO": "nadir", "TN": "amal", "TR": "deniz"}
"""Who signs for each contributor."""
