"""What is known of a peer goes with it, what speaks of a record with the record; no token stands in the open."""

from __future__ import annotations

import pytest

from coalesce.store import exchange_tables, schema

OF_PEERS = ("wire", "post", "offered", "sent_withdrawal", "received", "pull_state", "message", "peer_head")


@pytest.mark.parametrize("name", OF_PEERS)
def test_what_is_known_of_a_peer_goes_with_it(name: str) -> None:
    (key,) = schema.metadata.tables[name].c.peer.foreign_keys
    assert (key.target_fullname, key.ondelete) == ("peer.name", "CASCADE")


@pytest.mark.parametrize(
    ("name", "column", "goal"),
    [
        ("wire", "record_id", "version.record_id"),
        ("message", "about", "record.id"),
        ("notice", "record_id", "record.id"),
        ("notice", "own_record", "record.id"),
    ],
)
def test_what_speaks_of_a_record_goes_with_it(name: str, column: str, goal: str) -> None:
    (key,) = schema.metadata.tables[name].c[column].foreign_keys
    assert (key.target_fullname, key.ondelete) == (goal, "CASCADE")


def test_no_column_holds_a_token_in_the_open() -> None:
    named = {column.name for column in exchange_tables.peer.columns if "token" in column.name}
    assert named == {"token_digest", "token_sealed"}
