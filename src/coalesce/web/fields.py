"""The words that a request may say, each with what it means: the one list for pages, JSON API and its description.

Invariant: a route names the words that it takes; any other is refused, so that a mistyped filter never
gives a wider answer than was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from coalesce.errors import BadUsage
from coalesce.handling import Purpose

READING_PURPOSES = tuple(purpose for purpose in Purpose if purpose is not Purpose.STATISTICS)
"""What one may read for; ``statistics`` counts and never shows."""

PURPOSE, VIEW_AS = "purpose", "as"

FIELDS: dict[str, str] = {
    PURPOSE: "What one reads for: " + ", ".join(READING_PURPOSES) + ". Without it, investigation.",
    VIEW_AS: "A member's code: only what that member may see too.",
    "leg": "One leg, like TR>SY.",
    "into": "Legs that end in this country (ISO 3166 alpha-2).",
    "out_of": "Legs that begin in this country.",
    "origin": "Only people of this origin; 'unknown' for those without one. May stand several times.",
    "list": "Only this list. For flows and records may stand several times.",
    "since": "From this month or day on, like 2014-01.",
    "until": "Up to this month or day.",
    "place": "Legs that touch this country; given twice, the legs between the two.",
    "other_since": "Compare with another window: from this month or day on.",
    "other_until": "Compare with another window: up to this month or day.",
    "view": "'stages' draws home, transit, Syria, Iraq and the way back beside each other; without it, the map.",
    "count": "'yes': wait until the people have been counted.",
    "by": "What to count by: leg, month, and origin or list, with commas.",
    "estimate": "'yes': of the legs chosen also all people, those too whom no list saw.",
    "least": "Legs with at least so many people; smaller ones are told as a number.",
    "series": "A series of figures that your member receives.",
    "month": "The bulletin's month, like 2014-08; the latest that has its numbers without it.",
    "sex": "Only people of this sex: F, M or X. May stand several times.",
    "one_source": "Lists that count as one source, with commas: FR/border,FR/police. May stand several times.",
    "captured": "What puts a person on a list: 'leg' (the list alone tells of the leg) or 'record' (any record).",
    "q": "A name in any script, a document's number, or a list's own reference.",
    "member": "Only records of this member's lists. May stand several times, as the other filters of a search.",
    "kind": "Only lists of this kind: travellers, designations, customers.",
    "script": "Only records with a name in this script (ISO 15924), like Arab; or pairs of such a record.",
    "nationality": "Only this nationality; 'none' where none is given.",
    "born": "Only those born in these ten years, like 1980.",
    "born_in": "Only those born in this country.",
    "seen_in": "Only those seen in this country, within since and until where they are given.",
    "seen": "'yes': also notices that were marked as seen.",
    "news": "Only notices of this kind: new, changed, sighting, correction, designation, interest.",
    "after": "Where the page before ended, as its answer said.",
    "limit": "So many rows, at most the node's max_page_size.",
    "page": "Which page, from 1.",
    "joined": "'yes' for people of several records, 'no' for those of one.",
    "decided": "'judged' for people whose every join a human made, 'probable' for the others.",
    "from": "Probabilities from this one on (0 to 1).",
    "record": "The record that a request is about.",
    "with": "A second record, said not to be the same person.",
    "plan": "One plan, as NAME or OWNER/NAME.",
    "line": "One line of effort of a plan.",
    "entry": "An entry of a plan that is to be changed.",
    "as_of": "A day: the plan of that day instead of today's.",
    "reading": "With 'as_of': 'known', as it was known here then (without it), or 'happened', as it had happened by then.",
    "activation": "Day 0 of the day-N curve; the newest activation's without it, else today.",
    "days": "How many days after it.",
    "places": "'yes': a curve for each place.",
    "actor": "Audit rows of this actor.",
    "act": "Audit rows of this act, like 'read' or 'judge'.",
    "for": "Audit rows of acts for this purpose.",
    "id": "Audit rows in which this id stands: of a record, a list, a judgement, a request.",
    "refused": "'yes': refusals alone.",
    "before": "Audit rows older than this one, as the page before gave it.",
    "to": "Probabilities up to this one (0 to 1).",
    "person": "Only pairs with a record of this person.",
    "stage": "'second' for pairs that a colleague has judged and a second person must, 'third' for disputes.",
    "kept": "The pair just judged, LEFT+RIGHT, so that it can be taken back.",
    "done": "What was just done, so that the page says it.",
    "changed": "'yes': only settings that differ from their defaults.",
    "answered": "The control just answered, so that its truth is told.",
}


def check_words(names: Iterable[str], known: Iterable[str]) -> None:
    """Raises BadUsage for a word that the route does not take."""
    allowed = set(known)
    for name in names:
        if name not in allowed:
            listed = ", ".join(sorted(allowed))
            raise BadUsage(f"there is no filter '{name[:40]}' here; there are {listed}")


def purpose_of(text: str | None, default: Purpose) -> Purpose:
    """A purpose to read for. Raises BadUsage."""
    if not text:
        return default
    if text not in READING_PURPOSES:
        raise BadUsage(f"one cannot read for that; purposes are {', '.join(READING_PURPOSES)}")
    return Purpose(text)


def described(names: Iterable[str], path_names: Iterable[str]) -> list[dict[str, Any]]:
    """The words of a route as OpenAPI parameters."""
    text = {"type": "string"}
    in_path = [{"name": name, "in": "path", "required": True, "schema": text} for name in path_names]
    in_query = [{"name": name, "in": "query", "description": FIELDS[name], "schema": text} for name in names]
    return [*in_path, *in_query]
