"""Who may see what, for what purpose, until when: pure, and the same rule everywhere.

Invariant: an empty release means the owner alone, never everybody; releases are
sets, never an order; what is derived carries the intersection of its inputs.
"""

from coalesce.handling.marking import TLP, Grant, Handling, HandlingCode, Onward, Purpose, meet
from coalesce.handling.members import Member, check_code
from coalesce.handling.policy import READING_ROLES, Actor, Decision, Role, decide
from coalesce.handling.released import Released, release
from coalesce.handling.retention import DEFAULT_YEARS, minor_when_seen, narrowed_for_minor, retention_end
from coalesce.handling.sealed import Sealed, seal, sealed_function

__all__ = [
    "DEFAULT_YEARS",
    "READING_ROLES",
    "TLP",
    "Actor",
    "Decision",
    "Grant",
    "Handling",
    "HandlingCode",
    "Member",
    "Onward",
    "Purpose",
    "Released",
    "Role",
    "Sealed",
    "check_code",
    "decide",
    "meet",
    "minor_when_seen",
    "narrowed_for_minor",
    "release",
    "retention_end",
    "seal",
    "sealed_function",
]
