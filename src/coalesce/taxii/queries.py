"""What a request's query asks for: a filter, a page, where it goes on.

Invariant: each parameter is read whole or refused with 400; how long a query is and how many values a filter has is bounded; one
the standard does not know asks for nothing.

Source: TAXII 2.1, section 3.4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from coalesce.settings import Settings
from coalesce.store.box_view import Chosen
from coalesce.store.wire_rows import seq_at
from coalesce.taxii import faults
from coalesce.taxii.stamps import moment, normal

_LIMIT = re.compile(r"[0-9]{1,30}", re.ASCII)
_VALUE = re.compile(r"[\x21-\x7e]{1,300}", re.ASCII)
SPEC_VERSION = "2.1"
_ONE_EACH = ("added_after", "limit", "next")
_MATCHES = ("match[id]", "match[type]", "match[version]", "match[spec_version]")


@dataclass(frozen=True, slots=True)
class Query:
    """``chosen``: which objects in which versions; ``nothing``: no object can fit; ``filter``: all that a cursor is bound to."""

    chosen: Chosen
    added_after: int
    limit: int
    next: str
    nothing: bool
    filter: str
    asks_versions: bool


def read(raw: bytes, settings: Settings) -> Query:
    """A query string, read. Raises Fault."""
    if len(raw) > settings.taxii_query_chars:
        raise faults.query_too_long(settings.taxii_query_chars)
    given = _given(raw)
    values = {name: _values(name, given.get(name, ()), settings.taxii_match_most) for name in _MATCHES}
    after = _added_after(given.get("added_after", ()))
    specs = values["match[spec_version]"]
    bound = [f"{name}={','.join(sorted(set(values[name])))}" for name in _MATCHES]
    return Query(
        _chosen(values),
        after,
        _limit(given.get("limit", ()), settings),
        _one("next", given.get("next", ())),
        bool(specs) and SPEC_VERSION not in specs,
        f"added_after={after}&{'&'.join(bound)}",
        bool(values["match[version]"]),
    )


def _given(raw: bytes) -> Mapping[str, Sequence[str]]:
    given: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:  # no ASCII, no UTF-8 behind the percents, or too many
        raise faults.bad_query("string") from None
    for name, value in pairs:
        if name in _ONE_EACH or name in _MATCHES:
            given.setdefault(name, []).append(value)
    return given


def _one(name: str, given: Sequence[str]) -> str:
    if len(given) > 1:
        raise faults.bad_query(name)
    return given[0] if given else ""


def _added_after(given: Sequence[str]) -> int:
    text = _one("added_after", given)
    if not given:
        return 0
    when = moment(text)
    if when is None:
        raise faults.bad_query("added_after")
    return max(0, seq_at(when))


def _limit(given: Sequence[str], settings: Settings) -> int:
    text = _one("limit", given)
    if not given:
        return min(settings.taxii_page_size, settings.taxii_max_page_size)
    if not _LIMIT.fullmatch(text) or int(text) < 1:
        raise faults.bad_query("limit")
    return min(int(text), settings.taxii_max_page_size)


def _values(name: str, given: Sequence[str], most: int) -> list[str]:
    """The values of a filter: several in one parameter are split by commas."""
    text = _one(name, given)
    values = [value.strip() for value in text.split(",")] if given else []
    if len(values) > most or not all(_VALUE.fullmatch(value) for value in values):
        raise faults.bad_query(name)
    return values


def _chosen(values: Mapping[str, Sequence[str]]) -> Chosen:
    words = values["match[version]"] or ["last"]
    exact = [normal(word) for word in words if word not in ("last", "first", "all")]
    if None in exact:
        raise faults.bad_query("match[version]")
    return Chosen(
        ids=tuple(sorted(set(values["match[id]"]))),
        types=tuple(sorted(set(values["match[type]"]))),
        last="last" in words,
        first="first" in words,
        every="all" in words,
        exact=tuple(sorted({one for one in exact if one is not None})),
    )
