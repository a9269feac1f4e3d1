"""One's own account: who has a password gives it first, what was offered is taken up in its own session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.access import one_time_codes
from coalesce.dates import FixedClock
from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.services import own_account, signing_in
from coalesce.services.node import Node
from coalesce.services.own_account import Standing, TokenOrder
from coalesce.store.account_book import Caller
from coalesce.store.accounts import CredentialKind, Scope
from tests import builders
from tests.builders import NOON, let_in

GOOD, BETTER = "four grey herons wade", "nine brown owls doze"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = builders.make_node(tmp_path / "node", FixedClock(NOON), password_memory_kib=64, password_passes=1)
    let_in(made.store, "claire", "FR")
    yield made
    made.store.close()


def by_link(node: Node) -> Standing:
    link = node.store.issue(builders.owner(node.store), "claire", CredentialKind.LINK)
    return standing(node, node.store.accounts.by_link(link).secret)


def by_password(node: Node, password: str = GOOD) -> Standing:
    return standing(node, signing_in.by_password(node, "claire", password, Caller()).secret)


def standing(node: Node, secret: str) -> Standing:
    actor, held = node.store.accounts.who(secret, CredentialKind.SESSION)
    return Standing(actor, held)


def code_of(offered: own_account.Enrolment, node: Node) -> str:
    import base64

    secret = base64.b32decode(offered.shown.replace(" ", ""))
    return one_time_codes.code(secret, one_time_codes.step_at(node.store.accounts.machine_now()))


def test_a_first_password_needs_none_and_a_later_one_needs_the_present(node: Node) -> None:
    own_account.change_password(node, by_link(node), GOOD, GOOD)
    here = by_password(node)
    for present in ("", "wrong"):
        with pytest.raises(BadUsage, match="present"):
            own_account.change_password(node, replace(here, password=present), BETTER, BETTER)
    with pytest.raises(BadUsage, match="two ways"):
        own_account.change_password(node, replace(here, password=GOOD), BETTER, GOOD)
    own_account.change_password(node, replace(here, password=GOOD), BETTER, BETTER)
    assert by_password(node, BETTER)


def test_a_link_just_opened_is_the_way_back_for_who_has_forgotten(node: Node) -> None:
    own_account.change_password(node, by_link(node), GOOD, GOOD)
    here = by_link(node)
    assert not own_account.asks_password(node, here)
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(minutes=node.store.settings.login_link_minutes)
    assert own_account.asks_password(node, here)


def test_an_offer_is_taken_up_in_its_own_session(node: Node) -> None:
    here, elsewhere = by_link(node), by_link(node)
    offered = own_account.offer_factor(node, here)
    assert own_account.offer_factor(node, here, offered.sealed).shown == offered.shown
    for other, sealed in (
        (elsewhere, offered.sealed),
        (here, offered.sealed[:-8] + "AAAAAAA="),
        (here, ""),
        (here, "é"),
    ):
        with pytest.raises(BadUsage):
            own_account.take_factor(node, other, sealed, code_of(offered, node))
    codes = own_account.take_factor(node, here, offered.sealed, code_of(offered, node))
    assert len(codes) == one_time_codes.RECOVERY_CODES
    assert node.store.accounts.account("claire").recovery_left == len(codes)
    more = own_account.new_recovery_codes(node, here, codes[0])
    assert not set(more) & set(codes)
    own_account.drop_factor(node, here, more[0])
    assert node.store.accounts.account("claire").factor_at is None


def test_a_second_factor_takes_the_password_first(node: Node) -> None:
    own_account.change_password(node, by_link(node), GOOD, GOOD)
    here = by_password(node)
    offered = own_account.offer_factor(node, here)
    with pytest.raises(BadUsage, match="present"):
        own_account.take_factor(node, here, offered.sealed, code_of(offered, node))
    assert own_account.take_factor(node, replace(here, password=GOOD), offered.sealed, code_of(offered, node))


def test_a_token_has_the_scope_that_was_asked_for(node: Node) -> None:
    claire = node.store.actor("claire")
    order = TokenOrder("nightly", writes=False, purposes=[Purpose.BORDER], days=3)
    secret = own_account.make_token(node, claire, "claire", order)
    _, held = node.store.accounts.who(secret, CredentialKind.TOKEN)
    assert (held.label, held.scope) == ("nightly", Scope(False, frozenset({Purpose.BORDER})))
    assert held.expires == NOON + timedelta(days=3)
