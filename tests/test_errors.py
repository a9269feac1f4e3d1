"""The tree of errors: exit codes, places, and messages that say what is wrong and where."""

from __future__ import annotations

import inspect
import re

import pytest

from coalesce import errors
from coalesce.errors import (
    BadDate,
    BadField,
    BadFile,
    BadInput,
    BadSettings,
    BadUsage,
    CoalesceError,
    NoNode,
    NotFound,
    Refusal,
    StoreBusy,
    StoreError,
    StoreFull,
    Tampered,
    Where,
)

EVERY = [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, CoalesceError)]


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (Where(), ""),
        (Where("a.csv"), "a.csv"),
        (Where(line=3), "line 3"),
        (Where("a.csv", 0), "a.csv, line 0"),
        (Where("a.csv", 3, "sex"), "a.csv, line 3, field 'sex'"),
        (Where(field="sex"), "field 'sex'"),
    ],
)
def test_a_place_says_as_much_as_is_known(where: Where, text: str) -> None:
    assert str(where) == text


def test_bad_input_says_the_place_before_the_reason() -> None:
    assert str(BadField("no such letter", Where("a.csv", 3, "sex"))) == "a.csv, line 3, field 'sex': no such letter"
    assert str(BadUsage("say which list")) == "say which list"


def test_a_place_is_filled_in_and_never_overwritten() -> None:
    narrow = BadDate("not a date").at(field="birth_date")
    wide = narrow.at("a.csv", 7, "other")
    assert wide.where == Where("a.csv", 7, "birth_date")
    assert wide.at("b.csv", 8).where == wide.where
    assert type(wide) is BadDate
    assert wide.reason == "not a date"


def test_a_line_number_of_zero_is_known() -> None:
    assert BadFile("empty", Where(line=0)).at(line=4).where.line == 0


@pytest.mark.parametrize("error", EVERY, ids=lambda error: error.__name__)
def test_bad_input_ends_with_2_and_refusals_with_1(error: type[CoalesceError]) -> None:
    given = issubclass(error, BadInput | BadSettings) or error in {NoNode, StoreFull}
    assert error.exit_code == (2 if given else 1)


def test_the_docstring_draws_the_tree_as_it_is() -> None:
    lines = (errors.__doc__ or "").splitlines()
    matches = filter(None, (re.match(r"^(\W*)([A-Z]\w+)(?=\s{2,}|$)", line) for line in lines))
    drawn = [(len(match[1]), match[2]) for match in matches]
    parents = {name: next((p for depth, p in reversed(drawn[:i]) if depth < indent), None)
               for i, (indent, name) in enumerate(drawn)}  # fmt: skip
    assert parents.pop("CoalesceError") is None
    assert parents == {error.__name__: error.__base__.__name__ for error in EVERY if error is not CoalesceError}


def test_unknown_and_forbidden_read_alike() -> None:
    assert str(NotFound()) == str(NotFound("record"))
    assert "permitted" not in str(NotFound("list"))


def test_one_clause_catches_a_whole_branch() -> None:
    for branch, leaf in ((BadInput, BadDate("x")), (Refusal, NotFound()), (StoreError, StoreBusy("x"))):
        with pytest.raises(branch):
            raise leaf
    with pytest.raises(CoalesceError):
        raise Tampered("the log was changed: restore a backup")
