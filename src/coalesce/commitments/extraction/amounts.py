"""Numbers in figures and words, and what they count: things, money, time.

Invariant: a number is one that the text writes; a currency one that it names (a bare dollar sign names none); a unit
the words behind the number. Years, ordinals, percentages, article and page numbers count nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_territory_currencies

from coalesce.commitments.extraction.marks import Label, Mark
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.commitments.extraction.phrases import Hit
from coalesce.names.countries import peoples

_FIGURES = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,6})?")
_REACH = 8
"""Words between a number and the noun that it counts ("eight F/A-18F Super Hornet fighter jets")."""


@dataclass(frozen=True, slots=True)
class Number:
    """Tokens [first, past); ``upto`` where a range is written; ``word`` where it stands in words."""

    value: Decimal
    first: int
    past: int
    ranged: bool = False
    word: bool = False
    scaled: bool = False


def amounts(parsed: Parsed, taken: frozenset[int]) -> Iterator[Mark]:
    """Quantities, money and durations; ``taken`` are tokens that dates have."""
    money = False
    alone: list[Number] = []
    at = 0
    while at < len(parsed.tokens):
        number = None if at in taken else number_at(parsed, at)
        if number is None:
            yield from _single(parsed, at)
            at += 1
            continue
        mark = _money(parsed, number) or _counted(parsed, number)
        if mark is None and number.scaled and not parsed.within("not_things", number.past):
            alone.append(number)
        if mark is not None:
            money = money or mark.label is Label.MONEY
            yield mark
        at = number.past
    if money:
        yield from (_amount_alone(parsed, number) for number in alone)


def number_at(parsed: Parsed, at: int) -> Number | None:
    """The number that begins at a token, with its scale and range; None where there is none."""
    first = _plain(parsed, at)
    if first is None:
        return None
    value, past, word = first
    scale, after = _scale(parsed, past)
    if parsed.within("ranges", after) and (second := _plain(parsed, after + 1)) and second[0] > value:
        upper, past = _scale(parsed, second[1])
        scale = max(scale, upper if scale == 1 else scale)
        return Number(_plainly(value * scale), at, past, True, word, scale > 1000)
    return Number(_plainly(value * scale), at, after, word=word, scaled=scale > 1000)


def _plainly(value: Decimal) -> Decimal:
    """The number without zeros behind its point."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def _plain(parsed: Parsed, at: int) -> tuple[Decimal, int, bool] | None:
    low = parsed.low(at)
    if _FIGURES.fullmatch(low):
        glued = parsed.tokens[at].glued and (parsed.low(at - 1).isalpha() or parsed.low(at - 1) in ("-", "/", ".", "#"))
        named = parsed.within("numbered", at - 1) or (parsed.low(at - 1) == "." and parsed.within("numbered", at - 2))
        currency = parsed.low(at - 1).upper() in parsed.wording.currencies
        return None if (glued and not currency) or named else (Decimal(low.replace(",", "")), at + 1, False)
    numbers = parsed.wording.numbers
    if parsed.within("one", at) and len(parsed.low(at + 1)) > 2 and parsed.low(at + 1) in parsed.wording.scales:
        return Decimal(1), at + 1, True  # a dozen, a hundred
    if low not in numbers:
        return None
    if parsed.low(at + 1) == "-" and 0 < numbers.get(parsed.low(at + 2), 0) < 10 <= numbers[low]:
        return Decimal(numbers[low] + numbers[parsed.low(at + 2)]), at + 3, True
    return Decimal(numbers[low]), at + 1, True


def _scale(parsed: Parsed, at: int) -> tuple[Decimal, int]:
    """The words of scale at a token, multiplied: "two hundred thousand"; "$15-million"."""
    scale = Decimal(1)
    while True:
        step = 1 if parsed.low(at) == "-" else 0
        word = parsed.low(at + step)
        if word not in parsed.wording.scales or (len(word) < 2 and not parsed.tokens[at + step].glued):
            return scale, at
        scale *= parsed.wording.scales[word]
        at += step + 1
        if scale > 10**12:
            return scale, at


def _money(parsed: Parsed, number: Number) -> Mark | None:
    """Money by what stands before the number (US$, EUR) or behind it (euros, Kuwaiti dinars)."""
    words, currencies = parsed.wording.words, parsed.wording.currencies
    before = parsed.tokens[number.first - 1].text if number.first else ""
    if number.first > 1 and before == "$" and parsed.tokens[number.first - 1].glued:
        joined = parsed.tokens[number.first - 2].text.replace(".", "") + before
        if joined in currencies:
            return _sum(parsed, number, number.first - 2, number.past, currencies[joined])
    signed = before in words["bare"]
    if before in currencies:
        return _sum(parsed, number, number.first - 1, number.past, currencies[before])
    at = number.past
    people = peoples().get(parsed.low(at)) or _state_in_letters(parsed, at)
    at += people is not None
    if parsed.low(at) in currencies and parsed.low(at).islower():
        return _sum(parsed, number, number.first, at + 1, currencies[parsed.low(at)])
    if parsed.within("bare_words", at) and (number.scaled or number.value >= 100 or people):
        known = get_territory_currencies(people)[:1] if people else []
        return _sum(parsed, number, number.first - signed, at + 1, known[0] if known else None)
    return _sum(parsed, number, number.first - 1, number.past, None) if signed else None


def _state_in_letters(parsed: Parsed, at: int) -> str | None:
    """The state of "US dollars" or "U.S. dollars"."""
    return next((a.code for a in parsed.actors if a.first == at == a.past - 1 and len(a.code or "") == 2), None)


def _sum(parsed: Parsed, number: Number, first: int, past: int, currency: str | None) -> Mark:
    rule = "a sum with its currency" if currency else "a sum; the text does not say of which currency"
    return parsed.mark(
        Label.MONEY,
        first,
        past,
        rule,
        number=number.value,
        currency=currency,
        qualifier=_qualifier(parsed, number, first),
    )


def _amount_alone(parsed: Parsed, number: Number) -> Mark:
    rule = "a number beside a sum, without a unit of its own"
    return parsed.mark(Label.MONEY, number.first, number.past, rule, number=number.value)


def _qualifier(parsed: Parsed, number: Number, first: int) -> str | None:
    """The words that bound a number: "up to", "at least"; a range whole."""
    if number.ranged:
        return parsed.said(number.first, number.past)
    for length in (2, 1):
        if (
            first >= length
            and " ".join(parsed.low(first - length + step) for step in range(length)) in (parsed.wording.words["about"])
        ):
            return parsed.said(first - length, first)
    return None


def _counted(parsed: Parsed, number: Number) -> Mark | None:
    if parsed.within("not_things", number.past) or _is_year(number, parsed):
        return None
    at = number.past + (parsed.low(number.past) == "-")
    for hit in parsed.of("time"):
        if hit.first == at:
            if parsed.within("ago", hit.past):
                return None
            return parsed.mark(
                Label.DURATION, number.first, hit.past, "a number of days, weeks, months or years",
                number=number.value, unit=hit.value, qualifier=_relation_before(parsed, number.first),
            )  # fmt: skip
    if any(actor.first <= number.first < actor.past for actor in parsed.actors):
        return None  # "nine countries" are members
    past = _unit(parsed, number)
    if past is None:
        return None
    kind = next(
        (hit.value for hit in reversed(parsed.of("kind")) if number.past <= hit.first and hit.past <= past), None
    )
    rule = f"a number of {kind}" if kind else "a number and the words behind it"
    return parsed.mark(
        Label.QUANTITY, number.first, past, rule, number=number.value, unit=parsed.said(number.past, past),
        value=kind, qualifier=_qualifier(parsed, number, number.first),
    )  # fmt: skip


def _relation_before(parsed: Parsed, first: int) -> str | None:
    """How a duration is bound to the sentence: within, for, over; None where it stands alone."""
    at = first
    while at > 0 and (parsed.within("about", at - 1) or parsed.within("before_event", at - 1)):
        at -= 1
    return parsed.wording.relations.get((parsed.low(at - 1),)) if at else None


def _is_year(number: Number, parsed: Parsed) -> bool:
    whole = parsed.low(number.first)
    return number.past == number.first + 1 and len(whole) == 4 and whole.isdigit() and whole[:2] in ("19", "20")


def _unit(parsed: Parsed, number: Number) -> int | None:
    """The token behind the noun that a number counts; None where it counts nothing."""
    hits = sorted((*parsed.of("kind"), *parsed.of("tonnes")), key=lambda hit: (hit.first, hit.past))
    past = _through(parsed, number.past, hits)
    if past is not None:
        return _of_what(parsed, past)
    if number.word and number.value <= 1:
        return None
    at = number.past
    while at < number.past + 3 and parsed.low(at).isalpha() and not parsed.within("stops", at):
        at += 1
    verb = any(hit.first == number.past for kind in ("declares", "decides", "gives") for hit in parsed.of(kind))
    plain = at > number.past and parsed.tokens[number.past].text[:1].islower() and not verb
    return at if plain else None


def _of_what(parsed: Parsed, past: int) -> int:
    """Over "of food" behind a measure: "50 tonnes of food"."""
    measured = any(hit.past == past for hit in parsed.of("tonnes"))
    named = (
        parsed.low(past + 1).isalpha() and parsed.low(past + 1) == parsed.tokens[past + 1].text
        if (past + 1 < len(parsed.tokens))
        else False
    )
    return (
        past + 2 if measured and parsed.within("of", past) and named and not parsed.within("stops", past + 1) else past
    )


def _through(parsed: Parsed, start: int, hits: list[Hit]) -> int | None:
    """The end of the run of named things that begins within reach of a number, with nothing between that ends a noun."""
    past = None
    at = start
    for hit in hits:
        if hit.first < at:
            past = max(past, hit.past) if past is not None and hit.first >= start else past
            at = max(at, past or at)
            continue
        gap = range(at, hit.first)
        of_supplies = past is not None and [parsed.low(place) for place in gap] in (["of"], ["of", "military"])
        if len(gap) > (_REACH if past is None else 1) or (
            not of_supplies and any(_parts(parsed, place) for place in gap)
        ):
            break
        past = at = hit.past
    return past


def _parts(parsed: Parsed, at: int) -> bool:
    """Whether a token ends the noun before it."""
    sign = parsed.low(at)
    if parsed.low(at - 1) in ("-", "/") and parsed.tokens[at].glued:  # "six Cyprus-based aircraft", "eight F/A-18s"
        return False
    return parsed.within("stops", at) or not (sign.isalnum() or sign in ("-", "/", "'"))


def _single(parsed: Parsed, at: int) -> Iterator[Mark]:
    """One aircraft or ship by its article: "an aerial refuelling aircraft"."""
    if not parsed.within("one", at) or (parsed.tokens[at].glued and parsed.low(at - 1).isalnum()):  # the A of FA18A
        return
    for hit in parsed.of("kind"):
        last = parsed.low(hit.past - 1)
        if hit.first == at + 1 and hit.value in parsed.wording.words["singles"]:
            if not last.endswith("s") and not parsed.within("not_single", hit.past):
                yield parsed.mark(
                    Label.QUANTITY, at, hit.past, f"a single one ({hit.value}) by its article",
                    number=Decimal(1), unit=parsed.said(hit.first, hit.past), value=hit.value,
                )  # fmt: skip
            return
