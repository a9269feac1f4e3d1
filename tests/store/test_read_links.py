"""Links, judgements and people, for one audience, as if nothing else existed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, NotFound, NotPermitted
from coalesce.handling import Purpose, Role, seal
from coalesce.records import Audience, ListKind, Person, Verdict
from coalesce.store import Store
from coalesce.store.sets import ReleaseSets
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    let_in,
    linked,
    make_store,
    owner,
    publish,
    raw_rows,
    staged,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A, B, C are released to FR, D is not."""
    made = make_store(tmp_path / "node", FixedClock(NOON))
    let_in(made, "claire", "FR")
    rules = {"A": handling("FR"), "B": handling("FR", "FR:border"), "C": handling("FR"), "D": handling()}
    publish(made, add_list(made), [staged(entry(name), rule) for name, rule in rules.items()])
    yield made
    made.close()


def say(store: Store, pair: str, verdict: Verdict = Verdict.SAME, who: str = "owner", shown: str = "") -> str:
    """A judgement on two records by their references."""
    actor, known = store.actor(who), ids(store)
    with store.read(actor, INVESTIGATION) as view:
        writer = store.write(actor, INVESTIGATION)
        ends = (known[pair[0]], known[pair[1]])
        return writer.judge(view, ends, verdict, f"why {who} says so", [known[one] for one in shown])


def test_a_judgement_is_its_own_member_s_alone(store: Store) -> None:
    identity = say(store, "AB")
    with store.read(owner(store), INVESTIGATION) as view:
        (word,) = view.judgements()
        assert (word.id, word.verdict, word.member, word.current) == (identity, Verdict.SAME, "NL", True)
        assert (word.reviewer, word.reason) == ("owner", "why owner says so")
        assert (word.left, word.right) == tuple(sorted((ids(store)["A"], ids(store)["B"])))
        assert word.at == NOON
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        assert view.judgements() == []


def released(store: Store, to: str) -> None:
    """Give every judgement a set that another member reads too, as sharing judgements will."""

    with store.transaction() as connection:
        number = ReleaseSets(connection).id_of("NL", handling(to))
    raw_rows(store.folder, "UPDATE judgement SET set_id = ?", number)


def test_reviewer_and_reason_stay_home(store: Store) -> None:
    say(store, "AB")
    released(store, "FR")
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        (word,) = view.judgements()
        assert (word.verdict, word.reviewer, word.reason) == (Verdict.SAME, "", "")
    with store.read(owner(store), INVESTIGATION, also="FR") as view:
        (word,) = view.judgements()
        assert (word.reviewer, word.reason) == ("", "")


@pytest.mark.parametrize(("pair", "shown"), [("AD", ""), ("AB", "D"), ("AB", "CD")])
def test_a_judgement_that_rests_on_a_hidden_record_is_hidden(store: Store, pair: str, shown: str) -> None:
    say(store, pair, shown=shown)
    released(store, "FR")
    with store.read(owner(store), INVESTIGATION) as view:
        assert len(view.judgements()) == 1
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        assert view.judgements() == []
        assert view.judgements(list(ids(store).values())) == []


def test_a_judgement_with_all_it_rests_on_visible_is_visible(store: Store) -> None:
    say(store, "AB", shown="C")
    released(store, "FR")
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        assert len(view.judgements()) == 1
    with store.read(store.actor("claire"), Purpose.BORDER) as view:
        assert view.judgements() == [], "A is not released for border"


def test_what_one_cannot_see_one_cannot_judge(store: Store) -> None:
    claire, known = store.actor("claire"), ids(store)
    told = set()
    for other in (known["D"], "z" * 26):
        with pytest.raises(NotFound) as caught, store.read(claire, INVESTIGATION) as view:
            store.write(claire, INVESTIGATION).judge(view, (known["A"], other), Verdict.SAME, "guessed", [])
        told.add(str(caught.value))
    with pytest.raises(NotFound), store.read(claire, INVESTIGATION) as view:
        store.write(claire, INVESTIGATION).judge(view, (known["A"], known["B"]), Verdict.SAME, "why", [known["D"]])
    assert len(told) == 1
    assert raw_rows(store.folder, "SELECT count(*) FROM judgement") == [(0,)]


def test_a_judgement_needs_a_reason_and_two_records(store: Store) -> None:
    known = ids(store)
    writer = store.write(owner(store), INVESTIGATION)
    with store.read(owner(store), INVESTIGATION) as view:
        for reason in ("", " \t"):
            with pytest.raises(BadUsage, match="reason"):
                writer.judge(view, (known["A"], known["B"]), Verdict.SAME, reason, [])
        with pytest.raises(BadUsage, match="two records"):
            writer.judge(view, (known["A"], known["A"]), Verdict.SAME, "why", [])


def test_a_pair_is_judged_by_who_reads_it_for_the_same_purpose(store: Store) -> None:
    known = ids(store)
    pair = (known["A"], known["B"])
    with store.read(owner(store), INVESTIGATION) as view:
        for who, purpose in (("owner", Purpose.BORDER), ("claire", INVESTIGATION)):
            with pytest.raises(NotPermitted, match="who reads it"):
                store.write(store.actor(who), purpose).judge(view, pair, Verdict.SAME, "why", [])
    reader = let_in(store, "rita", "NL", Role.READER, Role.RELEASING_OFFICER)
    with store.read(reader, INVESTIGATION) as view, pytest.raises(NotPermitted, match="analyst"):
        store.write(reader, INVESTIGATION).judge(view, pair, Verdict.SAME, "why", [])


def test_a_judgement_ends_when_a_compared_field_changes(store: Store) -> None:
    say(store, "AB")
    to = store.write(owner(store), Purpose.PLANNING).find_list("border")
    publish(store, to, [entry("A", remarks="another remark"), entry("B"), entry("C"), entry("D")], "two")
    with store.read(owner(store), INVESTIGATION) as view:
        assert [word.current for word in view.judgements()] == [True]
    publish(store, to, [entry("A", "Hedraq Tolumis"), entry("B"), entry("C"), entry("D")], "three")
    with store.read(owner(store), INVESTIGATION) as view:
        assert [word.current for word in view.judgements()] == [False]
    publish(store, to, [entry("A"), entry("B"), entry("C"), entry("D")], "four")
    with store.read(owner(store), INVESTIGATION) as view:
        assert [word.current for word in view.judgements()] == [True], "it says again what was judged"


def test_judgements_come_oldest_first_and_by_record(store: Store) -> None:
    assert isinstance(store.clock, FixedClock)
    made = []
    for pair, verdict in (("BC", Verdict.UNSURE), ("AB", Verdict.SAME), ("AB", Verdict.DIFFERENT)):
        made.append(say(store, pair, verdict))
        store.clock.moment += timedelta(minutes=1)
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        assert [word.id for word in view.judgements()] == made
        assert [word.id for word in view.judgements([known["A"]])] == made[1:]
        assert view.judgements([known["D"]]) == []


def link_all(store: Store, *pairs: str) -> None:
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        links = [linked(view, known[pair[0]], known[pair[1]]) for pair in pairs]
    store.write(owner(store), Purpose.STATISTICS).store_links(seal(links), "made")


def test_a_component_is_what_visible_links_and_judgements_join(store: Store) -> None:
    link_all(store, "AD", "BD", "DC")
    say(store, "AB", Verdict.DIFFERENT)
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        assert view.piece([known["A"]]) == set(known.values())
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        assert view.piece([known["A"]]) == {known["A"]}, "D would join them, and is not there"
        assert view.links() == []


def test_one_link_is_found_from_both_its_ends(store: Store) -> None:
    link_all(store, "AB")
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        assert view.link(known["A"], known["B"]) == view.link(known["B"], known["A"])
        with pytest.raises(NotFound, match="no such link"):
            view.link(known["A"], known["C"])


def test_people_are_those_of_the_audience(store: Store) -> None:
    known = ids(store)
    writer = store.write(owner(store), INVESTIGATION)
    together = tuple(sorted(known.values()))
    writer.set_people(Audience("NL", INVESTIGATION), 1, [Person("all", together, False)])
    writer.set_people(Audience("FR", INVESTIGATION), 1, [Person("few", tuple(sorted(together)), True)])
    with store.read(owner(store), INVESTIGATION) as view:
        assert view.people() == [Person("all", together, False)]
        assert view.person("all") == view.people_of([known["A"]])[known["D"]]
        for other in ("few", "nobody"):
            with pytest.raises(NotFound, match="no such person"):
                view.person(other)
    with store.read(store.actor("claire"), INVESTIGATION) as view:
        visible = tuple(sorted(known[name] for name in "ABC"))
        assert view.people() == [Person("few", visible, True)]
    with store.read(owner(store), INVESTIGATION, also="FR") as view:
        assert view.people() == [], "people are made for one audience, not for what two see"


def test_the_stamp_rises_for_those_whom_a_change_may_touch(store: Store) -> None:
    def stamps() -> tuple[int, int]:
        told = []
        for who in ("owner", "claire"):
            with store.read(store.actor(who), INVESTIGATION) as view:
                told.append(view.stamp())
        return told[0], told[1]

    before = stamps()
    say(store, "AB")
    judged = stamps()
    assert judged == (before[0] + 1, before[1]), "a word is its member's alone"
    link_all(store, "AB")
    assert stamps() == (judged[0] + 1, judged[1] + 1)


def test_customers_are_not_judged(store: Store) -> None:
    publish(store, add_list(store, "clients", kind=ListKind.CUSTOMERS), [entry("K")])
    with pytest.raises(BadUsage, match="never linked"):
        say(store, "AK")


def test_what_grouping_needs_is_the_same_as_told_at_length(store: Store) -> None:
    known = ids(store)
    with store.read(owner(store), INVESTIGATION) as view:
        links = [linked(view, known["A"], known["B"], 0.8), linked(view, known["A"], known["D"], 0.3)]
    store.write(owner(store), INVESTIGATION).store_links(seal(links), "made")
    for who, count in (("owner", 2), ("claire", 1)):
        with store.read(store.actor(who), INVESTIGATION) as view:
            links, facts, listed = view.links(), view.facts(), view.listed()
            left, right, probability = (column.tolist() for column in view.stated())
            assert [listed.records[place] for place in left] == [link.left for link in links]
            assert [listed.records[place] for place in right] == [link.right for link in links]
            assert probability == [link.probability for link in links]
            assert len(links) == count
            assert listed.records == sorted(facts)
            on = [listed.lists[place] for place in listed.on.tolist()]
            assert on == [(facts[record].list_id, "travellers", False) for record in listed.records]
