"""What a reader has done so far with a report: its text and source, the rows begun, those kept, the sentences set aside.

Invariant: all of it comes with the form and goes back into the page; the node holds none of it. A sentence is named by where it
stands in the text (``120-241``), a row of it by a number behind (``120-241.2``); anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from coalesce.commitments.drafting import Marked
from coalesce.commitments.extraction import Span
from coalesce.dates import PartialDate
from coalesce.errors import BadField, BadInput, BadUsage
from coalesce.intake.limits import Limits
from coalesce.intake.press_texts import press_text
from coalesce.records import HeldCommitment
from coalesce.settings import Settings
from coalesce.web.asked import Asked
from coalesce.web.report_words import FIRST, MORE

FIELDS = (*FIRST, *MORE)
OPEN, KEPT, ASIDE = "open.", "kept.", "aside."
LONGEST = {"source": 500, "address": 2_000, "published": 40, "language": 35, "plan": 400}
_SENTENCE = re.compile(r"(\d{1,9})-(\d{1,9})")
_ROW = re.compile(r"(\d{1,9}-\d{1,9})\.(\d{1,3})")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Report:
    """What is asked once: the text, where it stands, and in which plan its rows go."""

    plan: str = ""
    source: str = ""
    published: str = ""
    address: str = ""
    language: str = "en"
    text: str = ""


@dataclass(slots=True)
class Row:
    """A row begun. ``cells`` None: as the sentence says it; ``fault`` and ``alike``: why it was not kept."""

    number: int
    cells: dict[str, str] | None = None
    fault: BadInput | None = None
    alike: tuple[HeldCommitment, ...] = ()


@dataclass(slots=True)
class Work:
    """What was done with the sentences, by where they stand; ``focus``: the one that the page goes on with,
    and what it is ``told`` there."""

    report: Report
    rows: dict[str, dict[int, Row]] = field(default_factory=dict)
    kept: dict[str, dict[int, tuple[str, ...]]] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)
    focus: str = ""
    told: str = ""

    def add_row(self, key: str) -> Row:
        """One more row of a sentence."""
        numbers = [*self.rows.get(key, ()), *self.kept.get(key, ())]
        new = Row(max(numbers, default=0) + 1)
        self.rows.setdefault(key, {})[new.number] = new
        return new

    def decided(self, key: str) -> bool:
        """Whether somebody has set the sentence aside, or kept rows of it and begun no other."""
        return key in self.aside or (key in self.kept and not self.rows.get(key))


def report_of(asked: Asked, limits: Limits) -> Report:
    """What is asked once, from the form; a file goes before what is pasted. Raises BadInput for what is no text."""
    form = asked.words.form
    text = form.get("text", "")
    if asked.words.upload is not None:
        text = press_text(asked.words.upload.raw, asked.words.upload.name, limits)
    said = {name: " ".join(form.get(name, "").split())[:most] for name, most in LONGEST.items()}
    said["language"] = said["language"] or "en"
    return Report(**said, text=_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def check_report(asked: Asked, report: Report) -> None:
    """Raises BadField that names what is missing or wrong."""
    settings = asked.node.store.settings
    if not report.text.strip():
        raise BadField("paste the text, or choose a file that holds it").at(field="text")
    if len(report.text) > settings.report_max_chars:
        told = f"has {len(report.text)} letters, more than {settings.report_max_chars}: give it in pieces"
        raise BadField(told).at(field="text")
    if not (report.source or report.address):
        raise BadField("say where the text stands: its evidence is worth no more than its source").at(field="source")
    if not _TAG.fullmatch(report.language):
        raise BadField("not the tag of a language, like en or fr").at(field="language")
    if report.published:
        try:
            told_on = PartialDate.parse(report.published)
        except BadField as error:
            raise error.at(field="published") from None
        if told_on.earliest > asked.node.store.clock.today():
            raise BadField("lies in the future").at(field="published")


def work_of(form: Mapping[str, str], report: Report) -> Work:
    """What was done so far. Raises BadUsage for a name that is none of this page's."""
    work = Work(report)
    for name, value in form.items():
        if name.startswith(OPEN):
            key, number = row_key(name.removeprefix(OPEN), report.text)
            cells = {one: form[f"{key}.{number}:{one}"] for one in FIELDS if f"{key}.{number}:{one}" in form}
            work.rows.setdefault(key, {})[number] = Row(number, cells or None)
        elif name.startswith(KEPT):
            key, number = row_key(name.removeprefix(KEPT), report.text)
            work.kept.setdefault(key, {})[number] = tuple(value.split()[:20])
        elif name.startswith(ASIDE):
            work.aside.add(sentence_key(name.removeprefix(ASIDE), report.text))
    return work


def sentence_key(text: str, of: str) -> str:
    """A sentence's name, checked. Raises BadUsage."""
    found = _SENTENCE.fullmatch(text)
    if not found or not int(found[1]) < int(found[2]) <= len(of):
        raise BadUsage("that is no sentence of this text")
    return f"{int(found[1])}-{int(found[2])}"


def row_key(text: str, of: str) -> tuple[str, int]:
    """A row's name, checked. Raises BadUsage."""
    found = _ROW.fullmatch(text)
    if not found:
        raise BadUsage("that is no row of this text")
    return sentence_key(found[1], of), int(found[2])


def span_of(key: str) -> Span:
    """Where a sentence stands."""
    start, _, end = key.partition("-")
    return Span(int(start), int(end))


def key_of(span: Span) -> str:
    """The name of the sentence that stands there."""
    return f"{span.start}-{span.end}"


def cells_of(report: Report, sentence: Marked, row: Row, settings: Settings) -> dict[str, str]:
    """A row as it is to be kept: its fields, with the sentence as evidence. Raises BadField for one that is too long."""
    if sentence.span.end - sentence.span.start > settings.report_max_sentence_chars:
        raise BadField(f"has more than {settings.report_max_sentence_chars} letters").at(field="quote")
    evidence = {
        "quote": sentence.quote,
        "source": report.source,
        "address": report.address,
        "announced": report.published,
        "language": report.language,
    }
    return {**(row.cells or {}), **evidence}
