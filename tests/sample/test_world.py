from __future__ import annotations

from datetime import date
from itertools import pairwise

from coalesce.dates import Period
from coalesce.records import Leg, Sex
from coalesce.sample import TODAY, Truth, World
from coalesce.sample.routes import TrueLeg
from coalesce.sample.world import TruePerson


def test_every_record_has_its_bearer_and_no_bearer_lacks_its_record(whole: World) -> None:
    keys = {(name, sample.entry.reference) for name, samples in whole.entries.items() for sample in samples}
    assert keys == set(whole.truth.bearer)
    assert set(whole.truth.bearer.values()) <= set(whole.truth.people)


def test_true_journeys_hang_together(whole: World) -> None:
    for person in whole.truth.people.values():
        assert all(step.arrived <= TODAY and step.leg.start != step.leg.end for step in person.legs)
        for before, after in pairwise(person.legs):
            assert before.arrived <= after.arrived
            assert before.leg.end == after.leg.start
        if person.legs:
            assert person.legs[0].leg.start == person.origin


def test_the_world_has_what_it_must_show(whole: World) -> None:
    totals = whole.truth.totals()
    assert totals[Leg("TR", "SY")] > 4000
    assert totals[Leg("SY", "IQ")] > 400
    assert totals[Leg("SY", "TR")] > 400
    assert totals[Leg("JO", "SY")] > 200
    assert totals[Leg("LB", "SY")] > 100
    young = [p for p in whole.truth.people.values() if p.legs and (p.legs[0].arrived - p.born).days < 18 * 365.2]
    assert 40 <= len(young) <= 250


def test_the_monthly_rate_rises(whole: World) -> None:
    counts = whole.truth.counts()
    into_syria = {period: count for (leg, period), count in counts.items() if leg == Leg("TR", "SY")}
    early = sum(count for period, count in into_syria.items() if period.year == 2013 and (period.month or 0) <= 6)
    late = sum(count for period, count in into_syria.items() if period.year == 2014 and 4 <= (period.month or 0) <= 9)
    assert late > 1.7 * early
    assert min(into_syria, key=Period.sort_key).year == 2013
    assert max(into_syria, key=Period.sort_key) == Period(2014, 9)


def test_a_person_counts_once_per_leg_and_month_however_often_it_went() -> None:
    truth = Truth(
        {
            "a": _person("a", ("TR>SY", date(2014, 7, 3)), ("SY>TR", date(2014, 7, 9)), ("TR>SY", date(2014, 7, 30))),
            "b": _person("b", ("TR>SY", date(2014, 8, 1))),
            "c": _person("c"),
        },
        {("x", "1"): "a", ("x", "2"): "a", ("y", "1"): "b", ("y", "2"): "c"},
    )
    leg = Leg("TR", "SY")
    assert truth.counts()[leg, Period(2014, 7)] == 1
    assert truth.counts(frozenset({"y"})) == {(leg, Period(2014, 8)): 1}
    assert truth.totals() == {leg: 2, Leg("SY", "TR"): 1}
    assert truth.totals(frozenset({"x"})) == {leg: 1, Leg("SY", "TR"): 1}
    assert truth.lists_of() == {"a": {"x"}, "b": {"y"}, "c": {"y"}}
    assert truth.captures(("x", "y"), leg) == {frozenset({"x"}): 1, frozenset({"y"}): 1}
    assert truth.captures(("x",)) == {frozenset({"x"}): 1, frozenset(): 1}


def _person(ident: str, *steps: tuple[str, date]) -> TruePerson:
    legs = tuple(TrueLeg(Leg(*leg.split(">")), day) for leg, day in steps)
    return TruePerson(ident, ident, ident, "FR", Sex.MALE, date(1990, 1, 1), ("FR",), (), 0.0, legs)
