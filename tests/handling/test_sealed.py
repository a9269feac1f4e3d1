"""What is sealed is counted and not seen: by no function that is not registered, by no print, by no copy."""

from __future__ import annotations

import copy
import functools
import json
import pickle
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pytest

from coalesce.handling import Sealed, seal, sealed
from coalesce.handling.sealed import ROOMS, sealed_function

SECRET = "Hamid al-Nadir"


def function_of(module: str) -> Callable[..., Any]:
    """A function that says it was written in ``module``."""

    def count(value: str, times: int = 1) -> int:
        return len(value) * times

    count.__module__ = module
    return count


@pytest.fixture
def registered() -> Iterator[Callable[..., int]]:
    """A counting function, registered as flows would."""
    function = sealed_function(function_of("coalesce.flows.counting"))
    yield function
    sealed._registered.discard(function)


def test_a_registered_function_gives_sealed_again(registered: Callable[..., int]) -> None:
    counted = seal(SECRET).map(registered, times=2)
    assert isinstance(counted, Sealed)
    assert counted.open_for("coalesce.flows.disclosure") == 2 * len(SECRET)
    assert seal(SECRET).map(registered, 3).open_for("coalesce.store.writer") == 3 * len(SECRET)


def test_any_other_function_is_refused_before_it_runs() -> None:
    seen: list[str] = []
    unregistered = (seen.append, lambda value: seen.extend([value]), functools.partial(seen.append), print, str, repr)
    for function in unregistered:
        with pytest.raises(TypeError, match="not registered"):
            seal(SECRET).map(function)
    assert seen == []


def test_a_wrapped_registered_function_is_another_function(registered: Callable[..., int]) -> None:
    for function in (functools.partial(registered, times=2), lambda value: registered(value, 1)):
        with pytest.raises(TypeError, match="not registered"):
            seal(SECRET).map(function)


@pytest.mark.parametrize("room", ROOMS)
def test_counting_rooms_register(room: str) -> None:
    for module in (room, f"{room}.inner"):
        function = function_of(module)
        assert sealed_function(function) is function
        sealed._registered.discard(function)


@pytest.mark.parametrize(
    "module",
    [
        "coalesce.web.pages",
        "coalesce.services.people",
        "coalesce.store.writer",
        "coalesce.flowsome",
        "flows",
        "coalesce",
    ],
)
def test_other_rooms_do_not_register(module: str) -> None:
    with pytest.raises(TypeError, match="may not touch what is sealed"):
        sealed_function(function_of(module))


@pytest.mark.parametrize("module", ["coalesce.flows.disclosure", "coalesce.store", "coalesce.store.writer"])
def test_writer_and_disclosure_open(module: str) -> None:
    assert seal(SECRET).open_for(module) == SECRET


@pytest.mark.parametrize(
    "module", ["coalesce.flows", "coalesce.flows.counting", "coalesce.storeroom", "coalesce.web", ""]
)
def test_nobody_else_opens(module: str) -> None:
    with pytest.raises(TypeError, match="may not open"):
        seal(SECRET).open_for(module)


def test_printing_shows_nothing() -> None:
    shown = seal(SECRET)
    texts = [repr(shown), str(shown), f"{shown}", f"{shown!r}", f"{[shown]}", format(shown)]
    assert not any(SECRET in text for text in texts)


def test_it_is_not_written_down_or_copied() -> None:
    @dataclass
    class Holder:
        inside: Sealed[str]

    for attempt in (pickle.dumps, copy.copy, copy.deepcopy, lambda value: asdict(Holder(value)), json.dumps):
        with pytest.raises(TypeError):
            attempt(seal(SECRET))


def test_it_has_no_open_door() -> None:
    closed: Any = seal(SECRET)
    assert not hasattr(closed, "__dict__")
    assert not hasattr(closed, "value")
    with pytest.raises(TypeError):
        iter(closed)
    with pytest.raises(TypeError):
        len(closed)
    assert closed != seal(SECRET), "an equality would answer guesses"
    public = [name for name in dir(closed) if not name.startswith("_")]
    assert public == ["map", "open_for"]
