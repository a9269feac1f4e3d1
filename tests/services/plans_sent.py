"""NL, FR and BE with a plan of NL's, for tests of what travels: what each holds, and a turn without a network."""

from __future__ import annotations

from coalesce.dates import FixedClock
from coalesce.handling import Handling
from coalesce.records import Commitment, CommitmentEvent, CommitmentSent, Need, WithdrawalSent
from coalesce.services.node import Node
from coalesce.services.offering import offer
from coalesce.services.taking_in import TakenIn, take_in
from coalesce.store.plans import Plans
from tests.builders import handling, owner
from tests.commitments.made import event
from tests.commitments.plan_nodes import PLANNING, seen
from tests.exchange_nodes import bodies, hand, ready

TO_FR = handling("FR:planning")
TO_BOTH = handling("FR:planning", "BE:planning")


def told(node: Node, peer: str) -> list[object]:
    """Entries by reference, with the kinds of their events; withdrawals by reason and number of ids."""
    rows: list[object] = []
    for one in ready(node, peer):
        match one.message:
            case CommitmentSent(terms=terms, events=events):
                rows.append((terms.reference, *(str(event.kind) for event in events)))
            case WithdrawalSent(reason=reason, of=of):
                rows.append((str(reason), len(of)))
    return rows


def carry(source: Node, to: Node, name: str = "", by: str = "") -> TakenIn:
    """Lay out, hand over what lies ready for a peer, and take it in there; answers go the way back."""
    here = by or source.store.settings.member.lower()
    there = name or to.store.settings.member.lower()
    offer(source)
    hand(to, here, *bodies(source, there))
    taken = take_in(to, here)
    hand(source, there, *bodies(to, here))
    take_in(source, there)
    return taken


def kept(
    node: Node, terms: Commitment | Need, *events: CommitmentEvent, plan: str = "autumn", held: Handling = TO_FR
) -> str:
    """Keep an entry by hand; gives its id."""
    plans = Plans(node.store.write(owner(node.store), PLANNING))
    told = () if isinstance(terms, Need) else events or (event(),)
    return plans.keep(plans.find(plan), terms, told, held)


def held(node: Node) -> dict[str, str]:
    """What the node's owner sees of plans: status by reference."""
    return {reference: str(one.status) for reference, one in seen(node.store).items()}


def later(*made: Node, days: int = 1) -> None:
    """Let days pass for all: they have one clock."""
    clock = made[0].store.clock
    assert isinstance(clock, FixedClock)
    clock.moment = clock.moment.replace(day=clock.moment.day + days)
