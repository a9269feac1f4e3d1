"""Whether a page is valid HTML: read by the standard's own parsing rules, then held against its content models.

``faults_of`` gives what the standard calls errors: of parsing (html5lib, strict), of elements where they may not stand, of
attributes that an element does not take, of ids that stand twice or are referred to and absent. It says nothing of CSS.
The tables are in ``html_tables.py``. Beside the standard: no inline style or event handler, which our CSP would drop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # elements that html5lib makes; nothing is parsed by it

import html5lib

from tests.browser import html_tables as html

LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*|")
WHOLE = re.compile(r"-?\d+")


@dataclass(slots=True)
class _Page:
    """What is known of a whole page: every id, and which element bears it."""

    ids: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def faults_of(text: str) -> list[str]:
    """Every fault of a page; empty where it is valid."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parse(text)
    page = _Page()
    for (line, column), what, more in parser.errors:
        page.faults.append(f"line {line}:{column} {what} {more or ''}".rstrip())
    _gather_ids(root, page)
    _check(root, (), page)
    _check_document(root, page)
    return page.faults


def _name(node: Element) -> str:
    """An HTML element's name; that of another vocabulary with its namespace."""
    return node.tag if isinstance(node.tag, str) else ""


def _gather_ids(root: Element, page: _Page) -> None:
    for node in root.iter():
        if (identity := node.get("id")) is None:
            continue
        if not identity or re.search(r"\s", identity):
            page.faults.append(f"id {identity!r} is empty or holds a blank")
        if identity in page.ids:
            page.faults.append(f"id {identity!r} stands twice")
        page.ids[identity] = _name(node)


def _check(node: Element, above: tuple[Element, ...], page: _Page) -> None:
    name = _name(node)
    if not name:
        return
    if name.startswith("{"):  # SVG and MathML: their own models; ids, references and inline code are ours to see
        page.faults.extend(_foreign_faults(node))
        return
    page.faults.extend(f"{_told(node)}: {fault}" for fault in _faults_of(node, above, page))
    for child in node:
        _check(child, (*above, node), page)


def _faults_of(node: Element, above: tuple[Element, ...], page: _Page) -> Iterator[str]:
    yield from _place_faults(node, above)
    yield from _content_faults(node)
    yield from _attribute_faults(node)
    yield from _reference_faults(node, page)


def _place_faults(node: Element, above: tuple[Element, ...]) -> Iterator[str]:
    name = _name(node)
    if name not in html.CHILDREN and name not in html.VOID and name not in html.TRANSPARENT:
        yield "no element that html_tables.py knows"
        return
    parents = [_name(one) for one in above]
    holder = next((one for one in reversed(parents) if one not in html.TRANSPARENT), "")
    if holder and name not in html.CHILDREN.get(holder, frozenset()) and not _group(name, parents):
        yield f"may not stand in <{holder}>"
    if name == "input" and node.get("type") == "hidden":
        return
    for one in parents:
        if name in html.NEVER_INSIDE.get(one, ()):
            yield f"may not stand anywhere inside <{one}>"


def _group(name: str, parents: list[str]) -> bool:
    """A ``div`` that groups the terms of a ``dl`` holds ``dt`` and ``dd``."""
    return name in ("dt", "dd") and parents[-2:] == ["dl", "div"]


def _content_faults(node: Element) -> Iterator[str]:
    name = _name(node)
    children = [_name(child) for child in node if _name(child)]
    texts = [node.text, *(child.tail for child in node)]
    if name in html.NO_TEXT and any(text and text.strip() for text in texts):
        yield "holds text of its own"
    first = html.FIRST_CHILD.get(name)
    if first and first in children and (children[0] != first or children.count(first) > 1):
        yield f"<{first}> is not its first and only one"
    if name == "details" and "summary" not in children:
        yield "lacks <summary>"
    if name == "dl" and children and "div" not in children and (children[0] != "dt" or children[-1] != "dd"):
        yield "does not begin with <dt> and end with <dd>"
    if name == "label" and sum(_name(one) in html.LABELABLE and one.get("type") != "hidden" for one in node.iter()) > 1:
        yield "labels several fields"
    if name in ("title", *html.HEADINGS) and not _words(node):
        yield "says nothing"
    if name in ("select", "optgroup") and any(not _words(one) for one in node.iter("option") if not one.get("label")):
        yield "has an option that says nothing"


def _words(node: Element) -> str:
    named = [one.get("alt") or one.get("aria-label") or "" for one in node.iter() if isinstance(one.tag, str)]
    return "".join([*node.itertext(), *named]).strip() or (
        "empty" if node.tag == "option" and node.get("value") == "" else ""
    )


def _attribute_faults(node: Element) -> Iterator[str]:
    name = _name(node)
    allowed = html.GLOBAL | frozenset(html.ATTRIBUTES.get(name, "").split())
    if name == "input":
        kind = node.get("type", "text")
        if kind not in html.INPUT_ATTRIBUTES:
            yield f"there is no input of type {kind!r}"
        allowed |= html.INPUT_ALWAYS | html.INPUT_ATTRIBUTES.get(kind, frozenset())
    for attribute, value in node.items():
        if attribute not in allowed and not attribute.startswith(("data-", "aria-")):
            yield f"takes no {attribute!r}"
        yield from _value_faults(attribute, value)
    for needed in {"img": ("alt", "src"), "optgroup": ("label",), "link": ("rel", "href"), "a": ("href",)}.get(
        name, ()
    ):
        if node.get(needed) is None:
            yield f"lacks {needed!r}"
    if name == "img" and node.get("src") == "":
        yield "has an empty 'src'"


def _value_faults(attribute: str, value: str) -> Iterator[str]:
    if attribute in html.BOOLEAN and value not in ("", attribute):
        yield f"{attribute!r} is there or not, and takes no value"
    if attribute in html.WORDS and value not in html.WORDS[attribute]:
        yield f"{attribute!r} is no {value!r}"
    if attribute == "lang" and not LANGUAGE.fullmatch(value):
        yield f"{value!r} is no language tag"
    if attribute in ("tabindex", "colspan", "rowspan", "maxlength", "size") and not WHOLE.fullmatch(value):
        yield f"{attribute!r} is no number"
    if attribute in ("href", "action", "src") and (value != value.strip() or " " in value):
        yield f"{attribute!r} holds a blank"
    if attribute in ("action", "name") and not value:
        yield f"{attribute!r} is empty"
    if attribute == "style" or attribute.startswith("on"):
        yield f"{attribute!r} is inline, and the policy drops it"


def _reference_faults(node: Element, page: _Page) -> Iterator[str]:
    for attribute in html.REFERS & set(node.keys()):
        for identity in (node.get(attribute) or "").split():
            if identity not in page.ids:
                yield f"{attribute!r} names #{identity}, which is not there"
    if _name(node) == "label" and (named := node.get("for")) and page.ids.get(named, "input") not in html.LABELABLE:
        yield f"is for #{named}, which takes no label"
    href = node.get("href") or ""
    if href.startswith("#") and len(href) > 1 and href[1:] not in page.ids:
        yield f"leads to {href}, which is not there"


def _foreign_faults(root: Element) -> Iterator[str]:
    for node in root.iter():
        for attribute in dict(node.items()):
            if attribute == "style" or attribute.startswith("on"):
                yield f"<{_name(node).rpartition('}')[2]}>: {attribute!r} is inline, and the policy drops it"


def _check_document(root: Element, page: _Page) -> None:
    mains = [node for node in root.iter("main") if node.get("hidden") is None]
    if len(mains) != 1:
        page.faults.append(f"there are {len(mains)} <main>")
    if not root.get("lang"):
        page.faults.append("<html> lacks its language")
    if not any(node.get("charset", "").casefold() == "utf-8" for node in root.iter("meta")):
        page.faults.append("there is no <meta charset>")
    titles = list(root.iter("title"))
    if not titles or not (titles[0].text or "").strip():
        page.faults.append("there is no title")
    if len(list(root.iter("h1"))) != 1:
        page.faults.append(f"there are {len(list(root.iter('h1')))} <h1>")


def _told(node: Element) -> str:
    marks = "".join(f" {key}={node.get(key)!r}" for key in ("id", "class", "name", "href") if node.get(key))
    return f"<{_name(node)}{marks}>"
