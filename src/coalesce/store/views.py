"""The guarded views as SQLAlchemy sees them: names and columns to select from, no tables of the schema.

Invariant: nothing here can be created or written; what a column holds is decided in ``guard``.
"""

from __future__ import annotations

from sqlalchemy import TableClause, column, table

_MARKS = ("set_id", "tlp", "code", "onward", "keep_until")


def _view(name: str, *columns: str) -> TableClause:
    return table(f"visible_{name}", *(column(each) for each in columns))


_RECORD = (
    "id", "version", "list_id", "list_name", "list_kind", "deduplicated", "owner", *_MARKS,
    "reference", "nationalities", "body",
)  # fmt: skip
record = _view("record", *_RECORD)
ordered = _view("ordered", *_RECORD)
"""The same records, found in the order of their references: for the first of very many."""
own_version = _view("own_version", "id", "version", "list_id", "opened", "closed", *_MARKS, "reference", "body")
_SIGHTING = (
    "id", "record_id", *_MARKS,
    "kind", "country", "first", "last", "circa", "place", "from_country", "grade",
)  # fmt: skip
sighting = _view("sighting", *_SIGHTING)
sighting_of = _view("sighting_of", *_SIGHTING)
"""The same, found from sightings of few records: of a million records none is looked up but these."""
search_key = _view(
    "search_key", "value", "place", "record_id", "list_kind", "reference", "list_id", "list_name", "owner", "body"
)
key_sieve = _view("key_sieve", "slice", "made", "bits")
grant = _view("grant", "record_id", "set_id", "kind", "member")
sighting_grant = _view("sighting_grant", "record_id", "set_id", "kind", "member")
record_list = _view(
    "list", "id", "name", "owner", "kind", *_MARKS, "source_group", "deduplicated", "edition"
)  # fmt: skip
edition = _view("edition", "list_id", "number", "source", "at", "report")
_LINK = ("left", "right", "left_version", "right_version", "model", "probability", "parts")
link, link_right = _view("link", *_LINK), _view("link_right", *_LINK)
stated = _view("stated", "pair", "probability")
judgement = _view(
    "judgement", "id", "left", "right", "left_version", "right_version", "verdict", "member", "at",
    "current", "reviewer", "reason",
)  # fmt: skip
person_of = _view("person_of", "record_id", "person", "judged")
person_record = _view("person_record", "record_id", "person", "judged")
audience = _view("audience", "stamp", "day")
stamp = _view("stamp", "stamp", "own")
member = _view("member", "code", "name")
counted = _view("counted", "record_id", "version", "list_id", "deduplicated", "body")
counted_few = _view("counted_few", "record_id", "version", "list_id", "deduplicated", "body")
counted_key = _view("counted_key", "value", "record_id")
counted_record = _view(
    "counted_record",
    "record_id",
    "list_id",
    "list_name",
    "owner",
    "set_id",
    "deduplicated",
    "reference",
    "nationalities",
)
counted_sighting = _view(
    "counted_sighting", "record_id", "owner", "set_id",
    "kind", "country", "first", "last", "circa", "place", "from_country", "grade",
)  # fmt: skip
counted_link = _view("counted_link", "left", "right", "probability")
counted_judgement = _view(
    "counted_judgement", "id", "left", "right", "left_version", "right_version", "set_id", "verdict", "member", "at",
    "reviewer", "current",
)  # fmt: skip
counted_set = _view("counted_set", "set_id", "member")
counted_spent = _view("counted_spent", "pseudonym", "series", "cells")
audit = _view("audit", "number", "actor", "action", "purpose", "day", "refused", "leaf")
redress = _view(
    "redress", "id", "asks", "record_id", "other_id", "asked", "member", "actor", "purpose", "at", "due", "words", "field",
    "value", "outcome", "answered_by", "answered_at", "why",
)  # fmt: skip
correction = _view("correction", "record_id", "field", "at")
_PLANNED = (
    "form", "line", "parties", "kind", "place", "need", "measure", "amount", "status", "renewed", "available",
    "notice", "transit", "sustain", "verified", "seen_notice", "seen_transit", "seen_sustain", "called_up",
)  # fmt: skip
commitment = _view("commitment", "id", "version", "plan_id", "plan_name", "owner", *_MARKS, *_PLANNED, "pos")
commitment_lot = _view(
    "commitment_lot", "pos", "plan_id", "slot", "sort", "crew", "stage", "renewed", "amount", "available", "notice", "transit",
    "sustain", "verified", "seen_notice", "seen_transit", "seen_sustain", "tlp",
)  # fmt: skip
"""The same entries in numbers, for what counts them."""
commitment_text = _view(
    "commitment_text", "id", "reference", "plan_id", "form", "line", "kind", "place", "status", "body"
)  # fmt: skip
_HAPPENED = (
    "id", "commitment_id", "kind", "first", "last", "circa", "withdraws", "successor", "corrects", "at", "evidence", "actor",
)  # fmt: skip
commitment_event = _view("commitment_event", *_HAPPENED)
commitment_grant = _view("commitment_grant", "set_id", "kind", "member")
own_commitment = _view(
    "own_commitment", "id", "number", "reference", "body", "opened", "closed", "plan_id", "plan_name", "owner", *_MARKS,
    "since", "until",
)  # fmt: skip
own_event = _view("own_event", *_HAPPENED)
"""The events of one's own entries, those that no edition has any more too."""
plan = _view("plan", "id", "name", "owner", *_MARKS, "edition")
plan_edition = _view("plan_edition", "plan_id", "number", "source", "at", "report")
sendable = _view(
    "sendable", "id", "number", "version", "list_id", "list_name", "list_kind", "source_group", "deduplicated", "owner",
    *_MARKS, "reference", "body",
)  # fmt: skip
sendable_sighting = _view("sendable_sighting", *_SIGHTING)
sendable_grant = _view("sendable_grant", "record_id", "set_id", "kind", "member")
sendable_sighting_grant = _view("sendable_sighting_grant", "record_id", "set_id", "kind", "member")
sendable_entry = _view(
    "sendable_entry", "id", "number", "plan_id", "plan_name", "owner", *_MARKS, "reference", "body"
)  # fmt: skip
sendable_entry_event = _view("sendable_entry_event", *_HAPPENED)
sendable_entry_grant = _view("sendable_entry_grant", "entry_id", "set_id", "kind", "member")
_WIRE = ("seq", "stix_id", "type", "spec_version", "version", "first", "latest", "state", "why", "body")
outbox, inbox = _view("outbox", *_WIRE), _view("inbox", *_WIRE)
post = _view("post", "id", "at", "body")
notice = _view("notice", "id", "kind", "record_id", "own_record", "interest_id", "at", "seen")
notice_sighting = _view("notice_sighting", "notice_id", "record_id", "sighting_id")
interest = _view("interest", "id", "member", "actor", "kind", "value", "made")
message = _view(
    "message", "id", "kind", "about", "other", "asked", "member", "actor", "purpose", "at", "due", "words", "field", "value",
    "verdict", "outcome", "answer", "answered_at", "answered_by",
)  # fmt: skip
message_waiting = _view("message_waiting", "kind", "due")
told_record = _view("told_record", "id", "number", "owner", "compared", "keep_until", "reference", "body", "purpose")
tellable = _view("tellable", "id", "left", "right", "verdict", "member", "set_id", "at", "keep_until", "purpose")
