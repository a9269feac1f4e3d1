"""What git holds: no path of one machine, no registry's address, no personal data, no large file."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from house.sources import ROOT, tracked

# Written in pieces, so that this file does not find itself.
MACHINE_PATHS = re.compile(
    "|".join((r"(?<![\w.])/" + r"(?:work|home|root|Users)/[\w.-]", r"[A-Z]:\\" + r"Users\\", r"/opt/" + r"pypi"))
)
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "npm" + "mirror"))
)
ADDRESSES = re.compile("https?" + "://")
WITHOUT_ADDRESSES = ("constraints.txt", "Makefile", "pyproject.toml")
MAX_BYTES = 12_000_000
# A replacement gone wrong once made the results page 8 MB long, and nobody saw it: pages are for reading.
MAX_PAGE = 150_000


def texts() -> list[tuple[str, str]]:
    """Every tracked file that is text."""
    found = []
    for name in tracked():
        raw = (ROOT / name).read_bytes()
        if b"\0" not in raw[:8192]:
            found.append((name, raw.decode("utf-8", errors="replace")))
    return found


def test_no_path_of_one_machine_and_no_registry() -> None:
    faults = [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATHS.search(line) or REGISTRIES.search(line)
    ]
    assert not faults, "\n".join(faults)


def test_what_names_dependencies_names_no_address() -> None:
    named = [(name, text) for name, text in texts() if name in WITHOUT_ADDRESSES or name.startswith(".ci/")]
    assert len(named) >= len(WITHOUT_ADDRESSES) + 1
    assert [name for name, text in named if ADDRESSES.search(text)] == []


def test_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 20
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[\w.!+-]+", line)] == []


def test_no_file_is_too_large_to_review_or_clone() -> None:
    assert [name for name in tracked() if (ROOT / name).stat().st_size > MAX_BYTES] == []


def test_no_page_is_too_long_to_read_or_says_a_thing_again_and_again() -> None:
    pages = [(name, text) for name, text in texts() if name.endswith(".md")]
    assert any(name == "bench/results.md" for name, _ in pages)
    assert [name for name, text in pages if len(text) > MAX_PAGE] == []
    assert [name for name, text in pages if said_again(text)] == []


def said_again(text: str) -> list[str]:
    """Long lines that a page has more than twice."""
    lines = Counter(line for line in text.splitlines() if len(line) > 120 and not line.startswith("|"))
    return [line for line, times in lines.items() if times > 2]


def test_a_planted_line_said_again_and_again_is_found() -> None:
    line = "A sentence as a page has it, which is long enough that nobody writes it word for word three times on one page, ever."
    line += " It goes on."
    assert said_again("\n\n".join(["Once.", line, line, line])) == [line]
    assert said_again("\n\n".join([line, line])) == []


@pytest.mark.parametrize(
    "line",
    ["see /" + "home/anna/lists", "in /" + "work/shared", "C:\\" + "Users\\anna", "https://" + "pypi" + ".org/simple"],
)
def test_a_planted_address_is_found(line: str) -> None:
    assert MACHINE_PATHS.search(line) or REGISTRIES.search(line)
