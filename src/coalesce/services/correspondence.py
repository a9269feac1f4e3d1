"""What members say to each other beside records: to whom each message that came from a peer belongs here.

Invariant: what comes was signed by its member for ours before it gets here; nothing that a message says is done by itself, but what it
must be told to a human. The same message twice is one.
"""

from __future__ import annotations

from coalesce.records import AnswerSent, HeadSent, JudgementSent, ProposalSent, RequestSent
from coalesce.services import heads, taking_words, told_judgements
from coalesce.services.node import Node
from coalesce.services.trusting import Trusted
from coalesce.store.peers import KnownPeer


def take(node: Node, peer: KnownPeer, said: Trusted) -> str:
    """Take one message; "" or why it is refused, in words that tell nothing of what is held here."""
    match said.message:
        case RequestSent():
            return taking_words.take_request(node, peer, said)
        case AnswerSent():
            return taking_words.take_answer(node, peer, said)
        case ProposalSent():
            return taking_words.take_proposal(node, peer, said)
        case JudgementSent():
            return told_judgements.take(node, peer, said)
        case HeadSent():
            return heads.take(node, peer, said)
    return "is not for a node"
