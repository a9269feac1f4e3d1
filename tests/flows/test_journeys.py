"""Each rule of the module's docstring, one test or more, and what holds for any sightings at all."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate, Period
from coalesce.flows.journeys import first_departure, journey
from coalesce.records import Sighting, SightingKind

KINDS = {kind.value: kind for kind in SightingKind}


def seen(text: str) -> Sighting:
    """``entered SY 2014-05-03 from TR place Kilis`` and its like, for short tests."""
    words = text.split()
    start = words[words.index("from") + 1] if "from" in words else None
    date = words[2] if len(words) > 2 and words[2] != "from" else None
    return Sighting(KINDS[words[0]], words[1], None if date is None else PartialDate.parse(date), from_country=start)


def legs(*texts: str) -> list[str]:
    return [str(leg) for leg, _ in journey(seen(text) for text in texts).legs]


def dated(*texts: str) -> list[tuple[str, str]]:
    return [
        (str(leg), "XXXX" if when is None else str(Period.of(when)))
        for leg, when in journey(seen(text) for text in texts).legs
    ]


def test_departed_then_present_gives_the_leg() -> None:
    assert dated("departed FR 2014-03-02", "present SY 2014-04-10") == [("FR>SY", "2014-04")]


def test_nothing_and_one_place_give_no_leg() -> None:
    assert legs() == []
    assert legs("present SY 2014-04-10") == []


def test_whole_journey_and_return() -> None:
    assert dated(
        "departed FR 2013-11-01",
        "entered TR 2013-11-02",
        "entered SY 2013-12-24 from TR",
        "present IQ 2014-06-20",
        "returned FR 2014-09-01 from TR",
    ) == [
        ("FR>TR", "2013-11"),
        ("TR>SY", "2013-12"),
        ("SY>IQ", "2014-06"),
        ("TR>FR", "2014-09"),
    ]


def test_turned_back_did_not_reach_the_country_but_stood_where_it_came_from() -> None:
    assert legs("departed FR 2014-03-02", "turned_back SY 2014-03-09") == []
    assert dated("departed FR 2014-03-02", "turned_back SY 2014-03-09 from TR") == [("FR>TR", "2014-03")]
    assert legs("turned_back SY 2014-03-09 from TR", "entered SY 2014-04-01") == ["TR>SY"]


def test_order_is_by_date_whatever_the_order_given() -> None:
    texts = ["departed FR 2014-01-01", "entered TR 2014-01-05", "entered SY 2014-02-01", "present IQ 2014-03-01"]
    for order in itertools.permutations(texts):
        assert legs(*order) == ["FR>TR", "TR>SY", "SY>IQ"]


@pytest.mark.parametrize(
    "texts",
    [
        ("departed FR 2014-03", "entered SY 2014-03-05"),
        ("departed FR 2014-03-05", "entered SY 2014-03"),
        ("departed FR 2014", "entered SY 2014-03-05"),
        ("departed FR 2014-03-05", "present SY 2014"),
    ],
)
def test_overlapping_dates_are_ordered_by_kind(texts: tuple[str, ...]) -> None:
    assert legs(*texts) == ["FR>SY"]


def test_overlapping_dates_follow_from_country() -> None:
    assert legs("departed FR 2014-03", "entered SY 2014-03-05 from TR", "entered TR 2014-03 from FR") == [
        "FR>TR",
        "TR>SY",
    ]
    assert legs("entered TR 2014-08 from SY", "left SY 2014-08", "entered SY 2014-01-04 from TR") == ["TR>SY", "SY>TR"]


def test_dates_that_do_not_overlap_beat_every_other_sign() -> None:
    assert legs("entered SY 2014-01-01 from FR", "departed FR 2014-05-01") == ["FR>SY", "SY>FR"]


def test_same_country_repeated_is_one_stay_even_if_two_lists_tell_of_one_entry() -> None:
    assert dated("entered SY 2014-02-27 from TR", "entered SY 2014-03-02 from TR", "present SY 2014-05-01") == [
        ("TR>SY", "2014-02")
    ]


def test_two_rounds_are_four_legs() -> None:
    assert dated(
        "departed FR 2013-02-01", "entered SY 2013-03-01", "returned FR 2013-08-01", "entered SY 2014-02-01"
    ) == [("FR>SY", "2013-03"), ("SY>FR", "2013-08"), ("FR>SY", "2014-02")]


def test_from_country_alone_gives_a_leg() -> None:
    assert dated("entered SY 2014-05-03 from TR") == [("TR>SY", "2014-05")]
    assert dated("present SY 2014-05-03 from TR") == [("TR>SY", "2014-05")]
    assert legs("entered SY 2014-05-03 from SY") == []


def test_a_country_passed_through_unseen_is_added_with_the_span_between() -> None:
    assert dated("departed FR 2014-03-02", "entered SY 2014-03-10 from TR") == [
        ("FR>TR", "2014-03"),
        ("TR>SY", "2014-03"),
    ]
    assert dated("departed FR 2014-03-02", "entered SY 2014-05-10 from TR") == [
        ("FR>TR", "2014-XX"),
        ("TR>SY", "2014-05"),
    ]
    assert dated("departed FR 2013-12-02", "entered SY 2014-05-10 from TR") == [("FR>TR", "XXXX"), ("TR>SY", "2014-05")]


def test_no_way_back_is_invented() -> None:
    found = legs("departed FR 2014-03-01", "entered TR 2014-03-02", "entered SY 2014-03-10 from FR")
    assert found == ["FR>TR", "FR>SY"]
    assert "TR>FR" not in found


def test_a_stay_first_known_from_its_end_counts_in_the_span() -> None:
    assert dated("departed FR 2014-03-01", "left SY 2014-03-20") == [("FR>SY", "2014-03")]
    assert dated("departed FR 2014-03-01", "left SY 2014-06-20") == [("FR>SY", "2014-XX")]
    assert dated("left SY 2014-06-20 from TR") == [("TR>SY", "XXXX")]


def test_a_later_arrival_of_the_stay_dates_it_better_only_where_dates_agree() -> None:
    assert dated("departed FR 2014-03-01", "present SY 2014", "entered SY 2014-05-03") == [("FR>SY", "2014-05")]
    assert dated("departed FR 2014-03-01", "present SY 2014-04-01", "entered SY 2014-05-03") == [("FR>SY", "2014-04")]
    assert dated("departed FR 2014-03-01", "entered SY 2014-04-01", "entered SY 2014-05-03") == [("FR>SY", "2014-04")]


def test_a_date_too_wide_for_a_month_stays_wide() -> None:
    assert dated("departed FR 2013-03-01", "entered SY 2014") == [("FR>SY", "2014-XX")]
    assert dated("departed FR 2013-03-01", "entered SY 2013-12/2014-01") == [("FR>SY", "XXXX")]


def test_undated_departure_is_first_where_certain() -> None:
    assert dated("departed FR", "entered SY 2014-05-03") == [("FR>SY", "2014-05")]
    assert legs("departed FR", "departed BE", "entered SY 2014-05-03") == []
    assert legs("departed FR", "entered SY 2014-05-03", "returned FR 2014-08-01") == ["SY>FR"]
    assert legs("departed FR", "entered SY 2014-05-03", "present FR 2014-08-01") == ["SY>FR"]
    assert legs("departed FR", "departed FR 2014-01-01", "entered SY 2014-05-03") == ["FR>SY"]


def test_undated_return_is_last_where_certain() -> None:
    assert dated("departed FR 2014-02-01", "entered SY 2014-05-03", "returned FR") == [
        ("FR>SY", "2014-05"),
        ("SY>FR", "XXXX"),
    ]
    assert legs("entered SY 2013-05-03", "departed FR 2014-01-01", "entered TR 2014-01-02", "returned FR") == [
        "SY>FR",
        "FR>TR",
    ]
    assert legs("entered SY 2013-05-03", "returned FR", "returned BE") == []
    assert legs("entered SY 2013-05-03", "returned FR 2013-06-01", "returned FR") == ["SY>FR"]


def test_undated_alone_is_placed_only_if_it_is_one_country() -> None:
    assert dated("departed FR", "present SY") == [("FR>SY", "XXXX")]
    assert legs("departed FR", "present SY", "present IQ") == []
    assert legs("present SY", "present IQ") == []


def test_other_undated_sightings_give_their_own_leg_alone() -> None:
    assert dated("departed FR 2014-01-01", "entered TR 2014-01-02", "entered SY from TR") == [
        ("FR>TR", "2014-01"),
        ("TR>SY", "XXXX"),
    ]
    assert legs("departed FR 2014-01-01", "entered TR 2014-01-02", "present SY") == ["FR>TR"]
    assert dated("entered SY 2014-01-02 from TR", "entered SY from TR") == [("TR>SY", "2014-01")]
    assert legs("entered TR 2014-01-01", "turned_back SY from TR") == []


def test_first_departure() -> None:
    assert first_departure([]) is None
    assert first_departure([seen("entered SY 2014-01-01 from TR")]) is None
    assert first_departure([seen("departed TR 2014-02-01"), seen("departed FR 2014-01-01")]) == "FR"
    assert first_departure([seen("departed TR 2014-02-01"), seen("departed FR")]) == "TR"
    assert first_departure([seen("departed FR"), seen("departed FR")]) == "FR"
    assert first_departure([seen("departed FR"), seen("departed BE")]) is None


COUNTRIES = st.sampled_from(["FR", "TR", "SY", "IQ"])
DATES = st.sampled_from(
    [
        None,
        *map(
            PartialDate.parse, ["2013", "2013-05", "2013-05-03", "2013-05-20", "2014-01/2014-02", "2014-02-02", "2014"]
        ),
    ]
)
SIGHTINGS = st.builds(
    Sighting, kind=st.sampled_from(SightingKind), country=COUNTRIES, date=DATES, from_country=st.none() | COUNTRIES
)


@given(st.lists(SIGHTINGS, max_size=6), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_journey(sightings: list[Sighting], random) -> None:
    expected = journey(sightings)
    again = sightings + sightings[:2]
    random.shuffle(again)
    assert journey(again) == expected
    assert first_departure(again) == first_departure(sightings)


@given(st.lists(SIGHTINGS, max_size=6))
def test_legs_join_two_different_countries_that_somebody_told_of(sightings: list[Sighting]) -> None:
    told = {s.country for s in sightings if s.kind is not SightingKind.TURNED_BACK}
    told |= {s.from_country for s in sightings if s.from_country}
    for leg, when in journey(sightings).legs:
        assert leg.start != leg.end
        assert {leg.start, leg.end} <= told
        assert when is None or min(s.date.earliest for s in sightings if s.date) <= when.earliest


@given(st.lists(SIGHTINGS, max_size=6))
def test_a_country_only_turned_back_from_is_never_reached(sightings: list[Sighting]) -> None:
    only_refused = [s for s in sightings if s.country != "IQ" or s.kind is SightingKind.TURNED_BACK]
    only_refused = [s for s in only_refused if s.from_country != "IQ"]
    assert all("IQ" not in (leg.start, leg.end) for leg, _ in journey(only_refused).legs)


@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from(["FR", "TR", "SY", "IQ"])), max_size=6))
def test_exact_days_without_from_country_give_the_consecutive_countries(days: list[tuple[int, str]]) -> None:
    by_day = dict(days)
    texts = [f"present {country} 2013-{1 + day // 28:02}-{1 + day % 28:02}" for day, country in by_day.items()]
    path = [country for country, _ in itertools.groupby(by_day[day] for day in sorted(by_day))]
    assert legs(*texts) == [f"{a}>{b}" for a, b in itertools.pairwise(path)]
