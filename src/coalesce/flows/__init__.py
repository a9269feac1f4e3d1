"""Journeys, and distinct people per leg and period: the own view's main numbers. Pure.

Invariant: everything here is derived from sightings and from draws of the links, and from nothing
else; the same input gives the same answer, whatever else the node holds.
"""

from coalesce.flows.comparing import Change
from coalesce.flows.contributions import LinkedComponent, RecordFacts
from coalesce.flows.counting import Counted, FlowQuery
from coalesce.flows.crossings import CROSSINGS, Crossing, crossing_at
from coalesce.flows.journeys import first_departure, journey
from coalesce.flows.totals import CrossingTotal, Interval, PlaceTotal

__all__ = [
    "CROSSINGS",
    "Change",
    "Counted",
    "Crossing",
    "CrossingTotal",
    "FlowQuery",
    "Interval",
    "LinkedComponent",
    "PlaceTotal",
    "RecordFacts",
    "crossing_at",
    "first_departure",
    "journey",
]
