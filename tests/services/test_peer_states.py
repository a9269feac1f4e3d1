"""How each peer stands is told in numbers, times and ids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from coalesce.services.offering import offer
from coalesce.services.peer_states import peer_states
from coalesce.services.peering import own_signer
from coalesce.stix import fingerprint, stix_id
from tests.builders import add_list, entry, handling, publish
from tests.exchange_nodes import hand, nodes
from tests.said import came, person, said, sighting


def test_a_peer_is_told_with_what_waits_and_who_owes(tmp_path: Path) -> None:
    with nodes(tmp_path, "NL", "FR") as (nl, fr):
        (before,) = peer_states(nl)
        assert (before.held, before.given, before.outstanding, before.oldest) == (0, 0, (), None)
        assert before.fingerprint == fingerprint(own_signer(fr).key)
        to = add_list(nl.store, held=handling("FR"))
        publish(nl.store, to, [entry("A"), entry("B")], "first")
        offer(nl)
        publish(nl.store, to, [entry("A")], "second")
        offer(nl)
        (one,) = peer_states(nl)
        assert (one.given, len(one.outstanding), one.oldest) == (1, 1, one.outstanding[0].at)
        came(fr, nl, person())
        nobody = stix_id(b"s", "identity", "nobody")
        came(fr, nl, replace(sighting(9), id=stix_id(b"s", "sighting", "9"), person=nobody))
        hand(fr, "nl", said(fr, person(3)))
        (other,) = peer_states(fr)
        assert (other.held, other.new, other.waiting, other.refused) == (1, 1, 1, 0)
