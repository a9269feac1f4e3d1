"""A draft says the newest word; a handling is what is granted and what our own member allows itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.dates import PartialDate
from coalesce.handling import Grant, Onward, Purpose
from coalesce.records import GrantSent, SightingSent
from coalesce.services.drafting_copies import LEFT_OUT, Ceiling, begun, newest, with_person, with_sighting
from coalesce.services.trusting import Trusted
from coalesce.store.codec import said_of
from coalesce.store.copies import Copy, everything, said_key
from coalesce.store.received_rows import Received
from coalesce.store.wire_rows import text_of
from tests.builders import INVESTIGATION, entry, handling, staged
from tests.said import GRANT, LEFT, PERSON, SEEN, SIGHTING, at, person, sighting

TODAY = date(2014, 11, 1)
ALL = Ceiling("FR", TODAY, 20, everything("FR", date.max))


def trusted(seq: int, message: object, grant: GrantSent = GRANT) -> Trusted:
    said = message.modified  # type: ignore[attr-defined]  # of a person or sighting
    return Trusted(seq, message, grant, "NL", text_of(said), b"digest", b"")  # type: ignore[arg-type]  # the same


def known(version: int, digest: bytes = b"d", record: str | None = "r") -> Received:
    return Received("NL", PERSON, "nl", "identity", record, "", text_of(at(version)), digest, "2019-01-01")


def test_the_newest_word_on_each_id_is_told_from_what_came_late() -> None:
    rows = [trusted(1, person(1)), trusted(2, person(3)), trusted(3, person(2)), trusted(4, sighting(1))]
    best, late = newest(rows, {})
    assert [row.seq for row in best] == [2, 4]
    assert sorted(late) == [1, 3]
    assert newest(rows, {PERSON: known(3)})[1] == [1, 2, 3]
    assert newest(rows[1:2], {PERSON: known(3, LEFT_OUT)})[1] == []


purposes = st.frozensets(st.sampled_from(list(Purpose)))


@given(granted=purposes, allowed=purposes, until=st.dates(date(2014, 10, 1), date(2050, 1, 1)))
def test_a_handling_is_never_wider_than_grant_and_ceiling(
    granted: frozenset[Purpose], allowed: frozenset[Purpose], until: date
) -> None:
    widest = replace(ALL.widest, releases=frozenset(Grant(one, "FR") for one in allowed), keep_until=date(2020, 1, 1))
    figures = frozenset({"BE"}) if Purpose.STATISTICS in granted else frozenset()
    grant = GrantSent("FR", until, granted, figures_to=figures)
    ceiling = replace(ALL, widest=widest)
    made = ceiling.allowed(grant)
    if until < TODAY or not granted & allowed:
        assert made is None
        assert ceiling.mark(grant) == LEFT_OUT
        return
    assert made is not None
    assert made.releases == {Grant(one, "FR") for one in granted & allowed}
    assert made.keep_until == min(until, date(2020, 1, 1))
    assert made.figures_to == (figures if Purpose.STATISTICS in allowed else frozenset())
    assert (ceiling.mark(grant) == b"") == (granted <= allowed and until <= date(2020, 1, 1))


def test_nothing_is_kept_over_the_nodes_own_bound() -> None:
    made = ALL.allowed(replace(GRANT, keep_until=date(2099, 1, 1)))
    assert made is not None
    assert made.keep_until == date(2034, 11, 1)


def held() -> Copy:
    own = replace(LEFT, handling=handling("FR:border"))
    return Copy(
        "r", "list", 1, staged(entry("A", sightings=(replace(SEEN, handling=handling("FR")), own)), handling("FR"))
    )


def rows() -> list[Received]:
    return [
        known(1),
        replace(known(1), stix_id=SIGHTING, kind="sighting", sighting=said_key(said_of(SEEN))),
        replace(known(1), stix_id="sighting--gone", kind="sighting", sighting="another"),
    ]


def test_what_is_held_is_drafted_by_ids_and_what_nobody_sent_is_left_out() -> None:
    draft = begun(PERSON, held(), rows())
    assert list(draft.seen) == [SIGHTING]
    whole, _ = draft.whole(TODAY)
    assert whole.sightings == (replace(SEEN, handling=None),)


def test_a_new_word_on_the_person_keeps_its_sightings_and_one_on_a_sighting_takes_its_place() -> None:
    draft = with_person(begun(PERSON, held(), rows()), trusted(1, person(5, "Vulneq Shambir")), handling("FR:border"))
    with_sighting(
        draft, trusted(2, SightingSent(SIGHTING, PERSON, at(0), at(6), person().origin, LEFT)), handling("FR")
    )
    whole, own = draft.whole(TODAY)
    assert (whole.names[0].full, own) == ("Vulneq Shambir", handling("FR:border"))
    (seen,) = whole.sightings
    assert (seen.kind, seen.handling) == (LEFT.kind, handling())  # released for nothing that its person is


@pytest.mark.parametrize(("born", "minor"), [(1999, True), (1980, False)])
def test_a_child_goes_no_further_than_to_us(born: int, minor: bool) -> None:
    wide = replace(handling("FR", figures=["BE"]), onward=Onward.YES)
    draft = with_person(None, trusted(1, person(1, birth_dates=(PartialDate.of(born),))), wide)
    with_sighting(draft, trusted(2, sighting(1)), wide)
    whole, own = draft.whole(TODAY)
    assert own.members(INVESTIGATION) == {"FR"}
    assert (own.figures_to, own.onward) == ((frozenset(), Onward.NONE) if minor else (frozenset({"BE"}), Onward.YES))
    (seen,) = whole.sightings
    assert seen.handling is None
