"""A grant says what its own recipient may, and which body it is for."""

from __future__ import annotations

from hypothesis import given

from coalesce.handling import TLP
from coalesce.records import GrantSent
from coalesce.stix.fields import Fields
from coalesce.stix.grants import LABELS, MARKINGS, Bound, read_grant, write_grant
from tests.stix.messages import TO_FRANCE, grants

BOUND = Bound("identity--5be9bbc4-1add-4f5a-974b-a37b32bf210e", "00" * 32)


@given(grants())
def test_a_grant_comes_back_with_what_it_is_tied_to(grant: GrantSent) -> None:
    assert read_grant(Fields(write_grant(grant, BOUND))) == (grant, BOUND)


def test_every_label_has_its_marking() -> None:
    assert set(MARKINGS) == set(TLP)
    assert len(LABELS) == 5
    assert all(LABELS[MARKINGS[label]] is label for label in TLP)


def test_a_grant_names_its_recipient_alone() -> None:
    assert write_grant(TO_FRANCE, BOUND) == {
        "object_ref": BOUND.identity,
        "body_sha256": BOUND.body_digest,
        "recipient": "FR",
        "purposes": ["border"],
        "tlp": "amber",
        "handling_code": "H0",
        "onward": "none",
        "keep_until": "2019-01-01",
    }
