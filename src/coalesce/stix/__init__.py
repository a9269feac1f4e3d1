"""Our words as STIX 2.1 with one published extension, signed by their originator; others' identities and sightings as entries.

Invariant: pure. What is ours makes the round trip exactly; what comes in is read whole or refused, with the field named.
The extension is described in docs/stix-extension.md.
"""

from coalesce.stix.bodies import TYPES, is_ours, stix_type
from coalesce.stix.canonical import MOST_BYTES
from coalesce.stix.companions import companions, revocation
from coalesce.stix.faults import BadObject
from coalesce.stix.ids import EXTENSION, location_id, organisation_id, stix_id, type_of
from coalesce.stix.keys import Signer, fingerprint, make_secret, verify
from coalesce.stix.persons import entry_digest
from coalesce.stix.signing import Signed, SignedBody, check, decode, encode, grant_body, sign_body

__all__ = [
    "EXTENSION",
    "MOST_BYTES",
    "TYPES",
    "BadObject",
    "Signed",
    "SignedBody",
    "Signer",
    "check",
    "companions",
    "decode",
    "encode",
    "entry_digest",
    "fingerprint",
    "grant_body",
    "is_ours",
    "location_id",
    "make_secret",
    "organisation_id",
    "revocation",
    "sign_body",
    "stix_id",
    "stix_type",
    "type_of",
    "verify",
]
