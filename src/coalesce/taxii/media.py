"""Which media types are spoken: what ``Accept`` and ``Content-Type`` say, read as RFC 9110 has it.

Invariant: one type is spoken, ``application/taxii+json;version=2.1``; without a version it is meant too, since that asks for the
newest.

Sources: RFC 9110, sections 8.3 and 12.5.1; TAXII 2.1, section 1.6.8.
"""

from __future__ import annotations

from functools import lru_cache

TAXII = "application/taxii+json;version=2.1"
STIX = "application/stix+json;version=2.1"
_KIND = ("application", "taxii+json")
_VERSION = "2.1"


@lru_cache(maxsize=256)
def accepts(header: str) -> bool:
    """Whether an ``Accept`` header takes what is spoken here; "" takes everything."""
    best: tuple[int, float] = (-1, 0.0)
    for one in _split(header, ","):
        kind, parameters = _read(one)
        exactness = _exactness(kind, parameters)
        if exactness > best[0]:
            best = (exactness, _quality(parameters))
        elif exactness == best[0] >= 0:
            best = (exactness, max(best[1], _quality(parameters)))
    return not header.strip() or best[1] > 0


@lru_cache(maxsize=256)
def is_taken(header: str) -> bool:
    """Whether a body of this ``Content-Type`` is taken."""
    kind, parameters = _read(header)
    return kind == _KIND and parameters.get("version", _VERSION) == _VERSION


def asks_for_taxii(header: str) -> bool:
    """Whether an ``Accept`` header names TAXII: who asks so is answered so, wherever it asks."""
    return any(_read(one)[0] == _KIND for one in _split(header, ","))


def _exactness(kind: tuple[str, str], parameters: dict[str, str]) -> int:
    """How exactly a range names the type that is spoken; -1 where it does not."""
    if kind == _KIND:
        version = parameters.get("version")
        return 2 if version is None else 3 if version == _VERSION else -1
    return {("application", "*"): 1, ("*", "*"): 0}.get(kind, -1)


def _quality(parameters: dict[str, str]) -> float:
    try:
        return min(1.0, max(0.0, float(parameters.get("q", "1"))))
    except ValueError:
        return 0.0


def _read(one: str) -> tuple[tuple[str, str], dict[str, str]]:
    kind, *rest = _split(one, ";")
    first, _, second = kind.strip().casefold().partition("/")
    pairs = (part.partition("=") for part in rest)
    return (first, second), {name.strip().casefold(): value.strip().strip('"') for name, _, value in pairs}


def _split(text: str, at: str) -> list[str]:
    """The parts of a header, but not where the sign stands between quotes."""
    parts, quoted = [""], False
    for sign in text[:4096]:
        quoted ^= sign == '"'
        if sign == at and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return parts
