"""Messages of other members that somebody here is to answer or to read: kept as they were signed.

Invariant: what a message is about is a record that its peer was given or gave; about anything else it is about nothing here.
"""

from __future__ import annotations

from coalesce.records import (
    AnswerSent,
    JudgementSent,
    ProposalSent,
    RequestSent,
)
from coalesce.records.exchange import Message
from coalesce.services.trusting import Trusted
from coalesce.store import message_rows
from coalesce.store.ground import InTransaction
from coalesce.store.message_rows import MessageRow
from coalesce.store.peers import KnownPeer

KINDS: dict[type[object], str] = {
    RequestSent: "request",
    AnswerSent: "answer",
    ProposalSent: "proposal",
    JudgementSent: "judgement",
}


def keep_message(connection: InTransaction, peer: KnownPeer, said: Trusted) -> bool:
    """Note a message; False where it is there already."""
    message = said.message
    about = _about(message)
    record = message_rows.record_of(connection, peer.name, about) if about else None
    due = message.due.isoformat() if isinstance(message, RequestSent) else None
    purpose = str(message.purpose) if isinstance(message, RequestSent) else ""
    kind = KINDS[type(message)]
    row = MessageRow(message.id, "in", peer.name, kind, record, said.raw, said.version, due, "new", purpose)
    return message_rows.keep(connection, row)


def _about(message: Message) -> str:
    match message:
        case RequestSent(about=about) | ProposalSent(about=about):
            return about
        case JudgementSent(left=left):
            return left
    return ""
