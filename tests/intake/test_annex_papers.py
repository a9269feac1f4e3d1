"""Documents of EU annexes."""

import pytest

from coalesce.intake.annex_papers import annex_papers, sections
from coalesce.records import Document

CELLS: dict[str, tuple[list[tuple[str, str, str | None]], tuple[str, ...]]] = {
    "MP2156098": ([("MP2156098", "passport", None)], ()),
    "MP 3413113 and MP 2387911": ([("MP 3413113", "passport", None), ("MP 2387911", "passport", None)], ()),
    "(a) Philippines number EC6530802 (expires 19.1.2021), (b) Philippines number EB27": (
        [("EC6530802", "passport", "PH"), ("EB27", "passport", "PH")],
        ("EC6530802: expires 19.1.2021",),
    ),
    "W334 (Tunisian national identity number issued on 9.3.2011)": (
        [("W334", "national_id", "TN")],
        ("W334: Tunisian national identity number issued on 9.3.2011",),
    ),
    "BNS14Z (Italian Fiscal Code)": ([("BNS14Z", "other", "IT")], ("BNS14Z: Italian Fiscal Code",)),
    "(a) German passport No 286 issued by Hamburg (b) Expired Moroccan passport No 954": (
        [("286", "passport", "DE"), ("954", "passport", "MA")],
        ("286: issued by Hamburg",),
    ),
    "000852 (issued on 17.11.1997 in Sanaa, Yemen)": (
        [("000852", "passport", None)],
        ("000852: issued on 17.11.1997 in Sanaa, Yemen",),
    ),
    "96 03 464086 (Russian passport)": ([("96 03 464086", "passport", "RU")], ()),
    "Russian passport number 8208 No. 555627": ([("8208 No. 555627", "passport", "RU")], ()),
    "3040771A125PB2; Passport: MP38.": ([("3040771A125PB2", "passport", None), ("MP38", "passport", None)], ()),
    "39 (Syrian passport). National identification no. (a) 130; (b) 58 (Syrian card)": (
        [("39", "passport", "SY"), ("130", "national_id", None), ("58", "other", "SY")],
        ("58: Syrian card",),
    ),
    "Egyptian passport issued in 1993": ([], ("Egyptian passport issued in 1993",)),
    "Voter ID 733A": ([("733A", "other", None)], ("733A: Voter ID",)),
    "": ([], ()),
}


@pytest.mark.parametrize("cell", CELLS)
def test_documents_and_what_else_is_said(cell: str) -> None:
    papers = annex_papers(cell, "passport")
    wanted, notes = CELLS[cell]
    assert papers.documents == tuple(Document(*paper) for paper in wanted)
    assert papers.notes == notes


def test_documents_behind_a_nationality() -> None:
    own, others = sections("Indonesian. National Identification No.: (a) 35 (Indonesian Card), (b) 36")
    assert own == "Indonesian"
    assert others == [("national_id", "(a) 35 (Indonesian Card), (b) 36")]
    assert sections("Tunisian") == ("Tunisian", [])
