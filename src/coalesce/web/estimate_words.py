"""The words of a question for an estimate: whom to count, and what captures them.

Invariant: the same words give the same question on the page and in the JSON API.
"""

from __future__ import annotations

from coalesce.dates import PartialDate
from coalesce.errors import BadUsage
from coalesce.flows.captures import RULES
from coalesce.services.capturing import CaptureWords, parse_one_source
from coalesce.web.asked import Asked
from coalesce.web.flow_words import UNKNOWN, parse_leg
from coalesce.web.language import marked

ASKS = ("leg", "into", "out_of", "since", "until", "origin", "sex", "list", "one_source", "captured", "by")
SEXES = {"F": marked("women"), "M": marked("men"), "X": marked("other")}
GROUPINGS = ("month", "leg")


def estimate_words(asked: Asked) -> CaptureWords:
    """Read them from a request. Raises BadUsage, BadDate."""
    leg = parse_leg(asked.one("leg")) if asked.one("leg") else None
    rule = asked.one("captured", RULES[0])
    if rule not in RULES:
        raise BadUsage(f"'captured' takes {' or '.join(RULES)}")
    return CaptureWords(
        rule=rule,
        leg=leg,
        into=None if leg else asked.one("into").upper() or None,
        out_of=None if leg else asked.one("out_of").upper() or None,
        since=PartialDate.parse(asked.one("since")).earliest if asked.one("since") else None,
        until=PartialDate.parse(asked.one("until")).latest if asked.one("until") else None,
        origins=tuple(sorted((None if one == UNKNOWN else one.upper() for one in asked.many("origin")), key=str)),
        sexes=tuple(sorted(_sex(one) for one in asked.many("sex"))),
        lists=tuple(sorted(asked.many("list"))),
        one_source=parse_one_source(asked.many("one_source")),
    )


def grouping(asked: Asked) -> str:
    """``month``, ``leg`` or nothing. Raises BadUsage."""
    by = asked.one("by")
    if by and by not in GROUPINGS:
        raise BadUsage(f"'by' takes {' or '.join(GROUPINGS)} here")
    return by


def _sex(text: str) -> str:
    if text.upper() not in SEXES:
        raise BadUsage(f"'sex' takes {', '.join(SEXES)}")
    return text.upper()
