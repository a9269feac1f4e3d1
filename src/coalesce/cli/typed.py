"""A secret as somebody types it, or pipes it in.

Invariant: it is not shown while it is typed, and stands in no argument, where every process of the machine could read it.
"""

from __future__ import annotations

import getpass
import sys

from coalesce.errors import BadUsage


def typed(what: str) -> str:
    """The secret, after the prompt ``what``, or the first line of what is piped in. Raises BadUsage for none."""
    given = getpass.getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not given.strip():
        raise BadUsage("type it, or pipe it in")
    return given.rstrip("\r\n")
