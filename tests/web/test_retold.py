"""What the rooms of estimation write is known to the catalogue, sentence by sentence, and keeps its numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import coalesce
from coalesce.web import language
from coalesce.web.retold import known, retold
from coalesce.web.retold_texts import TEXTS

ROOM = Path(coalesce.__file__).parent / "estimation"
WRITTEN = (*sorted(ROOM.glob("*refusals.py")), ROOM.parent / "services" / "estimating.py", ROOM / "estimating.py")


@pytest.fixture
def french() -> Iterator[None]:
    language.speak("fr")
    yield
    language.speak(language.ENGLISH)


def filled(node: ast.expr) -> str | None:
    """A text as the code writes it, each of its places filled with a number."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else _place(part) for part in node.values)
    return None


def _place(part: ast.expr) -> str:
    """A place: a choice between two texts is the first of them, ``_MORE`` what it holds, all else a number."""
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(value, ast.IfExp):
        return filled(value.body) or "7"
    if isinstance(value, ast.Name) and value.id == "_MORE":
        return "a series over more months, or a wider choice of lists, so that more people are on two sources"
    return "" if isinstance(value, ast.Name) and value.id in ("source", "wider") else "7"


def sentences() -> list[str]:
    found = []
    for path in WRITTEN:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                found += [filled(one) for one in node.args[1:]]
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") == "append"
                and "said" in ast.dump(node.func)
            ):
                found += [filled(one) for one in node.args]
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "reason":
                found.append(filled(node.value))
    return [one for one in found if one]


def test_every_sentence_of_the_code_has_its_text() -> None:
    found = sentences()
    assert len(found) > 40
    assert [one for one in found if not known(one)] == []


def test_it_keeps_its_numbers_and_names(french: None) -> None:
    told = retold("only 12 people are on two or more lists; fewer than 20 say too little")
    assert told == "seules 12 personnes sont sur deux listes ou plus ; moins de 20 en disent trop peu"
    told = retold("9 of the 10 people of 'NL/a' are on 'FR/b' too: one seems to be made from the other")
    assert "'NL/a'" in told
    assert "'FR/b'" in told
    assert retold("the best of all models by BIC; average over all models").startswith("le meilleur")


def test_what_fits_no_text_is_told_as_it_came(french: None) -> None:
    assert retold("nothing of ours") == "nothing of ours"
    language.speak(language.ENGLISH)
    assert retold("none") == "none"


def test_no_text_stands_twice() -> None:
    assert len(set(TEXTS)) == len(TEXTS)
