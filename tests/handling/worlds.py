"""Random handlings, actors and days, few enough of each that they meet."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from coalesce.handling import TLP, Actor, Grant, Handling, HandlingCode, Onward, Purpose, Role

MEMBERS = ("NL", "FR", "INTERPOL")

members = st.sampled_from(MEMBERS)
purposes = st.sampled_from(Purpose)
days = st.dates(date(2014, 1, 1), date(2014, 1, 10))
actors = st.builds(Actor, st.just("anna"), members, st.frozensets(st.sampled_from(Role)))
handlings = st.builds(
    Handling,
    keep_until=days,
    tlp=st.sampled_from(TLP),
    releases=st.frozensets(st.builds(Grant, purposes, members), max_size=8),
    figures_to=st.frozensets(members),
    code=st.sampled_from(HandlingCode),
    onward=st.sampled_from(Onward),
)

READER = frozenset({Role.READER})
"""The roles of somebody who may read."""


def reader(member: str) -> Actor:
    """Somebody of a member who may read."""
    return Actor("anna", member, READER)
