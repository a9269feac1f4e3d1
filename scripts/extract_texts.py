"""Writes the template catalogue ``texts.pot`` from the desk's templates and Python, and brings each language up to date.

    python scripts/extract_texts.py

Promises that a text is found wherever desk or picture says it: ``_("...")`` and ``{% trans %}`` in a template, the words of
``|counted("record")`` there, and ``say``, ``say_counted``, ``marked``, ``marked_counted``, ``counted`` in Python. A language keeps what it
has translated; a new text stands there empty and is told in English until somebody writes it.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "src" / "coalesce" / "web"
DRAWING = ROOT / "src" / "coalesce" / "drawing"
CATALOGUES = WEB / "translations"
POT = CATALOGUES / "texts.pot"
SINGULAR, PLURAL = frozenset({"say", "marked"}), frozenset({"say_counted", "marked_counted"})
WIDTH = 110
LEFT_OUT = tuple(
    f'"{name}'.encode()
    for name in ("POT-Creation", "PO-Revision", "Report-Msgid", "Last-Translator", "Language-Team", "Generated-By")
)
"""Lines of a catalogue's head that change by themselves, or name a person."""


class Text(NamedTuple):
    """One message: where it is said, its words, and its plural ("" without one)."""

    path: str
    line: int
    one: str
    more: str = ""


def environment() -> Environment:
    """Jinja as the desk has it, as far as reading needs it."""
    made = Environment(extensions=["jinja2.ext.i18n"], autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension reads it there
    return made


def in_template(path: str, source: str) -> Iterator[Text]:
    """The texts of one template."""
    made = environment()
    for line, function, words in made.extract_translations(source):  # type: ignore[attr-defined]  # the extension adds it
        if isinstance(words, str):
            yield Text(path, line, words)
        elif words[0] is not None:
            yield Text(path, line, words[0], (words[1] or "") if function == "ngettext" else "")
    for found in made.parse(source).find_all(nodes.Filter):
        given = [one.value for one in found.args if isinstance(one, nodes.Const)]
        if found.name == "counted" and given:
            yield _counted(path, found.lineno, given)


def in_python(path: str, source: str) -> Iterator[Text]:
    """The texts of one Python file."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in SINGULAR and given:
            yield Text(path, node.lineno, given[0])
        elif name in PLURAL and len(given) == 2:
            yield Text(path, node.lineno, given[0], given[1])
        elif name == "counted" and given:
            yield _counted(path, node.lineno, given)


def texts() -> list[Text]:
    """Every text of the desk, in the order of files and lines."""
    found = []
    for path in sorted([*WEB.glob("templates/*.html"), *WEB.glob("*.py"), *DRAWING.glob("*.py")]):
        inside = path.relative_to(WEB if path.is_relative_to(WEB) else WEB.parent).as_posix()
        read = in_template if path.suffix == ".html" else in_python
        found += sorted(read(inside, path.read_text(encoding="utf-8")))
    return found


def template(found: list[Text]) -> Catalog:
    """The catalogue without translations. A text said in several places stands once, with all of them."""
    made = Catalog(project="Coalesce", charset="utf-8", fuzzy=False)
    for one in found:
        held = made.get(one.one)
        if held is not None and held.pluralizable and not one.more:
            held.locations.append((one.path, one.line))
            continue
        if held is not None and one.more and not held.pluralizable:
            made.delete(one.one)
        made.add((one.one, one.more) if one.more else one.one, locations=[(one.path, one.line)])
    return made


def written(catalogue: Catalog) -> bytes:
    """A catalogue as its file holds it: without dates and line numbers, so that it changes with the texts alone."""
    for message in catalogue:
        message.locations = sorted({(path, 0) for path, _ in message.locations})
    out = io.BytesIO()
    write_po(out, catalogue, width=WIDTH, omit_header=False, include_lineno=False, sort_output=False)
    return b"\n".join(line for line in out.getvalue().split(b"\n") if not line.startswith(LEFT_OUT))


def brought_up(path: Path, fresh: Catalog) -> bytes:
    """A language's file with every present text: the new ones empty, the gone ones left out, none guessed."""
    with path.open("rb") as read:
        held = read_po(read, locale=path.stem.replace("-", "_"))
    held.update(fresh, no_fuzzy_matching=True)
    held.obsolete.clear()
    return written(held)


def main() -> int:
    """Write the template and every language."""
    fresh = template(texts())
    languages = sorted(CATALOGUES.glob("*.po"))
    made = {path: brought_up(path, template(texts())) for path in languages}
    POT.write_bytes(written(fresh))
    for path, text in made.items():
        path.write_bytes(text)
        with path.open("rb") as read:
            empty = [str(one.id) for one in read_po(read) if one.id and not all(_strings(one.string))]
        print(f"{path.name}: {len(empty)} without a translation")
        for one in empty:
            print(f"  {one}")
    print(f"{POT.name}: {len([one for one in fresh if one.id])} texts", file=sys.stderr)
    return 0


def _counted(path: str, line: int, words: list[str]) -> Text:
    one, more = words[0], words[1] if len(words) > 1 else words[0] + "s"
    return Text(path, line, f"%(count)s {one}", f"%(count)s {more}")


def _strings(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string or "",) if string is None or isinstance(string, str) else tuple(string)


if __name__ == "__main__":
    raise SystemExit(main())
