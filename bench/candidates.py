"""Pairs completeness: the share of a name's spellings in two scripts that share a blocking key.

    python -m bench.candidates          needs ../shared/data

Each person of the UN list and the EU annexes is made into two records: one under the Latin name, one under a name in
another script; both with the dates, places and nationalities of the list, or with the name alone. Spellings of one name are those
that ``names.compare`` takes for one; all others in that script are counted as aliases and shown apart. Whether two records
share a key depends on these two and on the model alone. Peers: the keys that people use for names, on anyascii forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from anyascii import anyascii

from bench.results import write_section
from coalesce.intake import Read, open_reader
from coalesce.linking.columns import prepare
from coalesce.linking.keys import keys
from coalesce.linking.model import load_model
from coalesce.names import compare, script_of
from coalesce.records import Entry, Name

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "lists"
SOURCES = ("un_2020-12.xml", "eu_32002R0881.csv", "eu_32006R0765.csv")
SCRIPTS = ("Arab", "Cyrl", "Hebr")
ONE_NAME = 0.5
Keys = Callable[[Entry], set[str]]


def pairs() -> Iterator[tuple[str, str, Entry, Name, Name]]:
    """Source, script, the whole entry, its Latin name, and one in the script."""
    for source in SOURCES:
        for row in open_reader(SHARED / source).rows():
            if isinstance(row, Read):
                latin = next((name for name in row.entry.names if script_of(name.full) == "Latn"), None)
                for name in row.entry.names if latin else ():
                    script = script_of(name.full)
                    if latin and script in SCRIPTS:
                        yield source, script, row.entry, latin, name


def plain_keys(entry: Entry) -> set[str]:
    """Two words by their first four ASCII letters, and one such word with the birth year."""
    words = sorted({word[:4] for name in entry.names for word in anyascii(name.full).lower().split() if len(word) > 2})
    years = {f"{date.earliest.year}" for date in entry.birth_dates}
    two = {f"{one}|{other}" for one in words for other in words if one < other}
    return two | {f"{word}|{year}" for word in words for year in years}


def main() -> None:
    """Count and write the section."""
    model = load_model()
    sides: dict[str, Keys] = {"Coalesce": lambda entry: set(keys(prepare(entry), model)), "four letters": plain_keys}
    met: Counter[tuple[str, ...]] = Counter()
    asked: Counter[tuple[str, ...]] = Counter()
    for source, script, entry, latin, name in pairs():
        kind = "spellings" if compare(latin.full, name.full).score >= ONE_NAME else "aliases"
        bare = replace(entry, birth_dates=(), birth_places=(), nationalities=(), sex=None)
        for said, of in (("all fields", entry), ("name alone", bare)):
            one, other = (replace(of, names=(each,), documents=()) for each in (latin, name))
            group = (source.partition(".")[0], script, kind, said)
            asked[group] += 1
            for side, make in sides.items():
                met[*group, side] += not make(one).isdisjoint(make(other))
    lines = [
        "| list | script | pairs | of | Coalesce | two words or word and year, four letters |",
        "|---|---|---|---|---|---|",
    ]
    for group in sorted(asked, key=lambda each: (each[2] == "aliases", each)):
        shares = [f"{met[*group, side] / asked[group]:.3f}" for side in sides]
        source, script, kind, said = group
        lines.append(f"| {source} | {script} | {asked[group]} {kind} | {said} | {' | '.join(shares)} |")
    write_section("Pairs completeness across scripts", lines)


if __name__ == "__main__":
    main()
