"""Messages as signed bytes: the originator signs the body once, and each recipient's grant by itself.

Invariant: whatever is accepted was signed, body and grant, by the key that is pinned for its originator, for this recipient
and as it stands. So a node that passes an object on can neither alter it nor widen what its recipient may, and a recipient
learns of no other's grant.

What is signed is the canonical JSON (``canonical``): of the object without ``grant``, ``body_signature`` and
``grant_signature``; and of the grant, which holds the body's SHA-256. Each begins with words of its own, so that one can
never be taken for the other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field

from coalesce.errors import BadField, NotTrusted
from coalesce.handling import TLP
from coalesce.records import GrantSent
from coalesce.records.exchange import Message
from coalesce.stix.bodies import ours_of, place_of, read_body, write_body
from coalesce.stix.canonical import MOST_BYTES, differing, read, refuse_controls, written
from coalesce.stix.faults import BadObject
from coalesce.stix.fields import Fields, Written
from coalesce.stix.grants import Bound, read_grant, write_grant
from coalesce.stix.keys import SIGNATURE_BYTES, Signer, verify

BODY = b"coalesce body 1\n"
GRANT = b"coalesce grant 1\n"
ADDED = ("grant", "body_signature", "grant_signature")
"""What is not part of the body."""


@dataclass(frozen=True, slots=True)
class SignedBody:
    """A body that its originator signed: for as many grants as there are recipients."""

    bound: Bound
    tlp: TLP
    signature: str
    _body: Written = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """A message as it was read, not yet trusted: see ``check``. Digests are SHA-256 in hexadecimal.

    ``member`` is whose word it is: the key to ask for. ``bound`` is what the grant says that it belongs to.
    """

    message: Message = field(repr=False)
    grant: GrantSent
    member: str
    body_digest: str
    grant_digest: str
    body_signature: bytes = field(repr=False)
    grant_signature: bytes = field(repr=False)
    bound: Bound = field(repr=False)
    _body: bytes = field(repr=False)
    _grant: bytes = field(repr=False)


def sign_body(message: Message, tlp: TLP, signer: Signer) -> SignedBody:
    """The body, signed; ``tlp`` is the label that it bears for every reader. Raises BadField."""
    body = write_body(message, tlp)
    raw = written(body)
    refuse_controls(body, raw)
    bound = Bound(message.id, hashlib.sha256(raw).hexdigest())
    return SignedBody(bound, tlp, _text(signer.sign(BODY + raw)), body)


def grant_body(signed: SignedBody, grant: GrantSent, signer: Signer) -> bytes:
    """The canonical bytes for one recipient. Raises BadField where the grant bears another label than the body."""
    if grant.tlp is not signed.tlp:
        raise BadField("the label of a grant is that of its body")
    terms = write_grant(grant, signed.bound)
    signature = _text(signer.sign(GRANT + written(terms)))
    added = {"grant": terms, "body_signature": signed.signature, "grant_signature": signature}
    body = signed._body
    place = place_of(body)
    if place is body:
        return written({**body, **added})
    (extension,) = body["extensions"]
    return written({**body, "extensions": {extension: {**place, **added}}})


def encode(message: Message, grant: GrantSent, signer: Signer) -> bytes:
    """The message for one recipient: canonical bytes, signed. Raises BadField."""
    return grant_body(sign_body(message, grant.tlp, signer), grant, signer)


def decode(raw: bytes, most: int = MOST_BYTES) -> Signed:
    """What the bytes say, read and not yet trusted. Raises BadObject, which names the field."""
    body = read(raw, most)
    place = ours_of(body)
    granted = place.inner("grant")
    grant, bound = read_grant_whole(granted)
    signatures = _signature(place, "body_signature"), _signature(place, "grant_signature")
    held = place_of(body)
    for name in ADDED:
        del held[name]
    said, terms = written(body), written(granted.held)
    refuse_controls(body, said)
    message = read_body(body, said, grant.tlp)
    digests = hashlib.sha256(said).hexdigest(), hashlib.sha256(terms).hexdigest()
    return Signed(message, grant, message.member, *digests, *signatures, bound, said, terms)


def check(signed: Signed, key: bytes, me: str) -> None:
    """Nothing, where ``key`` (public, pinned for ``signed.member``) signed this body and this grant for the member ``me``.

    Raises NotTrusted: the body or the grant was altered, or signed by another; the grant is another body's or recipient's.
    """
    if signed.grant.to != me:
        raise NotTrusted("is granted to another member")
    if signed.bound.identity != signed.message.id:
        raise NotTrusted("bears the grant of another object")
    if signed.bound.body_digest != signed.body_digest:
        raise NotTrusted("is not the body that the grant is for")
    if not verify(key, BODY + signed._body, signed.body_signature):
        raise NotTrusted(f"the body is not signed by the key of {signed.member}")
    if not verify(key, GRANT + signed._grant, signed.grant_signature):
        raise NotTrusted(f"the grant is not signed by the key of {signed.member}")


def read_grant_whole(fields: Fields) -> tuple[GrantSent, Bound]:
    """A grant of which every term is known and written in its one form. Raises BadObject for any other."""
    try:
        grant, bound = read_grant(fields)
    except BadObject:
        raise
    except BadField as error:
        raise fields.fault(error.where.field or "", error.reason) from None
    again = write_grant(grant, bound)
    if written(again) != written(fields.held):
        raise fields.fault(differing(fields.held, again), "is no term of a grant, or not in its one form")
    return grant, bound


def _text(signature: bytes) -> str:
    return base64.b64encode(signature).decode()


def _signature(fields: Fields, name: str) -> bytes:
    """Raises BadObject, also where the same bytes could be written otherwise: one signature has one form."""
    text = fields.text(name)
    try:
        signature = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        signature = b""
    if len(signature) != SIGNATURE_BYTES or _text(signature) != text:
        raise fields.fault(name, f"must be {SIGNATURE_BYTES} bytes in base 64")
    return signature
