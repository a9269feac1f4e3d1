"""Texts of the desk that no catalogue holds: found by reading the templates as Jinja and as HTML do.

A template's text is cut from its markup: what is inside ``_("...")`` or ``{% trans %}`` is gone, every other expression
stands as a mark, and what is left in a text node, or in an attribute that is read out, should hold no letter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import nodes
from scripts.extract_texts import environment

READ_OUT = frozenset({"aria-label", "title", "placeholder", "alt", "aria-description", "label", "content"})
NOT_TRANSLATED = frozenset({"code", "kbd", "script", "style"})
OWN_NAMES = ("Coalesce", "TLP", "CSV", "SVG", "PDF", "JSON", "UTC", "BIC", "TOTP")
"""Words that are the same in every language."""

FIRST = 0xE000
"""Expressions stand as signs of the private use area while a template is read as HTML."""

GETTEXT = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})


class _Texts(HTMLParser):
    """Text nodes and attributes that are read out, with the line they begin in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_TRANSLATED:
            self._open.append(tag)
        named = dict(attrs)
        for name, value in attrs:
            if name in READ_OUT and value and not (tag == "meta" and named.get("name") in ("viewport", "color-scheme")):
                self.found.append((self.getpos()[0], value))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.found.append((self.getpos()[0], data))


def bare_texts(path: str, source: str) -> list[str]:
    """The faults of a template: letters outside of the catalogue, and English that an expression shows."""
    flat, expressions = _flat(source)
    reader = _Texts()
    reader.feed(flat)
    reader.close()
    faults = []
    for line, text in reader.found:
        left = "".join(sign for sign in text if ord(sign) < FIRST or ord(sign) > FIRST + len(expressions))
        for name in OWN_NAMES:
            left = left.replace(name, "")
        if any(sign.isalpha() for sign in left):
            faults.append(f"{path}:{line} says {' '.join(left.split())[:60]!r}")
        for sign in text:
            if FIRST <= ord(sign) < FIRST + len(expressions):
                said = [word for word in _shown(expressions[ord(sign) - FIRST]) if any(one.isalpha() for one in word)]
                faults += [f"{path}:{line} shows {word[:60]!r}" for word in said if word.strip() not in OWN_NAMES]
    return faults


def unsaid_titles(path: str, source: str) -> list[str]:
    """Titles of pages that stand in Python as they are: ``Page("a.html", "Title")`` instead of ``say("Title")``."""
    return [
        f"{path}:{node.lineno} {node.args[1].value!r}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Page"
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    ]


def _flat(source: str) -> tuple[str, list[nodes.Node]]:
    """A template's markup with a sign for each expression, and the expressions. ``{% trans %}`` leaves a space."""
    made = environment()
    text: list[str] = []
    found: list[nodes.Node] = []
    inside: list[str] = []  # the tokens of the expression being read
    depth, skipping = "", False
    for _, kind, value in made.lex(source):
        if kind == "variable_begin":
            depth, inside = "variable", []
        elif kind == "variable_end":
            if not skipping:
                text.append(chr(FIRST + len(found)))
                found.append(_expression("".join(inside)))
            depth = ""
        elif kind == "block_begin":
            depth, inside = "block", []
        elif kind == "block_end":
            word = "".join(inside).split(maxsplit=1)[:1]
            skipping = word == ["trans"] or (skipping and word != ["endtrans"])
            depth = ""
        elif depth:
            inside.append(value)
        elif kind == "data":
            text.append("\n" * value.count("\n") if skipping else value)
    return "".join(text), found


def _expression(source: str) -> nodes.Node:
    output = environment().parse("{{ " + source + " }}").body[0]
    assert isinstance(output, nodes.Output)
    return output.nodes[0]


def _shown(node: nodes.Node | None) -> Iterator[str]:
    """The constants that an expression may show: branches, alternatives, pieces, values of a dictionary."""
    parts: list[nodes.Node | None] = []
    match node:
        case nodes.TemplateData():
            yield node.data
        case nodes.Const(value=str(text)):
            yield text
        case nodes.CondExpr():
            parts = [node.expr1, node.expr2]
        case nodes.Or() | nodes.And() | nodes.Add():
            parts = [node.left, node.right]
        case nodes.Concat():
            parts = list(node.nodes)
        case nodes.Getitem(node=nodes.Dict() as words):
            parts = [pair.value for pair in words.items]
        case nodes.Filter(name=name) if name not in ("counted", "said", "spoken", "format"):
            parts = [node.node]
    for part in parts:
        yield from _shown(part)
