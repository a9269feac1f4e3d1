"""The desk's style sheets: colours are named in tokens.css alone, and every name that is used is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from house.sources import ROOT

STATIC = ROOT / "src" / "coalesce" / "web" / "static"
DRAWING = ROOT / "src" / "coalesce" / "drawing" / "data" / "drawing.css"
TOKENS = "tokens.css"

COLOUR = re.compile(r"(?<![\w-])(?:#[0-9a-fA-F]{3,8}\b|(?:rgb|rgba|hsl|hsla|oklch|lab)\()")
USED, DEFINED = re.compile(r"var\((--[\w-]+)"), re.compile(r"(--[\w-]+)\s*:")

OF_THEIR_OWN = {
    "bulletin.css": "set by WeasyPrint too, whose page margins take no variable",
    "paper.css": "set by WeasyPrint, which reads no other sheet with it",
    "account.css": "a QR code is black on white in every scheme, or no telephone reads it",
}
"""Sheets that say colours themselves, and why."""


def raw_colours(name: str, text: str) -> list[str]:
    """Colours that a sheet says by themselves instead of by a token's name."""
    lines = enumerate(re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), text, flags=re.S).splitlines(), 1)
    return [f"{name}:{number} {line.strip()[:80]}" for number, line in lines if COLOUR.search(line)]


def unknown_names(name: str, text: str, known: set[str]) -> list[str]:
    """Names that a sheet uses and nobody defines."""
    return [f"{name}: {one}" for one in sorted(set(USED.findall(text)) - known - set(DEFINED.findall(text)))]


def sheets() -> list[Path]:
    """Every style sheet of the desk."""
    return sorted(STATIC.glob("*.css"))


def test_colours_are_named_in_one_place() -> None:
    faults = [
        fault
        for path in sheets()
        if path.name != TOKENS and path.name not in OF_THEIR_OWN
        for fault in raw_colours(path.name, path.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(faults)


def test_every_name_that_is_used_is_a_token() -> None:
    known = set(DEFINED.findall((STATIC / TOKENS).read_text(encoding="utf-8") + DRAWING.read_text(encoding="utf-8")))
    faults = [fault for path in sheets() for fault in unknown_names(path.name, path.read_text(encoding="utf-8"), known)]
    assert not faults, "\n".join(faults)


def test_every_token_is_used() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in sheets())
    unused = set(DEFINED.findall((STATIC / TOKENS).read_text(encoding="utf-8"))) - set(USED.findall(texts))
    assert {one for one in unused if not one.startswith("--draw-")} == set()


@pytest.mark.parametrize(
    "planted", ["a { color: #fff }", "a {\n border: 1px solid rgb(0 0 0 / 30%) }", "a { --b: #123456; }"]
)
def test_a_planted_colour_is_found(planted: str) -> None:
    assert raw_colours("a.css", planted)
    assert raw_colours("a.css", "/* #fff */ a { color: var(--ink); } #main { color: currentcolor }") == []


def test_a_planted_name_is_found() -> None:
    assert unknown_names("a.css", "a { color: var(--inc) }", {"--ink"}) == ["a.css: --inc"]
    assert unknown_names("a.css", "a { color: var(--ink); --own: 1; top: var(--own) }", {"--ink"}) == []
