"""The words of one language that the rules read by: a file of ``data/`` made into tables.

Invariant: made once for each language and never changed; every word stands in the file, none in the code. Names of
countries and peoples come from ``names.countries`` (CLDR).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from coalesce.commitments.extraction.gazetteer import actor_phrases, place_phrases
from coalesce.commitments.extraction.phrases import Phrases, words_of

ACT_CLASSES = ("statement", "attacks", "whole", "obliges", "requests", "all_members", "ready", "leads")
SIGN_CLASSES = (
    "negations", "denials", "hypotheticals", "condemnations", "not_pledges", "plans", "reported", "bodies", "creations", "statistics", "idle",
)  # fmt: skip
SECTIONS = ("sentences", "numbers", "money", "dates", "members", "acts", "nouns", "conditions", "places")
NOUN_CLASSES = ("holds", "goes", "thanks", "moves")
FORMS = ("base", "third", "past", "participle", "gerund")


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. ``phrases`` holds everything that is looked up; ``words`` the plain lists by name."""

    language: str
    boilerplate: re.Pattern[str]
    byline: re.Pattern[str]
    dateline: re.Pattern[str]
    speaker: re.Pattern[str]
    bullets: str
    words: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    scales: Mapping[str, int]
    months: Mapping[str, int]
    currencies: Mapping[str, str]
    relations: Mapping[tuple[str, ...], str]
    phrases: Phrases
    upper_only: frozenset[str]
    organisations: frozenset[str]
    line_of_kind: Mapping[str, str]


def split(text: str) -> list[str]:
    """The phrases of a list of the file."""
    return [phrase for phrase in text.split("|") if phrase]


@lru_cache(maxsize=8)
def wording(language: str = "en") -> Wording:
    """The tables of a language. Raises FileNotFoundError where there is no such file."""
    raw = tomllib.loads(
        (files("coalesce.commitments.extraction") / "data" / f"{language}.toml").read_text(encoding="utf-8")
    )
    plate, dates, money = raw["boilerplate"], raw["dates"], raw["money"]
    lists = {name: text for one in SECTIONS for name, text in raw[one].items() if isinstance(text, str)}
    return Wording(
        language=language,
        boilerplate=re.compile("|".join(f"(?:{one})" for one in plate["patterns"]), re.IGNORECASE),
        byline=re.compile(plate["byline"]),
        dateline=re.compile(plate["dateline"]),
        speaker=re.compile(plate["speaker"]),
        bullets=raw["sentences"]["bullets"],
        words={name: frozenset(split(text)) for name, text in lists.items()},
        numbers=_numbers(raw["numbers"]),
        scales=raw["numbers"]["scales"],
        months=_months(dates),
        currencies=money["symbols"] | money["words"],
        relations={words_of(one): name for name, text in dates["relations"].items() for one in split(text)},
        phrases=Phrases(_phrases(raw)),
        upper_only=frozenset(split(raw["members"]["upper_only"])),
        organisations=frozenset(raw["members"]["organisations"]),
        line_of_kind={kind: line for line, kinds in raw["thing_lines"].items() for kind in split(kinds)},
    )


def _numbers(raw: Mapping[str, Any]) -> dict[str, int]:
    ones = {word: value for value, word in enumerate(raw["ones"].split())}
    return ones | {word: 20 + 10 * step for step, word in enumerate(raw["tens"].split())}


def _months(raw: Mapping[str, Any]) -> dict[str, int]:
    whole = {word: number for number, word in enumerate(raw["months"].split(), 1)}
    short = {word: number for number, word in enumerate(raw["months_short"].split(), 1) if word != "_"}
    other: dict[str, int] = raw["months_other"]
    return whole | short | other


def _phrases(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Class, value and phrase of everything that is looked up."""
    yield from actor_phrases(raw["members"])
    yield from place_phrases(raw["places"], raw["members"])
    for name, texts in (("line", raw["lines"]), ("kind", raw["things"])):
        yield from ((name, value, phrase) for value, text in texts.items() for phrase in split(text))
    acts = raw["acts"]
    for name in ("declares", "decides", "gives"):
        yield from _verbs(name, split(acts[name]))
    for name in ACT_CLASSES:
        yield from ((name, phrase, phrase) for phrase in split(acts[name]))
    for name in SIGN_CLASSES:
        yield from ((name, phrase, phrase) for phrase in split(acts[name]))
    for name in NOUN_CLASSES:
        yield from ((name, phrase, phrase) for phrase in split(raw["nouns"][name]))
    yield from (("open", phrase, phrase) for phrase in split(raw["conditions"]["open"]))
    for name in ("events", "relative", "long_past"):
        yield from ((name, phrase, phrase) for phrase in split(raw["dates"][name]))
    yield from (("tonnes", phrase, phrase) for phrase in split(raw["numbers"]["units_counted"]))
    for unit, text in raw["numbers"]["units_of_time"].items():
        yield from (("time", unit, phrase) for phrase in split(text))


def _verbs(name: str, lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for line in lines:
        forms = line.split()
        seen: set[str] = set()
        for form, word in zip(FORMS, forms, strict=True):
            if word not in seen:
                yield name, f"{forms[0]}:{form}", word
            seen.add(word)
