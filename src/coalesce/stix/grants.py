"""A grant on the wire: one recipient's own terms, tied to one body.

Invariant: a grant names its recipient, the object's id and the SHA-256 of the body, so that it fits no other; a term that we
do not know is never passed over, since it could have narrowed.

Source of the marking ids: Traffic Light Protocol 2.0 in STIX (OASIS, 2022).
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.handling import TLP, HandlingCode, Onward, Purpose
from coalesce.records import GrantSent
from coalesce.stix.fields import Fields, Written, sorted_words, told

MARKINGS: dict[TLP, str] = {
    TLP.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    TLP.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    TLP.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    TLP.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    TLP.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
LABELS = {identity: label for label, identity in MARKINGS.items()}


@dataclass(frozen=True, slots=True)
class Bound:
    """What a grant is tied to: the id of the object, and the SHA-256 of its body in hexadecimal."""

    identity: str
    body_digest: str


def write_grant(grant: GrantSent, bound: Bound) -> Written:
    """The terms, with what they are tied to."""
    return told(
        object_ref=bound.identity,
        body_sha256=bound.body_digest,
        recipient=grant.to,
        purposes=sorted_words(grant.purposes),
        tlp=grant.tlp.value,
        handling_code=grant.code.value,
        onward=grant.onward.value,
        keep_until=grant.keep_until.isoformat(),
        figures_to=sorted_words(grant.figures_to),
    )


def read_grant(fields: Fields) -> tuple[GrantSent, Bound]:
    """The way back. Raises BadObject."""
    grant = GrantSent(
        fields.member("recipient"),
        fields.day("keep_until"),
        fields.scales("purposes", Purpose),
        fields.one_of("tlp", TLP),
        fields.one_of("handling_code", HandlingCode),
        fields.one_of("onward", Onward),
        frozenset(fields.members("figures_to")),
    )
    return grant, Bound(fields.reference("object_ref"), fields.text("body_sha256"))
