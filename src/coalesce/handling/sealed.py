"""``Sealed``: what may be counted and not seen.

Invariant: what is inside comes out by two ways only: ``map`` with a function
that ``linking``, ``flows``, ``estimation`` or ``engines`` registered by name, which
gives ``Sealed`` again; and ``open_for``, which asks for the key that the store's
Writer (links) and disclosure control (counts) hold. Printing one shows nothing.

This stops mistakes inside one process, not a hostile programmer (SECURITY.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
U = TypeVar("U")
P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., Any])

ROOMS = ("coalesce.linking", "coalesce.flows", "coalesce.estimation", "coalesce.engines")
OPENERS = ("coalesce.store", "coalesce.flows.disclosure")
_registered: set[Any] = set()


def _in(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(room + ".") for room in rooms)


def sealed_function(function: F) -> F:
    """Register a pure function for ``Sealed.map``. Raises TypeError outside the counting rooms."""
    if not _in(function.__module__, ROOMS):
        raise TypeError(f"{function.__module__} may not touch what is sealed")
    _registered.add(function)
    return function


class Sealed(Generic[T_co]):
    """A value that may be counted and not seen."""

    __slots__ = ("__value",)

    def __init__(self, value: T_co) -> None:
        self.__value = value

    def map(self, function: Callable[Concatenate[T_co, P], U], *args: P.args, **kwargs: P.kwargs) -> Sealed[U]:
        """Apply a registered function; the answer is sealed again. Raises TypeError for any other.

        What is sealed is the first argument; the rest are the function's open settings.
        """
        if function not in _registered:
            raise TypeError(f"{getattr(function, '__qualname__', 'this function')} is not registered for sealed data")
        return Sealed(function(self.__value, *args, **kwargs))

    def open_for(self, module: str) -> T_co:
        """The value, for the store's Writer and for disclosure control. Raises TypeError for others."""
        if not _in(module, OPENERS):
            raise TypeError(f"{module} may not open what is sealed")
        return self.__value

    def __repr__(self) -> str:
        return "Sealed(...)"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("what is sealed is not written down")


def seal(value: T) -> Sealed[T]:
    """Seal a value."""
    return Sealed(value)
