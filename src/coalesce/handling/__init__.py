"""Who may see what, for what purpose, until when: pure, and the same rule everywhere.

Invariant: an empty release means the owner alone, never everybody; releases are
sets, never an order; what is derived carries the intersection of its inputs.
"""

from coalesce.handling.marking import TLP, Grant, Handling, HandlingCode, Onward, Purpose, meet
from coalesce.handling.members import Member, check_code
from coalesce.handling.policy import READING_ROLES, Actor, Decision, Role, decide
from coalesce.handling.released import Released, release, release_to
from coalesce.handling.retention import DEFAULT_YEARS, minor_when_seen, narrowed_for_minor, retention_end
from coalesce.handling.sealed import Sealed, seal, sealed_function
from coalesce.handling.sending import as_told, granted, may_send

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
    "as_told",
    "check_code",
    "decide",
    "granted",
    "may_send",
    "meet",
    "minor_when_seen",
    "narrowed_for_minor",
    "release",
    "release_to",
    "retention_end",
    "seal",
    "sealed_function",
]
