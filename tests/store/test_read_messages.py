"""What waits comes by its day; what is not there is asked for as what is not to be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from coalesce.errors import NotFound
from coalesce.records import Enquiry, EnquiryKind, EnquiryOutcome, Reply
from coalesce.store import message_rows
from tests.builders import INVESTIGATION, NOON, add_list, entry, ids, let_in, make_store, owner, publish


def test_what_waits_comes_by_its_day_and_then_so_many_answers(tmp_path: Path) -> None:
    store = make_store(tmp_path / "node")
    let_in(store, "claire", "FR")
    publish(store, add_list(store), [entry("D")])
    late = Enquiry(
        "late", EnquiryKind.QUESTION, ids(store)["D"], "", "NL", "FR", "", INVESTIGATION, NOON, date(2014, 11, 2), "Seen?"
    )  # fmt: skip
    soon = replace(late, id="soon", due=date(2014, 11, 9))
    someday = replace(late, id="someday", kind=EnquiryKind.PROPOSAL, due=None, words="", field="sex", value="F")
    done = [replace(late, id=f"done {n}") for n in (1, 2, 3)]
    with store.transaction() as connection:
        for one in (someday, soon, late, *done):
            message_rows.keep(connection, one)
        for one in done:
            message_rows.answer(connection, one.id, Reply(EnquiryOutcome.REFUSED, "", NOON, "owner"))
    with store.read(owner(store), INVESTIGATION) as view:
        assert [one.id for one in view.enquiries(2)] == ["late", "soon", "someday", "done 1", "done 2"]
        assert view.enquiry("soon") == soon
        assert view.enquiry("someday") == someday
        assert view.waiting() == [
            (EnquiryKind.QUESTION, date(2014, 11, 2)), (EnquiryKind.QUESTION, date(2014, 11, 9)), (EnquiryKind.PROPOSAL, None),
        ]  # fmt: skip
        with pytest.raises(NotFound):
            view.enquiry("nothing")
    store.close()
