"""Which of our fields a list's column heading means.

Invariant: a heading is recognised only where it can mean one field; weak guesses go into a proposal that a
person confirms, never into an import.
"""

from __future__ import annotations

import re

PERSON_FIELDS = (
    *("reference", "name", "alias", "birth_date", "sex", "nationality", "document", "document_country"),
    *("birth_place", "residence", "remarks", "tlp", "release", "figures_to", "keep_until"),
)
"""The columns of a CSV of persons. ``alias`` adds further names; the last four are the row's own handling."""

SIGHTING_FIELDS = ("reference", "kind", "place", "country", "date", "from_country", "grade")
"""The columns of a CSV of sightings."""

_CERTAIN = {
    "reference": "ref id record_id list_id reference_number ref_no",
    "name": "full_name fullname name_full",
    "alias": "aliases aka a_k_a also_known_as other_names",
    "birth_date": "dob date_of_birth birthdate birthday date_birth born",
    "sex": "gender",
    "nationality": "nationalities citizenship",
    "document": "documents passport passport_number passport_no document_number id_number",
    "document_country": "issuing_country country_of_issue passport_country",
    "birth_place": "pob place_of_birth birthplace",
    "residence": "address addresses home_address residential_address place_of_residence",
    "remarks": "remark notes note comments comment",
    "release": "releases",
    "keep_until": "retention expires",
}
_LIKELY = {
    "name": "nom nombre naam person subject who individual last_name surname family_name nom_complet volledige_naam",
    "birth_date": "date_de_naissance geboortedatum geburtsdatum naissance geboren birth year_of_birth yob",
    "sex": "sexe geslacht geschlecht",
    "nationality": "nationalité nationalite nationaliteit staatsangehörigkeit country",
    "document": "passeport paspoort reisepass identity_document",
    "birth_place": "lieu_de_naissance geboorteplaats geburtsort",
    "residence": "adresse adres anschrift domicile wohnort woonplaats postcode postal_code city",
    "remarks": "observations opmerkingen bemerkungen",
    "reference": "number no nr key dossier identifier",
}
_GIVEN_FIRST = (("first_name", "last_name"), ("given_name", "family_name"), ("forename", "surname"), ("prenom", "nom"))


def _by_heading(table: dict[str, str]) -> dict[str, str]:
    return {heading: field for field, headings in table.items() for heading in headings.split()}


_CERTAIN_BY_HEADING = _by_heading(_CERTAIN)
_LIKELY_BY_HEADING = _by_heading(_LIKELY)


def plain_heading(heading: str) -> str:
    """The heading in lower case with single underscores: "Date of Birth" gives ``date_of_birth``."""
    return re.sub(r"[\W_]+", "_", heading.casefold()).strip("_")


def certain_columns(header: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Field to heading for the headings that can mean one field only; a field claimed by two is left out."""
    return _columns(header, _CERTAIN_BY_HEADING)


def likely_columns(header: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """As ``certain_columns``, with the weak guesses beside them: for a proposal only."""
    found = _columns(header, {**_LIKELY_BY_HEADING, **_CERTAIN_BY_HEADING})
    by_plain = {plain_heading(heading): heading for heading in header}
    for given, family in _GIVEN_FIRST:
        if given in by_plain and family in by_plain and "name" not in by_plain and "full_name" not in by_plain:
            found["name"] = (by_plain[given], by_plain[family])
    return found


def _columns(header: tuple[str, ...], known: dict[str, str]) -> dict[str, tuple[str, ...]]:
    claims: dict[str, list[str]] = {}
    exact: dict[str, str] = {}
    for heading in header:
        plain = plain_heading(heading)
        if plain in PERSON_FIELDS:
            exact.setdefault(plain, heading)
        elif plain in known:
            claims.setdefault(known[plain], []).append(heading)
    found: dict[str, tuple[str, ...]] = {field: (heading,) for field, heading in exact.items()}
    for field, headings in claims.items():
        if len(headings) == 1 and field not in found:
            found[field] = (headings[0],)
    return found
