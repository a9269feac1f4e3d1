"""A request is opened, waits until its day, is answered, and the answer does what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadField, BadUsage, NotFound, NotPermitted, Refusal
from coalesce.handling import Actor, Purpose, Role
from coalesce.records import Asks, Outcome, RedressRequest, Verdict
from coalesce.records.redress import OUTCOMES
from coalesce.services import redressing
from coalesce.services.node import Node
from coalesce.services.redressing import AnswerOrder, RequestOrder, Shown, answer, ask
from coalesce.services.withdrawing import withdraw
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_node,
    owner,
    publish,
    raw_rows,
)

WORDS = "Zorbal Kemtari says that he was never there"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def node(tmp_path: Path, clock: FixedClock) -> Iterator[Node]:
    """NL's lists: one that FR sees for investigation, with BE's beside it, and one that nobody else sees."""
    made = make_node(tmp_path / "node", clock)
    let_in(made.store, "claire", "FR")
    let_in(made.store, "bas", "BE", Role.ANALYST, Role.RELEASING_OFFICER)
    publish(made.store, add_list(made.store, held=handling("FR")), [entry("N1"), entry("N2", "Vulneq Shambir")])
    publish(made.store, add_list(made.store, "secret"), [entry("S1", "Hedraq Tolumis")])
    french = add_list(made.store, "departures", handling("NL"), member="FR")
    publish(made.store, french, [entry("F1", "Zurbal Kamtari")])
    yield made
    made.store.close()


def claire(node: Node) -> Actor:
    return node.store.actor("claire")


def asked(
    node: Node, asks: Asks = Asks.WITHDRAW, record: str = "N1", by: Actor | None = None, **more: Any
) -> RedressRequest:
    known = ids(node.store)
    more = {**more, "other": known.get(more["other"], more["other"])} if "other" in more else more
    order = RequestOrder(known.get(record, record), asks, WORDS, **{"seen_for": INVESTIGATION, **more})
    return ask(node, by or claire(node), order)


def told(node: Node, actor: Actor, purpose: Purpose = Purpose.REDRESS) -> list[Shown]:
    with node.store.read(actor, purpose) as view:
        return redressing.requests(node, view)


def test_a_request_is_there_for_both_sides_and_nobody_else(node: Node) -> None:
    made = asked(node)
    assert (made.asked, made.member, made.due) == ("NL", "FR", date(2014, 12, 1))
    ours, theirs = told(node, owner(node.store)), told(node, claire(node))
    assert [one.of.id for one in ours] == [one.of.id for one in theirs] == [made.id]
    assert (ours[0].of.actor, theirs[0].of.actor) == ("", "claire"), "staff stay at home"
    assert told(node, node.store.actor("bas")) == []
    assert told(node, owner(node.store), INVESTIGATION) == [], "for redress alone"
    with node.store.read(node.store.actor("bas"), Purpose.REDRESS) as view:
        with pytest.raises(NotFound) as others:
            redressing.request(node, view, made.id)
        with pytest.raises(NotFound) as unknown:
            redressing.request(node, view, "x" * 26)
    assert str(others.value) == str(unknown.value)


def test_neither_words_nor_names_are_in_the_log(node: Node) -> None:
    made = asked(node)
    answer(node, owner(node.store), made.id, AnswerOrder(Outcome.REFUSED, "Kemtari is on the passport"))
    log = "\n".join(leaves(node.store.folder))
    assert not [word for word in ("Zorbal", "Kemtari", "never", "passport") if word in log]
    opened, answered = (row for row in leaves(node.store.folder) if '"redress ' in row)
    assert '"about":"NL"' in opened
    assert '"about":"FR"' in answered
    assert made.id in opened
    assert made.id in answered


REFUSED = {
    "unknown": "x" * 26,
    "of nobody else": "S1",
}


@pytest.mark.parametrize("asks", Asks)
def test_what_may_not_be_seen_is_as_what_is_not_there(node: Node, asks: Asks) -> None:
    more = {"other": "F1"} if asks is Asks.PART else {}
    said = []
    for record in REFUSED.values():
        with pytest.raises(NotFound) as found:
            asked(node, asks, record, **more)
        said.append(str(found.value))
        if asks is Asks.PART:
            with pytest.raises(NotFound) as second:
                asked(node, asks, "F1", other=record)
            said.append(str(second.value))
    assert len(set(said)) == 1
    with pytest.raises(NotFound) as wrong_purpose:
        asked(node, asks, seen_for=Purpose.BORDER, **more)
    assert str(wrong_purpose.value) == said[0]
    assert told(node, owner(node.store)) == told(node, claire(node)) == []


def test_late_ones_come_first_and_answered_ones_last(node: Node, clock: FixedClock) -> None:
    first = asked(node)
    clock.moment += timedelta(days=20)
    second = asked(node, record="N2")
    third = asked(node)
    answer(node, owner(node.store), third.id, AnswerOrder(Outcome.NOT_OURS, "another"))
    clock.moment += timedelta(days=11)
    shown = told(node, owner(node.store))
    assert [one.of.id for one in shown] == [first.id, second.id, third.id]
    assert [one.late for one in shown] == [True, False, False]
    today = node.store.clock.today()
    rows = [redressing.row(one, today) for one in shown]
    assert [(row["state"], row["days_left"]) for row in rows] == [("overdue", -1), ("open", 19), ("answered", None)]
    assert rows[2]["why"] == "another"


def test_withdrawing_withdraws_and_the_words_go_with_the_record(node: Node) -> None:
    made, here = asked(node), ids(node.store)["N1"]
    other = asked(node, Asks.CORRECT, field="name", value="Kemtari Zorbal")
    said = answer(node, owner(node.store), made.id, AnswerOrder(Outcome.WITHDRAWN, "right: it is another Kemtari"))
    assert "N1" not in ids(node.store)
    assert said.answer is not None
    assert (said.answer.outcome, said.answer.actor, said.answer.why) == (Outcome.WITHDRAWN, "owner", "")
    assert raw_rows(node.store.folder, "SELECT record_id FROM withdrawal") == [(here,)]
    rows = raw_rows(node.store.folder, "SELECT words, field, value, why FROM redress")
    assert rows == [("", "", "", "")] * 2
    open_still = next(one for one in told(node, claire(node)) if one.of.id == other.id)
    assert open_still.gone
    with pytest.raises(BadUsage, match="held no longer"):
        answer(node, owner(node.store), other.id, AnswerOrder(Outcome.CORRECTED, "x", "name", "Y Z"))
    answer(node, owner(node.store), other.id, AnswerOrder(Outcome.WITHDRAWN, "gone already"))
    for file in ("node.db", "node.db-wal"):
        path = node.store.folder / file
        assert not path.exists() or b"never there" not in path.read_bytes()


def test_a_correction_is_made_as_asked_or_otherwise(node: Node) -> None:
    made = asked(node, Asks.CORRECT, field="birth_date", value="1987-01-02")
    answer(node, owner(node.store), made.id, AnswerOrder(Outcome.CORRECTED, "seen in the passport"))
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert str(view.record(made.record).entry.birth_dates[0]) == "1987-01-02"
    in_words = asked(node, Asks.CORRECT)
    with pytest.raises(BadUsage, match="which field"):
        answer(node, owner(node.store), in_words.id, AnswerOrder(Outcome.CORRECTED, "yes"))
    answer(node, owner(node.store), in_words.id, AnswerOrder(Outcome.CORRECTED, "yes", "sex", "F"))
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert view.record(made.record).entry.sex == "F"
    with pytest.raises(BadField, match="sex"):
        asked(node, Asks.CORRECT, field="sex", value="perhaps")


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [(Outcome.PARTED, Verdict.DIFFERENT), (Outcome.JOINED, Verdict.SAME), (Outcome.REFUSED, Verdict.UNSURE)],
)
def test_that_two_are_not_one_person_ends_in_a_judgement(node: Node, outcome: Outcome, verdict: Verdict) -> None:
    made = asked(node, Asks.PART, other="F1")
    assert made.asked == "FR", "a member judges for its own view"
    said = answer(node, claire(node), made.id, AnswerOrder(outcome, "two passports"))
    assert said.answer is not None
    with node.store.read(claire(node), INVESTIGATION) as view:
        (word,) = view.judgements([made.record])
    assert (word.verdict, word.reviewer, word.reason) == (verdict, "claire", "two passports")


def test_another_member_judges_where_it_may_see_both(node: Node) -> None:
    made = asked(node, Asks.PART, other="F1", to="NL")
    answer(node, owner(node.store), made.id, AnswerOrder(Outcome.PARTED, "two faces"))
    said = []
    for to, other in (("BE", "F1"), ("XX", "F1"), ("NL", "x" * 26)):
        with pytest.raises(NotFound) as found:
            asked(node, Asks.PART, other=other, to=to)
        said.append(str(found.value))
    assert len(set(said)) == 1
    assert told(node, node.store.actor("bas")) == [], "BE hears of no record that it may not see"


def test_who_may_ask_and_who_may_answer(node: Node) -> None:
    made = asked(node)
    rita, anna = let_in(node.store, "rita", "FR", Role.READER), let_in(node.store, "anna", "NL", Role.ANALYST)
    with pytest.raises(NotPermitted):
        asked(node, by=rita)
    word = AnswerOrder(Outcome.REFUSED, "no")
    with pytest.raises(NotPermitted, match="NL is asked"):
        answer(node, claire(node), made.id, word)
    with pytest.raises(NotFound):
        answer(node, node.store.actor("bas"), made.id, word)
    with pytest.raises(NotPermitted):
        answer(node, rita, made.id, word)
    with pytest.raises(NotPermitted):
        answer(node, anna, made.id, AnswerOrder(Outcome.WITHDRAWN, "an analyst does not withdraw"))
    assert "N1" in ids(node.store)
    answer(node, anna, made.id, word)
    with pytest.raises(Refusal, match="answered on 2014-11-01"):
        answer(node, owner(node.store), made.id, AnswerOrder(Outcome.WITHDRAWN, "after all"))
    assert "N1" in ids(node.store), "what was answered does nothing more"


WRONG: dict[str, tuple[Asks, dict[str, Any]]] = {
    "no second record": (Asks.PART, {}),
    "a second record": (Asks.WITHDRAW, {"other": "F1"}),
    "the same record twice": (Asks.PART, {"other": "N1"}),
    "a member to ask": (Asks.CORRECT, {"to": "NL"}),
    "a field to withdraw": (Asks.WITHDRAW, {"field": "sex"}),
    "a value of no field": (Asks.CORRECT, {"value": "F"}),
    "no such field": (Asks.CORRECT, {"field": "reference", "value": "F"}),
    "a value without end": (Asks.CORRECT, {"field": "remarks", "value": "x" * 4001}),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_makes_no_sense_is_refused(node: Node, case: str) -> None:
    asks, more = WRONG[case]
    with pytest.raises(BadUsage):
        asked(node, asks, **more)
    with pytest.raises(BadUsage):
        ask(node, claire(node), RequestOrder(ids(node.store)["N1"], Asks.WITHDRAW, "  ", seen_for=INVESTIGATION))


@pytest.mark.parametrize("asks", Asks)
def test_an_answer_fits_what_was_asked_and_has_a_reason(node: Node, asks: Asks) -> None:
    made = asked(node, asks, **({"other": "F1", "to": "NL"} if asks is Asks.PART else {}))
    for outcome in set(Outcome) - set(OUTCOMES[asks]):
        with pytest.raises(BadUsage, match="is answered with"):
            answer(node, owner(node.store), made.id, AnswerOrder(outcome, "why"))
    for why in ("", "  ", "x" * 4001):
        with pytest.raises(BadUsage, match="reason"):
            answer(node, owner(node.store), made.id, AnswerOrder(Outcome.REFUSED, why))
    assert told(node, claire(node))[0].of.answer is None


def test_requests_are_kept_as_long_as_the_setting_says(node: Node, clock: FixedClock) -> None:
    kept, gone = asked(node), asked(node, record="N2")
    answer(node, owner(node.store), gone.id, AnswerOrder(Outcome.REFUSED, "no"))
    clock.moment += timedelta(days=365)
    assert {one.of.id for one in told(node, claire(node))} == {kept.id, gone.id}
    clock.moment += timedelta(days=1)
    assert {one.of.id for one in told(node, claire(node))} == {kept.id}
    assert raw_rows(node.store.folder, "SELECT id FROM redress") == [(kept.id,)]


def test_a_record_that_goes_while_it_is_asked_about_leaves_no_request(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, real = ids(node.store)["N1"], redressing.redress_rows.keep

    def late(*given: Any) -> bool:
        given[0].exec_driver_sql("DELETE FROM record WHERE id = ?", (here,))
        return real(*given)

    monkeypatch.setattr(redressing.redress_rows, "keep", late)
    with pytest.raises(NotFound):
        asked(node)
    assert told(node, owner(node.store)) == []


def test_an_answer_that_was_broken_off_is_given_again(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    made = asked(node)

    def broken(*_: Any) -> RedressRequest:
        raise KeyboardInterrupt

    monkeypatch.setattr(redressing, "_keep", broken)
    with pytest.raises(KeyboardInterrupt):
        answer(node, owner(node.store), made.id, AnswerOrder(Outcome.WITHDRAWN, "yes"))
    monkeypatch.undo()
    assert "N1" not in ids(node.store)
    said = answer(node, owner(node.store), made.id, AnswerOrder(Outcome.WITHDRAWN, "yes"))
    assert said.answer is not None


def test_of_two_who_answer_at_once_one_does(node: Node) -> None:
    made = asked(node)
    word = AnswerOrder(Outcome.REFUSED, "no")
    answer(node, owner(node.store), made.id, word)
    with pytest.raises(Refusal, match="just answered"):
        redressing._keep(node, owner(node.store), made, word)


def test_a_withdrawal_by_another_way_empties_the_words_too(node: Node) -> None:
    made = asked(node, Asks.PART, other="F1")
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["N1"], "asked for")
    (shown,) = told(node, claire(node))
    assert shown.gone
    assert shown.of.words == ""
    said = answer(node, claire(node), made.id, AnswerOrder(Outcome.PARTED, "one of them is gone"))
    assert said.answer is not None
    assert said.answer.why == ""


def test_each_answer_to_a_link_becomes_a_verdict() -> None:
    assert set(redressing.VERDICTS) == set(OUTCOMES[Asks.PART])
