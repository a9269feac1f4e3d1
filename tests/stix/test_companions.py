"""What stands beside a message: the same bytes everywhere, valid for those that know no extension."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from coalesce.handling import TLP
from coalesce.records import TakenBack, WithdrawalSent
from coalesce.stix import BadObject, encode, stix_id
from coalesce.stix.canonical import written
from coalesce.stix.companions import (
    companions,
    extension_definition,
    location,
    marking,
    organisation,
    revocation,
)
from coalesce.stix.ids import EXTENSION, location_id, organisation_id
from tests.stix.messages import NOON, SECRET, SIGNER, TO_FRANCE
from tests.stix.test_sightings import SENT as SIGHTING
from tests.stix.test_signing import PERSON, SENT


def references(value: Any) -> set[str]:
    """Every id that an object refers to."""
    if isinstance(value, dict):
        named = {one for name, held in value.items() if name.endswith(("_ref", "_refs"))
                 for one in ([held] if isinstance(held, str) else held)}  # fmt: skip
        return named.union(*(references(held) for held in value.values()))
    return set().union(*(references(one) for one in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("message", [PERSON, SIGHTING])
@pytest.mark.parametrize("tlp", TLP)
def test_whatever_a_message_refers_to_stands_beside_it(message: Any, tlp: TLP) -> None:
    sent = orjson.loads(encode(message, replace(TO_FRANCE, tlp=tlp), SIGNER))
    beside = [orjson.loads(one) for one in companions(message, tlp)]
    there = {one["id"] for one in beside}
    wanted = references([sent, *beside]) - {message.id, getattr(message, "person", "")}
    assert wanted <= there
    assert there - wanted == {EXTENSION}


def test_they_are_canonical_and_the_same_each_time() -> None:
    for one in companions(SIGHTING, TLP.RED):
        assert written(orjson.loads(one)) == one
    assert companions(SIGHTING, TLP.RED) == companions(replace(SIGHTING, created=NOON), TLP.RED)


def test_they_say_who_and_where() -> None:
    assert orjson.loads(organisation("NL"))["id"] == organisation_id("NL")
    assert orjson.loads(extension_definition())["id"] == EXTENSION
    there = orjson.loads(location("SY", "Jarabulus"))
    assert (there["id"], there["name"], there["country"]) == (location_id("SY", "Jarabulus"), "Jarabulus", "SY")
    assert orjson.loads(location("SY"))["name"] == "SY"
    kosovo = orjson.loads(location("XK"))
    assert "country" not in kosovo
    assert kosovo["region"] == "southern-europe"
    assert orjson.loads(marking(TLP.AMBER_STRICT))["name"] == "TLP:AMBER+STRICT"


def test_a_revocation_keeps_the_id_and_tells_nothing() -> None:
    later = NOON + timedelta(1)
    found = orjson.loads(revocation(SENT, later))
    assert (found["id"], found["revoked"], found["name"]) == (PERSON.id, True, "withdrawn")
    assert found["created"] < found["modified"]
    assert "Zorbal" not in str(found)
    seen = orjson.loads(revocation(encode(SIGHTING, TO_FRANCE, SIGNER), later))
    assert seen["sighting_of_ref"] == SIGHTING.person
    assert "where_sighted_refs" not in seen
    withdrawal = WithdrawalSent(
        stix_id(SECRET, "coalesce-withdrawal", "1"), (PERSON.id,), TakenBack.WITHDRAWN, NOON, "NL"
    )
    with pytest.raises(BadObject, match="nothing that others know"):
        revocation(encode(withdrawal, TO_FRANCE, SIGNER), later)
