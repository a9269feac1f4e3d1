"""Rows of a plan: nothing is filled in, one sentence may give several entries, a bad row names its line and field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from coalesce.commitments.plan_rows import PlanRead
from coalesce.commitments.standing import status_of
from coalesce.dates import PartialDate
from coalesce.intake import Rejected
from coalesce.records import (
    Commitment,
    Deadline,
    EventKind,
    Form,
    LineOfEffort,
    Need,
    Parties,
    Quantity,
    Readiness,
    Verified,
)
from tests.commitments.made import THIRTEEN, quantity, read, written

HEADER = "member,line,kind,quantity,unit,status,date,quote"


def one(folder: Path, header: str, row: str) -> PlanRead:
    (found,) = read(written(folder, f"{header}\n{row}\n"))
    assert isinstance(found, PlanRead), found
    return found


def commitments(rows: list[PlanRead | Rejected]) -> dict[str, Commitment]:
    found = {}
    for row in rows:
        assert isinstance(row, PlanRead), row
        assert isinstance(row.terms, Commitment)
        found[row.terms.reference] = row.terms
    return found


def test_a_row_without_anything_fills_nothing_in(tmp_path: Path) -> None:
    row = one(tmp_path, "kind,quote", "aid,")
    assert row.terms == Commitment(row.terms.reference, kind="aid")
    (event,) = row.events
    assert (event.kind, event.day, event.evidence) == (EventKind.DECLARED, None, None)
    assert row.handling is None


def test_every_field_is_read(tmp_path: Path) -> None:
    header = (
        "reference,form,member,line,kind,quantity,unit,place,since,by,expected,conditions,trigger,notice_days,transit_days,"
        "sustain_days,readiness,verified_notice_days,verified_by,verified_on,status,date,quote,source,language,correction,"
        "need,release,tlp,keep_until"
    )
    row = one(
        tmp_path,
        header,
        "C1,,FR;US;the leaders,military,jets,\"1,200\",persons,Iraq,2014-10,the Assembly,2014-09-24,if asked,attack,3,4,30,"
        "quickly,5,EU,2014-10-02,confirmed,2014-09-05,They will.,a paper,en,not NATO,N1,FR:planning,green,2016-01-31",
    )  # fmt: skip
    assert row.terms == Commitment(
        "C1",
        Form.CONTRIBUTION,
        Parties(("FR", "US"), ("the leaders",)),
        LineOfEffort.MILITARY,
        "jets",
        amount=quantity(1200, "persons"),
        place="Iraq",
        since=PartialDate.of(2014, 10),
        by=Deadline(PartialDate.of(2014, 9, 24), "the Assembly"),
        conditions="if asked",
        trigger="attack",
        claimed=Readiness(3, 4, 30, "quickly"),
        verified=Verified(Readiness(5), "EU", PartialDate.of(2014, 10, 2)),
        need="N1",
    )
    assert row.handling is not None
    assert row.handling.keep_until == date(2016, 1, 31)
    (event,) = row.events
    assert event.evidence is not None
    assert (event.evidence.language, event.evidence.correction) == ("en", "not NATO")


def test_a_need(tmp_path: Path) -> None:
    row = one(tmp_path, "form,reference,line,kind,quantity,unit,day", "need,N1,military,jets,24,aircraft,10")
    assert row.terms == Need("N1", LineOfEffort.MILITARY, "jets", quantity(24), day=10)


def test_one_sentence_gives_a_row_for_each_line_and_may_stand_behind_several_rows(tmp_path: Path) -> None:
    text = f"reference,{HEADER}\n1,FR,military;humanitarian,aid,,,pledged,,They will help.\n2,FR,military,jets,2,F-16,,,(same sentence)\n"
    rows = read(written(tmp_path, text))
    assert list(commitments(rows)) == ["1.1", "1.2", "2"]
    quotes = {row.events[0].evidence.quote for row in rows if isinstance(row, PlanRead) and row.events[0].evidence}
    assert quotes == {"They will help."}


def test_the_same_sentence_is_that_of_the_row_before_though_it_was_rejected_and_of_no_other(tmp_path: Path) -> None:
    rows = (
        "FR,military,jets,2,F-16,,,One.",
        "FR,sideways,jets,2,F-16,,,Two.",
        "FR,military,tanks,2,tanks,,,(same sentence)",
        "FR,military,ships,2,ships,,,",
        "FR,military,boats,2,boats,,,(same sentence)",
    )
    _, _, third, _, last = read(written(tmp_path, "\n".join((HEADER, *rows)) + "\n"))
    assert isinstance(third, PlanRead)
    assert third.events[0].evidence
    assert third.events[0].evidence.quote == "Two."
    assert isinstance(last, Rejected)
    assert last.field == "quote"


def test_makes_are_counted_in_the_unit_that_a_mapping_declares(shared_data: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        '[columns]\nquote = "quote"\n[units]\n"F-16" = "aircraft"\n"F/A-18F" = "aircraft"', encoding="utf-8"
    )
    found = commitments(read(shared_data / "commitments" / "commitments_2014_public.csv", mapping)).values()
    jets = {(str(row.parties), row.make, str(row.amount)) for row in found if row.kind == "combat aircraft"}
    assert jets == {
        ("AU", "F/A-18F", "8 aircraft"),
        ("BE", "F-16", "6 aircraft"),
        ("DK", "F-16", "7 aircraft"),
        ("GB", "", "6 Tornado GR4"),
    }


def test_a_deed_is_not_dated_by_its_report(tmp_path: Path) -> None:
    header = "member,kind,status,announced,quote"
    told = one(tmp_path, header, "FR,aid,delivered,2014-09-10,It has come.").events[0]
    assert told.day is None
    assert told.evidence is not None
    assert told.evidence.published == PartialDate.of(2014, 9, 10)
    assert one(tmp_path, header, "FR,aid,pledged,2014-09-10,It will come.").events[0].day == PartialDate.of(2014, 9, 10)


@pytest.mark.parametrize(
    ("header", "row", "field"),
    [
        (HEADER, "FR,sideways,jets,2,F-16,pledged,2014-09-05,q", "line"),
        (HEADER, "FR,military,jets,two,F-16,pledged,2014-09-05,q", "quantity"),
        (HEADER, "FR,military,jets,2,F-16,perhaps,2014-09-05,q", "status"),
        (HEADER, "FR,military,jets,2,F-16,pledged,05.09.2014,q", "date"),
        (HEADER, "FR,military,jets,2,F-16,pledged,2031-09-05,q", "date"),
        (HEADER, "FR,military,jets,2,F-16,pledged,2014-09-05,(same sentence)", "quote"),
        (HEADER, "FR,military,jets,2", None),
        ("kind,notice_days", "jets,soon", "notice_days"),
        ("kind,notice_days", "jets,-1", "notice_days"),
        ("kind,notice_days", f"jets,{'9' * 5000}", "notice_days"),
        ("kind,verified_notice_days", "jets,3", "verified_by"),
        ("kind,member,verified_by", "jets,FR,FR", "verified_by"),
        ("kind,form", "jets,gift", "form"),
        ("kind,currency,quantity", "jets,dollars,3", "currency"),
        ("kind,release", "jets,FR", "release"),
        ("kind,keep_until", "jets,2016", "keep_until"),
        ("kind,by", "jets,2014-13", "by"),
        ("kind,reference,status,replaced_by", "jets,A,superseded,A", "replaced_by"),
    ],
)
def test_a_bad_row_names_its_line_and_field(header: str, row: str, field: str | None, tmp_path: Path) -> None:
    good = "FR,military,jets,3,F-16,pledged,2014-09-05,q" if header == HEADER else ""
    rows = read(written(tmp_path, "\n".join(filter(None, (header, row, good))) + "\n"))
    assert isinstance(rows[0], Rejected)
    assert (rows[0].line, rows[0].field) == (2, field)
    assert all(isinstance(other, PlanRead) for other in rows[1:])


def test_the_same_entry_twice_is_rejected(tmp_path: Path) -> None:
    row = "FR,military,jets,2,F-16,pledged,2014-09-05,q"
    first, second = read(written(tmp_path, f"{HEADER}\n{row}\n{row.replace(',2,', ',3,')}\n"))
    assert isinstance(first, PlanRead)
    assert isinstance(second, Rejected)
    assert "line 2" in second.reason


def test_all_24_public_commitments_are_read(shared_data: Path) -> None:
    found = commitments(read(shared_data / "commitments" / "commitments_2014_public.csv"))
    assert len(found) == 24
    assert sum(row.form is Form.LEAD for row in found.values()) == 5
    (unstated,) = (row for row in found.values() if row.amount and row.amount.measure is None)
    assert unstated.amount == Quantity(Decimal(15_000_000), None)


def test_all_thirteen_statements_are_held_without_inventing_anything(shared_data: Path) -> None:
    rows = read(shared_data / "commitments" / "summit_statements.csv", THIRTEEN)
    found = commitments(rows)
    assert len(rows) == 14  # the fifth names two lines
    nobody = [row for row in found.values() if row.amount or row.since or row.verified or row.need or row.place]
    assert nobody == [], "no quantity, date, place or readiness stands in any of them as a field"
    forms = {reference: row.form for reference, row in found.items() if row.form is not Form.CONTRIBUTION}
    assert forms == {
        "1": Form.STATEMENT,
        "5.1": Form.OBLIGATION,
        "5.2": Form.OBLIGATION,
        "6": Form.LEAD,
        "7": Form.REQUEST,
        "9": Form.DEADLINE,
        "11": Form.STATEMENT,
    }
    assert found["2"].parties == Parties(("US",), ("the Ministers",))
    assert found["3"].parties.members == ("US", "FR", "AU", "GB")
    assert found["8"].parties == Parties()
    assert found["10"].parties == Parties(others=("the leaders",))
    assert (found["5.1"].line, found["5.2"].line) == (LineOfEffort.FIGHTERS, LineOfEffort.FINANCING)
    assert (found["8"].line, found["12"].line) == (None, LineOfEffort.OUTSIDE)
    assert found["7"].by == Deadline(event="the General Assembly")
    assert found["9"].by == Deadline(PartialDate.of(2014, 9), "the General Assembly")
    assert found["12"].claimed.words == "quickly"
    assert found["12"].conditions.startswith("if an allied nation")
    assert found["13"].trigger == "attack on an ally"
    statuses = {row.terms.reference: status_of(row.events) for row in rows if isinstance(row, PlanRead)}
    assert {reference for reference, status in statuses.items() if status is not EventKind.DECLARED} == {"3"}
    assert all(event.day is None for row in rows if isinstance(row, PlanRead) for event in row.events)


def test_a_correction_stands_beside_the_quote_and_changes_nothing_in_it(shared_data: Path) -> None:
    rows = {
        row.terms.reference: row
        for row in read(shared_data / "commitments" / "summit_statements.csv", THIRTEEN)
        if isinstance(row, PlanRead)
    }
    evidence = rows["6"].events[0].evidence
    assert evidence is not None
    assert "National Security Council" in evidence.quote
    assert evidence.correction.endswith("the United Nations Security Council is meant")
    others = [row.events[0].evidence for reference, row in rows.items() if reference != "6"]
    assert all(one is not None and one.correction == "" for one in others)
