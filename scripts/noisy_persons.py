"""Invented persons on one noisy list, for the calibration of the linking model: the sample world is tidier than real lists are.

Promises: the same file, number and seed give the same entries; nobody in them exists.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from coalesce.dates import PartialDate
from coalesce.names.scripts import script_of
from coalesce.records import Document, Entry, Name, Provenance


def noisy_persons(names: Path, count: int, seed: int) -> Iterator[tuple[Entry, str]]:
    """Entries with their persons, whose names are put together anew within a nation, so that namesakes are many: a letter
    off, a part left out, dates that slip or are partial, nothing said.
    """
    draw = random.Random(seed)
    parts: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    with names.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["first_name"] and row["last_name"]:
                parts[row["nationality"]][0].append(row["first_name"])
                parts[row["nationality"]][1].append(row["last_name"])
    nations = sorted(nation for nation, (first, _) in parts.items() if len(first) >= 20)
    for number in range(count):
        nation = draw.choice(nations)
        words = [draw.choice(parts[nation][0]), draw.choice(parts[nation][0]), draw.choice(parts[nation][1])]
        born = (draw.randint(1950, 2000), draw.randint(1, 12), draw.randint(1, 28))
        paper = f"{draw.choice('ABCP')}{draw.randrange(10**7):07}"
        for copy in range(draw.choices((1, 2, 3), (65, 25, 10))[0]):
            yield _noisy(f"{number}-{copy}", (words, born, paper), nation, draw), str(number)


def _noisy(record: str, true: tuple[list[str], tuple[int, int, int], str], nation: str, draw: random.Random) -> Entry:
    words, (year, month, day), paper = true
    said = [words[0], *(words[1:2] if draw.random() < 0.4 else []), words[2]]
    said = [_letter_off(word, draw) if draw.random() < 0.15 else word for word in said]
    slip = draw.random()
    if slip < 0.08:
        year += draw.choice((-2, -1, 1, 3))
    elif slip < 0.14:
        day = draw.randint(1, 28)
    elif slip < 0.18 and day <= 12:
        month, day = day, month
    whole = PartialDate.of(year, month, day) if draw.random() < 0.75 else PartialDate.of(year)
    name = " ".join(draw.sample(said, len(said)) if draw.random() < 0.05 else said)
    return Entry(
        record,
        (Name(name, script_of(name)),),
        Provenance("made", 1),
        birth_dates=(whole,) if draw.random() < 0.9 else (),
        nationalities=(nation,) if draw.random() < 0.85 else (),
        documents=(Document(paper if draw.random() < 0.92 else _letter_off(paper, draw)),)
        if draw.random() < 0.35
        else (),
    )


def _letter_off(word: str, draw: random.Random) -> str:
    at = draw.randrange(len(word))
    return (word[:at] + draw.choice(["", draw.choice(word)]) + word[at + 1 :]) or word
