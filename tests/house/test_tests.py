"""Tests do not hide: each asserts something, skips with a reason, and mocks nothing of ours."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest
from house.rules import Function, imported
from house.sources import Source, dotted, python_files

ASSERTING = ("raises", "warns", "fail")


def is_test(node: ast.AST) -> bool:
    """Whether pytest would run it."""
    return isinstance(node, Function) and node.name.startswith("test")


def asserts(node: ast.AST) -> bool:
    """Whether something in it can fail on purpose: assert, pytest.raises, or a call named check... or assert..."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Assert) and not isinstance(inner.test, ast.Constant):
            return True
        if isinstance(inner, ast.Call):
            last = dotted(inner.func).rpartition(".")[2]
            if last in ASSERTING or last.lstrip("_").startswith(("assert_", "check")):
                return True
    return False


def marks(source: Source) -> Iterator[ast.expr]:
    """Every skip, skipif and xfail: as a mark or as a call."""
    called = {id(node.func) for node in ast.walk(source.tree) if isinstance(node, ast.Call)}
    for node in ast.walk(source.tree):
        expression = node.func if isinstance(node, ast.Call) else node
        name = dotted(expression)
        bare = not isinstance(node, ast.Call) and id(node) in called
        hides = name.startswith("pytest.") and name.rpartition(".")[2] in {"skip", "skipif", "xfail", "importorskip"}
        if hides and not bare and isinstance(node, ast.expr):
            yield node


def without_assertion(source: Source) -> list[str]:
    """Tests that cannot fail."""
    tests = (node for node in ast.walk(source.tree) if is_test(node))
    faults = [f"{source.path}:{test.lineno} {test.name} asserts nothing" for test in tests if not asserts(test)]
    constant = (n for n in ast.walk(source.tree) if isinstance(n, ast.Assert) and isinstance(n.test, ast.Constant))
    return faults + [f"{source.path}:{node.lineno} asserts a constant" for node in constant]


def without_reason(source: Source) -> list[str]:
    """Skips and expected failures that do not say why."""
    faults = []
    for mark in marks(source):
        texts = [n.value for n in ast.walk(mark) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        if not any(len(text.split()) >= 3 for text in texts):
            faults.append(f"{source.path}:{mark.lineno} does not say why")
    return faults


def mocked(source: Source) -> list[str]:
    """Mocks: our own code is run, not played."""
    wanted = {"mock", "pytest_mock"}
    faults = [f"{source.path}:{line} mocks" for line, name in imported(source) if name in wanted]
    froms = (node for node in ast.walk(source.tree) if isinstance(node, ast.ImportFrom))
    return faults + [f"{source.path}:{node.lineno} mocks" for node in froms if node.module in {"unittest.mock"}]


def shadowed(source: Source) -> list[str]:
    """Two tests of one name: only the later runs."""
    names = [node.name for node in source.tree.body if is_test(node)]
    return [f"{source.path}: {name} stands twice" for name in sorted(set(names)) if names.count(name) > 1]


def misplaced(source: Source) -> list[str]:
    """Tests in a file that pytest does not collect, and test files without a test."""
    found = any(is_test(node) for node in ast.walk(source.tree))
    collected = source.path.rpartition("/")[2].startswith("test_")
    if found == collected:
        return []
    return [f"{source.path}: " + ("its tests are never run" if found else "holds no test")]


Rule = Callable[[Source], list[str]]
PLANTED: dict[Rule, tuple[str, ...]] = {
    without_assertion: (
        "def test_a():\n    f()",
        "def test_a():\n    assert True",
        "class T:\n  def test_a(self): ...",
    ),
    without_reason: (
        "@pytest.mark.skip\ndef test_a():\n    assert f()",
        "@pytest.mark.xfail(strict=True)\ndef test_a():\n    assert f()",
        "def test_a():\n    pytest.skip()\n    assert f()",
        "def test_a():\n    pytest.skip('later')\n    assert f()",
    ),
    mocked: ("from unittest.mock import patch", "import mock"),
    shadowed: ("def test_a():\n    assert f()\ndef test_a():\n    assert g()",),
    misplaced: ("def f(): ...",),
}


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_the_tests_keep_it(rule: Rule) -> None:
    faults = [fault for source in python_files("tests/") for fault in rule(source) if "/test_" in source.path]
    assert not faults, "\n".join(faults)


def test_no_test_stands_where_nobody_runs_it() -> None:
    others = (source for source in python_files("tests/", "src/", "bench/") if "/test_" not in source.path)
    assert [fault for source in others for fault in misplaced(source)] == []


@pytest.mark.parametrize("rule", PLANTED, ids=lambda rule: rule.__name__)
def test_a_planted_fault_is_found(rule: Rule) -> None:
    for text in PLANTED[rule]:
        assert rule(Source("tests/flows/test_planted.py", text)), text


def test_a_good_test_passes() -> None:
    text = "@pytest.mark.skipif(x, reason='needs the lists beside us')\ndef test_a():\n    assert f()\n"
    for rule in PLANTED:
        assert rule(Source("tests/flows/test_planted.py", text)) == []
