"""What is told of objects is their bytes, their numbers as times, and an honest count."""

from __future__ import annotations

import json

from coalesce.store.box_view import Listing, Page
from coalesce.store.wire_rows import BoxKind, NewWire, Placed, Put, seq_at, stamp
from coalesce.taxii import resources
from coalesce.taxii.bundles import Bundle, Failure
from tests.builders import NOON

AT = "2014-09-02T00:00:00.000000Z"


def test_a_page_is_an_envelope_of_the_bytes_as_stored() -> None:
    page = Page(2, 1, 2, b'{"a": 1.50},{"b":"\xd9\xa1"}', 2)
    assert resources.envelope(page, "c") == b'{"more":true,"next":"c","objects":[{"a": 1.50},{"b":"\xd9\xa1"}]}'
    assert resources.envelope(page, None) == b'{"more":false,"objects":[{"a": 1.50},{"b":"\xd9\xa1"}]}'
    empty = Page(0, 0, 0, b"", None)
    assert resources.envelope(empty, None) == b"{}"
    assert json.loads(resources.envelope(empty, "c")) == {"more": True, "next": "c", "objects": []}


def test_a_listing_is_a_manifest_or_versions() -> None:
    listing = Listing([(seq_at(NOON), "identity--1", AT)], None)
    assert json.loads(resources.manifest(listing, "c")) == {
        "more": True,
        "next": "c",
        "objects": [
            {
                "id": "identity--1",
                "date_added": stamp(seq_at(NOON)),
                "version": "2014-09-02T00:00:00.000Z",
                "media_type": "application/stix+json;version=2.1",
            }
        ],
    }
    assert json.loads(resources.versions(listing, None)) == {"more": False, "versions": ["2014-09-02T00:00:00.000Z"]}


def test_a_status_counts_each_object_once() -> None:
    rows = [NewWire(f"identity--{n}", "identity", AT, b"{}") for n in range(3)]
    placed = [Placed(put, AT, n) for n, put in enumerate((Put.ADDED, Put.KNOWN, Put.OTHER))]
    bundle = Bundle(rows, [Failure("identity--9", "", "it is nested too deep")])
    told = json.loads(resources.status("p", NOON, bundle, placed))
    assert [one["id"] for one in told["successes"]] == ["identity--0", "identity--1"]
    assert [one["id"] for one in told["failures"]] == ["identity--9", "identity--2"]
    assert [told[f"{name}_count"] for name in ("total", "success", "failure", "pending")] == [4, 2, 2, 0]
    assert (told["id"], told["status"], told["request_timestamp"]) == ("p", "complete", stamp(seq_at(NOON)))
    nothing = json.loads(resources.status("p", NOON, Bundle([], []), []))
    assert "successes" not in nothing
    assert "failures" not in nothing


def test_a_collection_has_an_id_for_each_peer() -> None:
    ids = {resources.collection_id(key, peer, box) for key in (b"k", b"o") for peer in "ab" for box in BoxKind}
    assert len(ids) == 12
    assert resources.collection_id(b"k", "a", BoxKind.IN) == resources.collection_id(b"k", "a", BoxKind.IN)
