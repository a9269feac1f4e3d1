"""Times on the wire: RFC 3339 in UTC, as TAXII and STIX write them.

Invariant: two texts of one moment give one text, so that versions are compared as texts.

Sources: RFC 3339, TAXII 2.1 (six decimals), STIX 2.1 section 3.2 (any number of decimals).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

_SHAPE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?Z", re.ASCII)


def moment(text: str) -> datetime | None:
    """The moment that a text tells, to the microsecond; None for anything else."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    try:
        return datetime.fromisoformat(f"{match[1]}.{(match[2] or '0')[:6]:0<6}").replace(tzinfo=UTC)
    except ValueError:  # no such day or hour
        return None


def normal(text: str) -> str | None:
    """The same moment with six decimals; None for what is no moment."""
    match = _SHAPE.fullmatch(text)
    if match is None or moment(text) is None:
        return None
    return f"{match[1]}.{(match[2] or '0')[:6]:0<6}Z"


def as_stix(version: str) -> str:
    """A version as most objects write it: with three decimals where more would be zeros."""
    return f"{version[:23]}Z" if version.endswith("000Z") else version
