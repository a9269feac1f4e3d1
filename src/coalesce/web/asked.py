"""One request as an endpoint sees it: who asks, for what, which words; and how addresses of the desk are written.

Invariant: an ``Asked`` exists only for a caller who is signed in and whose roles the route allows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

from coalesce.errors import BadUsage
from coalesce.handling import Actor, Purpose
from coalesce.services.auditing import Checks
from coalesce.services.node import Node
from coalesce.services.openid import Provider
from coalesce.services.pulls import Pulls
from coalesce.services.remembering import Remembered
from coalesce.services.uploading import Imports
from coalesce.services.wire import Open
from coalesce.store.account_book import Caller
from coalesce.store.accounts import Held
from coalesce.web.fence import tell
from coalesce.web.fields import PURPOSE, VIEW_AS
from coalesce.web.receiving import ReceivedFile
from coalesce.web.static_files import StaticFiles
from coalesce.web.text_form import Upload


@dataclass(frozen=True, slots=True)
class Desk:
    """What all requests share: the node, the desk's own files, its API's description, how a template is written outside of
    a page, what was drawn before, what checks of the audit log found, the imports and
    pulls that run, how all templates are read at once, and what speaks with peers, where the desk has that."""

    node: Node
    static: StaticFiles
    describe: Callable[[], dict[str, Any]]
    write: Callable[[str, Mapping[str, Any]], str]
    provider: Provider
    drawn: Remembered = field(default_factory=lambda: Remembered(64))
    checks: Checks = field(default_factory=Checks)
    imports: Imports = field(default_factory=Imports)
    pulls: Pulls = field(default_factory=lambda: Pulls(tell))
    opened: Open | None = None
    turns: dict[Hashable, Lock] = field(default_factory=dict)
    read_templates: Callable[[], None] = lambda: None

    def turn(self, *audience: Hashable) -> Lock:
        """Held while something costly is worked out for an audience, so that it is worked out once."""
        return self.turns.setdefault(audience, Lock())


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a request: path parts, query, form, the session or token that came with it, and what a sign-in under way
    left with the browser (``step``), and a text file."""

    path: str
    parts: Mapping[str, str]
    query: Sequence[tuple[str, str]] = ()
    form: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""
    files: Mapping[str, ReceivedFile] = field(default_factory=dict)
    step: str = ""
    caller: Caller = field(default_factory=Caller)
    site: str = ""
    several: Mapping[str, Sequence[str]] = field(default_factory=dict)
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of someone signed in. ``also``: the member whose sight narrows the view, or ""; ``held``: the session or token;
    ``told``: was the purpose said, or is it the page's own? Only one that was said goes with a link to other pages."""

    desk: Desk
    actor: Actor
    purpose: Purpose
    words: Words
    also: str = ""
    csrf: str = ""
    held: Held | None = None
    told: bool = True

    @property
    def node(self) -> Node:
        """The node that is asked."""
        return self.desk.node

    def part(self, name: str) -> str:
        """A part of the path."""
        return self.words.parts[name]

    def one(self, name: str, default: str = "") -> str:
        """A word of the query, the last where it stands several times; ``default`` where it is absent or empty."""
        found = self.many(name)
        return found[-1] if found else default

    def many(self, name: str) -> tuple[str, ...]:
        """Every non-empty word of that name."""
        return tuple(value.strip() for key, value in self.words.query if key == name and value.strip())

    def whole(self, name: str, default: int, most: int) -> int:
        """A whole number from 0 to ``most``. Raises BadUsage."""
        text = self.one(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most):
            raise BadUsage(f"'{name}' takes a whole number up to {most}")
        return int(text)

    def said(self, name: str) -> str:
        """A field of the form. Raises BadUsage where it is absent."""
        if name not in self.words.form:
            raise BadUsage(f"the form lacks '{name}'")
        return self.words.form[name].strip()

    def secret(self, name: str) -> str:
        """A field of the form as it was typed, blanks and all. Raises BadUsage where it is absent."""
        self.said(name)
        return self.words.form[name]

    def chosen(self, name: str) -> tuple[str, ...]:
        """Every value of a field of the form that may stand several times, or has them with commas between."""
        given = self.words.several.get(name) or [self.words.form.get(name, "")]
        return tuple(part.strip() for value in given for part in value.split(",") if part.strip())

    def link(self, path: str, /, **query: object) -> str:
        """An address of the desk for the same purpose, and seen as the same member."""
        return address(path, {**self._standing(), **query})

    def again(self, **changed: object) -> str:
        """The same address with some words changed; None drops one."""
        rows = [(key, value) for key, value in self.words.query if value.strip() and key not in changed]
        return address(self.words.path, [*rows, *changed.items()])

    def at(self, path: str) -> Asked:
        """The same request at another path: its links keep the words."""
        return replace(self, words=replace(self.words, path=path))

    def without(self, name: str) -> Asked:
        """The same request without a word: no link of its page has it."""
        rows = [(key, value) for key, value in self.words.query if key != name]
        return replace(self, words=replace(self.words, query=rows))

    def standing(self) -> dict[str, str]:
        """The words that every form of a page hands on: purpose and "view as", where they are not the usual."""
        return {key: str(value) for key, value in self._standing().items()}

    def _standing(self) -> dict[str, object]:
        words: dict[str, object] = {}
        if self.purpose is not Purpose.INVESTIGATION and self.told:
            words[PURPOSE] = self.purpose
        if self.also:
            words[VIEW_AS] = self.also
        return words


def address(path: str, query: Mapping[str, object] | Sequence[tuple[str, object]] = ()) -> str:
    """A path with its query; words of None or "" are left out, a list gives its word several times."""
    rows = query.items() if isinstance(query, Mapping) else query
    pairs: list[tuple[str, str]] = []
    for key, value in rows:
        values = value if isinstance(value, list | tuple) else [value]
        pairs.extend((key, str(one)) for one in values if one is not None and one != "")
    tail = urlencode(pairs, safe=",")
    return quote(path, safe="/") + (f"?{tail}" if tail else "")
