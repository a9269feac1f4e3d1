"""Members of the task force: states by their ISO 3166 alpha-2 code, organisations by a short one.

Invariant: a code is 2 to 12 capital letters, digits or hyphens, begins with a letter, and
is the same in every table, page and message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from coalesce.errors import BadField

_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,11}")


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """A state or organisation of the task force."""

    code: str
    name: str


def check_code(code: str) -> str:
    """The code itself where it is well formed. Raises BadField."""
    if not _CODE.fullmatch(code):
        raise BadField("a member's code is 2 to 12 capital letters, digits or hyphens, like NL or INTERPOL")
    return code
