"""The public set of invented names of many nations, as ``train_model.py`` counts them: by person, people and tokens.

A people is who namesakes are looked for among. The same file gives the same bearers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from coalesce.linking.columns import tokens_of
from coalesce.linking.near import Token
from coalesce.names.scripts import script_of

JAPANESE = "Jpan"

Bearer = tuple[str, str, tuple[Token, ...]]
"""A record: its person, its people, its tokens."""


def read_names(names: Path) -> Iterator[Bearer]:
    """Everybody in the file."""
    with names.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    japanese = {
        row["last_name"] for row in rows if script_of(row["full_name"]) == JAPANESE and len(row["last_name"]) > 1
    }
    for number, row in enumerate(rows):
        yield f"r{number}", _people(row, japanese), tokens_of(row["full_name"])


def _people(row: dict[str, str], japanese: set[str]) -> str:
    """The nation and its script: names of ten nations are mixed into each, so that a Kim seemed rare in Korea. Japanese names,
    few in each, are counted together, those with kana by themselves, and those in Han letters alone whose family name stands
    beside kana elsewhere. Among Chinese names they had seemed rare, as kana words had among the others.
    """
    script = script_of(row["full_name"])
    if script == JAPANESE:
        return JAPANESE
    return "Japanese" if script == "Hani" and row["last_name"] in japanese else f"{row['nationality']}/{script}"
