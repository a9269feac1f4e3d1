"""Every source file with logic has its test file: src/coalesce/flows/journeys.py has tests/flows/test_journeys.py."""

from __future__ import annotations

import ast

from house.rules import functions
from house.sources import Source, house, tracked

COVERED_ELSEWHERE: dict[str, str] = {}
"""A file with functions whose own test file would say less than the one that tests it: which, from tests/."""


def has_logic(source: Source) -> bool:
    """Whether a file has a function that does something: words (enumerations, dataclasses, Protocols) have none."""
    protocols = {
        id(function)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases)
        for function in ast.walk(node)
    }
    return any(id(function) not in protocols for function in functions(source))


def mirror(source: Source) -> str:
    """Where a source file's tests stand."""
    *rooms, name = source.module
    return "/".join(("tests", *rooms, f"test_{name}.py"))


def test_every_file_with_logic_has_its_tests() -> None:
    present = set(tracked())
    missing = [
        f"{source.path}: no {mirror(source)}"
        for source in house()
        if has_logic(source) and source.path not in COVERED_ELSEWHERE and mirror(source) not in present
    ]
    assert not missing, "\n".join(missing)


def test_what_is_covered_elsewhere_is_needed_and_there() -> None:
    present = set(tracked())
    for path, elsewhere in COVERED_ELSEWHERE.items():
        assert path in present, path
        assert f"tests/{elsewhere}" in present, elsewhere


def test_logic_is_told_from_words() -> None:
    words = '"""A."""\nclass A(StrEnum):\n    B = "b"\n'
    protocol = '"""A."""\nclass A(Protocol):\n    def f(self) -> int: ...\n'
    assert not has_logic(Source("src/coalesce/flows/a.py", words))
    assert not has_logic(Source("src/coalesce/flows/a.py", protocol))
    assert has_logic(Source("src/coalesce/flows/a.py", protocol + "def g(): return 1\n"))
    assert mirror(Source("src/coalesce/flows/a.py", "")) == "tests/flows/test_a.py"
    assert mirror(Source("src/coalesce/dates.py", "")) == "tests/test_dates.py"
