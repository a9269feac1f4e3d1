"""A sighting as STIX has it; a day is first and last seen, a month is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coalesce.dates import PartialDate
from coalesce.records import Grade, Origin, Sighting, SightingKind, SightingSent
from coalesce.stix.fields import Fields
from coalesce.stix.ids import location_id, stix_id
from coalesce.stix.sightings import read_sighting, write_sighting
from tests.stix.messages import NOON, SECRET

SEEN = Sighting(SightingKind.ENTERED, "SY", PartialDate.of(2014, 7, 9), "Jarabulus", "TR", Grade.B)
SENT = SightingSent(
    stix_id(SECRET, "sighting", "1"), stix_id(SECRET, "identity", "1"), NOON, NOON, Origin("NL", "border"), SEEN
)


def test_who_knows_no_extension_reads_whom_where_and_when() -> None:
    plain, ours = write_sighting(SENT)
    assert plain == {
        "sighting_of_ref": SENT.person,
        "where_sighted_refs": [location_id("SY", "Jarabulus")],
        "first_seen": "2014-07-09T00:00:00.000000Z",
        "last_seen": "2014-07-09T23:59:59.999999Z",
    }
    assert (ours["movement"], ours["from_country"], ours["grade"]) == ("entered", "TR", "B")


@pytest.mark.parametrize(
    "when", [None, PartialDate.of(2014, 7), PartialDate.of(2014), PartialDate.of(2014, 7, 9, circa=True)]
)
def test_a_day_that_is_not_known_is_not_made_up(when: PartialDate | None) -> None:
    plain, _ = write_sighting(replace(SENT, sighting=replace(SEEN, date=when)))
    assert set(plain) == {"sighting_of_ref", "where_sighted_refs"}


def test_a_sighting_comes_back() -> None:
    plain, ours = write_sighting(SENT)
    top = {"id": SENT.id, "created": "2014-11-01T12:00:00.000000Z", "modified": "2014-11-01T12:00:00.000000Z", **plain}
    assert read_sighting(Fields(top), Fields(ours)) == SENT
