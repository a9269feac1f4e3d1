"""Candidate sentences of press texts: precision and recall per field on texts that the rules were not built on; time.

python -m bench.extraction [FOLDER ...]        folders of texts with a ``gold.json``; tests/commitments/extraction/heldout without any

Per sentence: a candidate is right where a gold mark begins in it; a gold mark that is ``optional`` counts neither way.
Per field: over the sentences that are both marked and gold. A date or condition is right where one of the two spans
holds the other; everything else must be equal. With ../shared/data the quoted sentences of the public commitments of
2014 are read too, one text each: who is named in the quote, and every number of the table.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.results import write_section
from coalesce.commitments.extraction.candidates import find_candidates
from coalesce.commitments.extraction.marks import Candidate, Label
from coalesce.commitments.extraction.phrases import tokens
from coalesce.commitments.extraction.wording import wording

ROOT = Path(__file__).resolve().parents[1]
HELD_OUT = ROOT / "tests" / "commitments" / "extraction" / "heldout"
PUBLIC = ROOT.parent / "shared" / "data" / "commitments" / "commitments_2014_public.csv"
FIELDS = ("members", "lines", "quantities", "money", "places", "when", "condition")
SENTENCES = 100_000
Counts = Counter[str]


def fields(found: Candidate) -> dict[str, list[Any]]:
    """What a candidate says, in the form of the gold marks."""
    members: list[Any] = list(found.members) + (["unnamed"] if found.of(Label.UNNAMED) else [])
    when = (*found.of(Label.WHEN), *found.of(Label.DURATION))
    return {
        "members": members,
        "lines": [line.replace(" ", "_") for line in found.lines],
        "quantities": list({float(mark.number or 0) for mark in found.of(Label.QUANTITY)}),
        "money": list({(float(mark.number or 0), mark.currency) for mark in found.of(Label.MONEY)}),
        "places": list({plain(mark.text) for mark in found.of(Label.PLACE)}),
        "when": [plain(mark.text) for mark in when],
        "condition": [True] if found.of(Label.CONDITION) else [],
    }


def gold_fields(gold: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The gold marks of a sentence in the same form."""
    return {
        "members": gold["members"], "lines": gold["lines"], "quantities": [float(one) for one in gold["quantities"]],
        "money": [(float(value), currency) for value, currency in gold["money"]],
        "places": [plain(one) for one in gold["places"]], "when": [plain(one) for one in gold["when"]],
        "condition": [True] if gold["condition"] else [],
    }  # fmt: skip


def plain(text: str) -> str:
    """Without its article, in small letters, on one line."""
    return " ".join(text.replace("\u00ad", "").lower().split()).removeprefix("the ")


def agree(field: str, one: Any, other: Any) -> bool:
    """Whether two values of a field are the same."""
    if field == "when":
        return bool(one in other or other in one)
    return bool(one == other)


def compare(field: str, found: Iterable[Any], gold: Iterable[Any], counts: Counts) -> list[str]:
    """Count a field of one sentence; gives what is wrong in words."""
    left = list(gold)
    wrong = []
    for value in found:
        match = next((one for one in left if agree(field, value, one)), None)
        if match is None:
            counts[f"{field} extra"] += 1
            wrong.append(f"{field} +{value}")
        else:
            left.remove(match)
            counts[f"{field} right"] += 1
    counts[f"{field} missed"] += len(left)
    return wrong + [f"{field} -{value}" for value in left]


def measure(folder: Path, counts: Counts, told: list[str]) -> None:
    """Count over every text of a folder."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        marks = {text.index(one["find"]): one for one in gold if one["text"] == path.stem}
        counts["texts"] += 1
        hit: set[int] = set()
        for found in find_candidates(text):
            inside = [at for at in marks if found.span.start <= at < found.span.end]
            hit |= set(inside)
            real = [marks[at] for at in inside if "optional" not in marks[at]]
            if not inside:
                counts["sentences extra"] += 1
                told.append(f"{path.stem}: extra [{found.act}] {' '.join(found.text.split())}")
            for one in real:
                counts["sentences right"] += 1
                wanted = gold_fields(one)
                wrong = [
                    fault for field in FIELDS for fault in compare(field, fields(found)[field], wanted[field], counts)
                ]
                if wrong:
                    told.append(f"{path.stem}: {one['find']}: {'; '.join(wrong)}")
        for at, one in marks.items():
            if at not in hit and "optional" not in one:
                counts["sentences missed"] += 1
                told.append(f"{path.stem}: missed {one['find']}")


def rates(counts: Counts, names: Iterable[str]) -> list[str]:
    """A table of precision and recall."""
    rows = ["| field | gold | precision | recall |", "|---|---|---|---|"]
    for name in names:
        right, extra, missed = (counts[f"{name} {kind}"] for kind in ("right", "extra", "missed"))
        rows.append(f"| {name} | {right + missed} | {share(right, right + extra)} | {share(right, right + missed)} |")
    return rows


def share(part: int, whole: int) -> str:
    """``.93 (56/60)``; a dash where there is nothing to divide by."""
    return f"{part / whole:.2f} ({part}/{whole})" if whole else "–"


def public_quotes(told: list[str]) -> Counts:
    """The quoted sentences of the public commitments, each a text of its own."""
    counts: Counts = Counter()
    with PUBLIC.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    quote = ""
    texts: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        quote = quote if row["quote"] == "(same sentence)" else row["quote"]
        texts.setdefault(quote, []).append(row)
    for text, held in texts.items():
        found = list(find_candidates(text))
        counts["sentences right" if found else "sentences missed"] += 1
        if not found:
            told.append(f"public: missed {text}")
            continue
        read = [fields(one) for one in found]
        wanted = {code for row in held for code in row["member"].split(";")} & named_in(text)
        numbers = [
            float(row["quantity"]) for row in held if row["quantity"] and row["unit"] != "USD" and row["unit"] != "USD?"
        ]
        for field, values in (("members", sorted(wanted)), ("quantities", numbers)):
            said = sorted({value for one in read for value in one[field]}, key=str)
            wrong = compare(field, said, values, counts)
            told += [f"public: {text[:60]}: {fault}" for fault in wrong]
    return counts


def named_in(text: str) -> set[str]:
    """The members that a quote names, in whatever part."""
    hits = wording().phrases.find(tokens(text)).get("actor", ())
    return {hit.value.partition(":")[2] for hit in hits if ":" in hit.value}


def timed() -> str:
    """CPU a sentence over 100,000 sentences made of the held-out texts."""
    pieces = [path.read_text(encoding="utf-8") for path in sorted(HELD_OUT.glob("*.txt"))]
    each = sum(text.count(". ") + text.count(".\n") for text in pieces)
    text = "\n\n".join(pieces * (SENTENCES // each + 1))
    begin = time.process_time()
    found = sum(1 for _ in find_candidates(text))
    return f"{len(text):,} letters, about {SENTENCES:,} sentences: {time.process_time() - begin:.1f} s of CPU, {found:,} candidates."


def main() -> None:
    """Measure, print what is wrong, and write the section."""
    folders = [Path(one) for one in sys.argv[1:]] or [HELD_OUT]
    lines: list[str] = []
    told: list[str] = []
    for folder in folders:
        counts: Counts = Counter()
        measure(folder, counts, told)
        lines += [f"{folder.name}: {counts['texts']} texts.", "", *rates(counts, ("sentences", *FIELDS)), ""]
    if PUBLIC.exists():
        lines += ["Quoted sentences of the public commitments of 2014:", ""]
        lines += [*rates(public_quotes(told), ("sentences", "members", "quantities")), ""]
    lines.append(timed())
    print("\n".join(told))
    write_section("Candidate sentences of press texts", lines)


if __name__ == "__main__":
    main()
