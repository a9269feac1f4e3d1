"""What a reader did so far comes with the form, is checked, and names nothing that is not in the text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from coalesce.commitments.drafting import picked
from coalesce.commitments.extraction import Span
from coalesce.errors import BadField, BadFile, BadUsage
from coalesce.handling import Purpose
from coalesce.intake.limits import Limits
from coalesce.settings import Settings
from coalesce.web.asked import Asked, Words
from coalesce.web.report_form import (
    Report,
    Row,
    Work,
    cells_of,
    check_report,
    key_of,
    report_of,
    row_key,
    sentence_key,
    span_of,
    work_of,
)
from coalesce.web.text_form import Upload
from tests.builders import owner
from tests.web.visits import Place

TEXT = "France will send six F-16s to Iraq. It rained."
REPORT = Report("NL/autumn", "a paper", "2014-09-05", "", "en", TEXT)


def asked(place: Place, form: dict[str, str], upload: Upload | None = None) -> Asked:
    desk = place.desk.state.desk
    words = Words("/commitments/from-report", {}, form=form, upload=upload)
    return Asked(desk, owner(place.node.store), Purpose.PLANNING, words)


def test_a_text_is_read_as_pages_send_it(place: Place) -> None:
    report = report_of(asked(place, {"text": "a\r\nb\rc\x00\x07", "source": "  a \n paper "}), Limits())
    assert report.text == "a\nb\nc"
    assert (report.source, report.language, report.published) == ("a paper", "en", "")


def test_a_file_goes_before_what_is_pasted(place: Place) -> None:
    upload = Upload("a.txt", "\ufeffÉté".encode())
    assert report_of(asked(place, {"text": "pasted"}, upload), Limits()).text == "Été"
    with pytest.raises(BadFile):
        report_of(asked(place, {}, Upload("a.pdf", b"%PDF-1.4")), Limits())


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("text", {"text": " \n"}),
        ("text", {"text": "a" * 100_001}),
        ("source", {"source": ""}),
        ("language", {"language": "no tag!"}),
        ("published", {"published": "soon"}),
        ("published", {"published": "2099-01-01"}),
    ],
)
def test_what_is_missing_or_wrong_is_named(place: Place, field: str, changed: dict[str, Any]) -> None:
    check_report(asked(place, {}), REPORT)
    with pytest.raises(BadField) as fault:
        check_report(asked(place, {}), replace(REPORT, **changed))
    assert fault.value.where.field == field


def test_an_address_alone_is_a_source(place: Place) -> None:
    check_report(asked(place, {}), replace(REPORT, source="", address="https://paper.example/1"))


def test_what_was_done_is_read_from_the_form() -> None:
    form = {
        "open.0-35.2": "1", "0-35.2:member": "FR", "0-35.2:nothing": "x", "open.36-46.1": "1", "kept.0-35.1": "a b",
        "aside.36-46": "1", "source": "x",
    }  # fmt: skip
    work = work_of(form, REPORT)
    assert work.rows["0-35"][2].cells == {"member": "FR"}
    assert work.rows["36-46"][1].cells is None
    assert work.kept == {"0-35": {1: ("a", "b")}}
    assert work.aside == {"36-46"}
    assert work.add_row("0-35").number == 3


@pytest.mark.parametrize(
    "name", ["open.0-99.1", "open.5-5.1", "open.9-3.1", "open.0-35", "kept.a", "aside.0-47", "aside.-1-4"]
)
def test_what_is_not_of_the_text_is_refused(name: str) -> None:
    with pytest.raises(BadUsage):
        work_of({name: "1"}, REPORT)


def test_a_sentence_is_decided_when_it_is_aside_or_kept_and_nothing_is_begun() -> None:
    work = Work(REPORT, aside={"36-46"})
    assert work.decided("36-46")
    assert not work.decided("0-35")
    work.kept["0-35"] = {1: ("a",)}
    assert work.decided("0-35")
    work.add_row("0-35")
    assert not work.decided("0-35")


def test_names_and_places_of_sentences() -> None:
    assert sentence_key("00-035", TEXT) == key_of(span_of("0-35")) == "0-35"
    assert row_key("0-35.12", TEXT) == ("0-35", 12)


def test_a_row_is_kept_with_the_sentence_of_the_text_and_no_other() -> None:
    sentence = picked(TEXT, Span(0, 35))
    cells = cells_of(REPORT, sentence, Row(1, {"member": "FR", "quote": "something else"}), Settings())
    assert cells["quote"] == "France will send six F-16s to Iraq."
    assert (cells["source"], cells["announced"], cells["language"]) == ("a paper", "2014-09-05", "en")
    with pytest.raises(BadField):
        cells_of(REPORT, sentence, Row(1), Settings(report_max_sentence_chars=10))
