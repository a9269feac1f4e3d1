"""Pairs completeness: the share of a name's spellings in two scripts that share a blocking key.

    python -m bench.candidates          needs ../shared/data

Each name in another script is paired with the Latin name that the list itself says it is another writing of, whatever any
comparison says of the two: UN, the field NAME_ORIGINAL_SCRIPT with the primary name; the EU's annex of Belarus, every name in
Cyrillic letters with the primary name, those called former aside (a person's Russian and Belarusian names, and a maiden name
that is not called former); elsewhere the name in brackets behind a Latin one ("Abu Bilal (...)") with that one, and in the
EU's annex what stands first behind the primary name. What the list says of no Latin name is counted under "alone", against
the primary name: most are other names of the person. Two records are made of each pair, with the dates, places and
nationalities of the list, with the name alone, or with the name alone on the side of the script. Below them: 1,000 names in each
script, put together of two or three words that the encoder was not trained on, drawn as often as they occur. Whether they share a key depends on these two and on the model alone. Peers:
the keys that people use for names, on anyascii forms.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from anyascii import anyascii

from bench.results import write_section
from coalesce.intake import Read, open_reader
from coalesce.linking.columns import prepare
from coalesce.linking.keys import keys
from coalesce.linking.model import load_model
from coalesce.names import script_of
from coalesce.records import Entry, Name, NameKind, Provenance

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
from scripts.name_pairs import read_tokens  # noqa: E402  the scripts are no package

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "lists"
SOURCES = ("un_2020-12.xml", "eu_32002R0881.csv", "eu_32006R0765.csv")
SCRIPTS = ("Arab", "Cyrl", "Hebr")
BELARUS = "eu_32006R0765.csv"
APART = "alone", "former"
COUNT = 1_000
Keys = Callable[[Entry], set[str]]


def pairs() -> Iterator[tuple[str, str, str, Entry, Name, Name]]:
    """Source, script, what the list says of the pair, the whole entry, a Latin name, and one in the script."""
    for source in SOURCES:
        raw = (SHARED / source).read_text("utf-8")
        for row in open_reader(SHARED / source).rows():
            latin = (
                [name for name in row.entry.names if script_of(name.full) == "Latn"] if isinstance(row, Read) else []
            )
            if not isinstance(row, Read) or not latin:
                continue
            for place, name in enumerate(row.entry.names):
                script = script_of(name.full)
                if script in SCRIPTS:
                    before = row.entry.names[place - 1]
                    if re.search(rf"{re.escape(before.full)}[^\w(]*\(\s*{re.escape(name.full)}", raw):
                        yield source, script, "in brackets", row.entry, before, name
                    else:
                        yield source, script, _said(source, place, name), row.entry, latin[0], name


def _said(source: str, place: int, name: Name) -> str:
    """What the list says of a name that stands in no brackets."""
    if source == BELARUS:
        return "former" if name.kind is NameKind.FORMER else "the name"
    original = name.kind is NameKind.ORIGINAL_SCRIPT or (place == 1 and source.startswith("eu"))
    return "the name" if original else "alone"


def plain_keys(entry: Entry) -> set[str]:
    """Two words by their first four ASCII letters, and one such word with the birth year."""
    words = sorted({word[:4] for name in entry.names for word in anyascii(name.full).lower().split() if len(word) > 2})
    years = {f"{date.earliest.year}" for date in entry.birth_dates}
    two = {f"{one}|{other}" for one in words for other in words if one < other}
    return two | {f"{word}|{year}" for word in words for year in years}


def held_out() -> Iterator[tuple[str, Entry, Entry]]:
    """Names in a script and in Latin letters, of words that the encoder was not trained on."""
    rng = random.Random(5)
    _, held = read_tokens(SHARED.parent / "translit")
    for script in SCRIPTS:
        rows = [row for row in held[script] if len(row[0]) > 2]
        counts = [count for _, _, count in rows]
        for at in range(COUNT):
            drawn = rng.choices(rows, counts, k=2 + at % 2)
            sides = (" ".join(row[place] for row in drawn) for place in (0, 1))
            one, other = (Entry("1", (Name(name, script_of(name)),), Provenance("made", 1)) for name in sides)
            yield script, one, other


def main() -> None:
    """Count and write the section."""
    model = load_model()
    sides: dict[str, Keys] = {"Coalesce": lambda entry: set(keys(prepare(entry), model)), "four letters": plain_keys}
    met: Counter[tuple[str, ...]] = Counter()
    asked: Counter[tuple[str, ...]] = Counter()
    missed: dict[str, list[str]] = defaultdict(list)
    for source, script, kind, entry, latin, name in pairs():
        bare = replace(entry, birth_dates=(), birth_places=(), nationalities=(), sex=None, residences=())
        for said, of, beside in (
            ("all fields", entry, entry),
            ("name alone", bare, bare),
            ("name alone beside all fields", entry, bare),
        ):
            one = replace(of, names=(latin,), documents=())
            other = replace(beside, names=(name,), documents=())
            group = (source.partition(".")[0], script, kind, said)
            asked[group] += 1
            for side, make in sides.items():
                met[*group, side] += not make(one).isdisjoint(make(other))
            if kind not in APART and sides["Coalesce"](one).isdisjoint(sides["Coalesce"](other)):
                missed[f"{latin.full} / {name.full} ({source.partition('.')[0]})"].append(said)
    for script, one, other in held_out():
        group = ("names not trained on", script, "put together", "name alone")
        asked[group] += 1
        for side, make in sides.items():
            met[*group, side] += not make(one).isdisjoint(make(other))
    lines = _by_kind(met, asked, list(sides))
    lines += ["", *_together(met, asked), "", "What shares no key:", ""]
    lines += [f"- {names}: {', '.join(said)}" for names, said in missed.items()]
    write_section("Pairs completeness across scripts", lines)


def _by_kind(met: Counter[tuple[str, ...]], asked: Counter[tuple[str, ...]], sides: list[str]) -> list[str]:
    """A row for each list, script, and what the list says."""
    lines = [
        "| list | script | pairs, and what the list says of them | of | Coalesce | two words or word and year, four letters |",
        "|---|---|---|---|---|---|",
    ]
    for group in sorted(asked, key=lambda each: (each[2] in APART, each)):
        shares = [f"{met[*group, side] / asked[group]:.3f}" for side in sides]
        source, script, kind, said = group
        lines.append(f"| {source} | {script} | {asked[group]}, {kind} | {said} | {' | '.join(shares)} |")
    return lines


def _together(met: Counter[tuple[str, ...]], asked: Counter[tuple[str, ...]]) -> list[str]:
    """Ours for the UN's list and for the EU's, what they say of no Latin name and former names aside."""
    lines = ["| all of one list, aliases and former names aside | of | pairs | Coalesce |", "|---|---|---|---|"]
    for of in ("un", "eu"):
        for said in ("all fields", "name alone", "name alone beside all fields"):
            groups = [
                each for each in asked if each[0].startswith(f"{of}_") and each[3] == said and each[2] not in APART
            ]
            count = sum(asked[each] for each in groups)
            share = sum(met[*each, "Coalesce"] for each in groups) / count
            lines.append(f"| {of.upper()} | {said} | {count} | {share:.4f} |")
    return lines


if __name__ == "__main__":
    main()
