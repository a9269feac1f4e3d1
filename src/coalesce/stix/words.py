"""Judgement, withdrawal, receipt and audit head on the wire: objects of types that our extension adds.

Invariant: all that they say stands in properties of their own; whose word it is stands in ``member``, and in
``created_by_ref`` for those that know no extension.
"""

from __future__ import annotations

import re

from coalesce.records import HeadSent, JudgementSent, ReceiptSent, TakenBack, Verdict, WithdrawalSent
from coalesce.stix.fields import Fields, Written, told

_DIGEST = re.compile(r"[0-9a-f]{64}")


def write_judgement(message: JudgementSent) -> Written:
    """A word on two records."""
    return {
        "left_ref": message.left,
        "right_ref": message.right,
        "left_sha256": message.left_digest,
        "right_sha256": message.right_digest,
        "verdict": message.verdict.value,
    }


def read_judgement(top: Fields) -> JudgementSent:
    """The way back. Raises BadObject."""
    return JudgementSent(
        top.reference("id"),
        top.moment("created"),
        top.moment("modified"),
        top.reference("left_ref", "identity"),
        top.reference("right_ref", "identity"),
        read_digest(top, "left_sha256"),
        read_digest(top, "right_sha256"),
        top.one_of("verdict", Verdict),
        top.member("member"),
    )


def write_withdrawal(message: WithdrawalSent) -> Written:
    """What is taken back, and why."""
    return {"withdrawn_refs": list(message.of), "reason": message.reason.value}


def read_withdrawal(top: Fields) -> WithdrawalSent:
    """The way back. Raises BadObject."""
    return WithdrawalSent(
        top.reference("id"),
        top.references("withdrawn_refs"),
        top.one_of("reason", TakenBack),
        top.moment("created"),
        top.member("member"),
    )


def write_receipt(message: ReceiptSent) -> Written:
    """What was erased at the recipient of a withdrawal."""
    return told(
        withdrawal_ref=message.withdrawal,
        erased_refs=list(message.erased),
        not_held_refs=list(message.not_held),
    )


def read_receipt(top: Fields) -> ReceiptSent:
    """The way back. Raises BadObject."""
    return ReceiptSent(
        top.reference("id"),
        top.reference("withdrawal_ref", "coalesce-withdrawal"),
        top.references("erased_refs"),
        top.references("not_held_refs"),
        top.moment("created"),
        top.member("member"),
    )


def write_head(message: HeadSent) -> Written:
    """The head of an audit log; ``log`` names another member's that the sender has witnessed."""
    return told(
        tree_size=message.size,
        root_sha256=message.root,
        log=message.log or None,
        since_size=message.since or None,
        proof_sha256=list(message.proof),
        skips=message.skips,
    )


def read_head(top: Fields) -> HeadSent:
    """The way back. Raises BadObject."""
    return HeadSent(
        top.reference("id"),
        top.whole("tree_size"),
        read_digest(top, "root_sha256"),
        top.moment("created"),
        top.member("member"),
        top.member("log") if "log" in top.held else "",
        top.maybe_whole("since_size") or 0,
        read_digests(top, "proof_sha256"),
        top.flag("skips"),
    )


def read_digests(fields: Fields, name: str) -> tuple[str, ...]:
    """A list of them; empty where it is absent. Raises BadObject."""
    values = fields.texts(name)
    if not all(map(_DIGEST.fullmatch, values)):
        raise fields.fault(name, "must be a list of SHA-256 in hexadecimal")
    return values


def read_digest(fields: Fields, name: str) -> str:
    """A SHA-256 in small hexadecimal letters. Raises BadObject."""
    value = fields.text(name)
    if not _DIGEST.fullmatch(value):
        raise fields.fault(name, "must be a SHA-256 in hexadecimal")
    return value
