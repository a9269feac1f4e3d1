"""The remarks of an OFAC SDN entry, clause by clause.

Invariant: each clause is either understood wholly by one rule of the grammar below, or stands unchanged in
``rest``; no clause is understood by two rules.

    remarks   = clause *( ";" clause ) "."
    clause    = [ "alt. " ] fact
    fact      = "DOB" date | "POB" place | ( "nationality" | "citizen" ) country | "Gender" sex
              | ( "a.k.a." | "f.k.a." | "n.k.a." ) quoted *( "," quoted ) | paper number [ "(" country ")" ] [ tail ]
    paper     = one of PAPERS;   tail = "issued ..." | "expires ..."

Names in quotes in the remarks are what OFAC calls weak aliases: broad or generic ones that it does not
expect anybody to screen for.

Source: OFAC, "SDN data formats" and FAQ 122 to 124 (weak aliases).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from coalesce.dates import PartialDate
from coalesce.errors import BadField
from coalesce.intake.fields import read_name, read_place, read_sex, tidy
from coalesce.intake.territory import country_code, says_none
from coalesce.intake.unreal_dates import unreal, what_stands
from coalesce.intake.worded_dates import parse_worded
from coalesce.records import Document, Name, NameKind, NamePart, NameQuality, PartRole, Place, Sex

_NATIONAL = """
    National ID No.|National ID Number|Cedula No.|Cedula|D.N.I.|Personal ID Card|Identification Number|C.U.R.P. #|C.U.R.P.
    |Citizen's Card Number|National Foreign ID Number|Tazkira National ID Card|Tazkira|Numero de Identidad|LE Number
    |Electoral Registry No.|I.F.E.|Credencial electoral|Turkish Identificiation Number|Turkish Identification Number
    |Kenyan ID No.|Moroccan Personal ID No.|Bosnian Personal ID No.|UAE Identification|SSN|N.I.E.|C.U.I.P.
    |Stateless Person ID Card|Refugee ID Card|Government Gazette Number|Afghan ID No.|I.D. Card|Identity Card Number|C.I.
"""
_OTHER = """
    R.F.C.|RFC|Tax ID No.|Driver's License No.|NIT #|Birth Certificate Number|Travel Document Number|Residency Number
    |Matricula Mercantil No|Cartilla de Servicio Militar Nacional|Registration ID|RTN|C.U.I.T.|RUC #|Immigration No.
    |VisaNumberID|Pilot License Number|Italian Fiscal Code|Chinese Commercial Code|Registration Number|Serial No.
    |Romanian Permanent Resident|Public Security and Immigration No.|Tarjeta Profesional|Military Registration Number
"""


def _heads(table: str, kind: str) -> dict[str, str]:
    return {tidy(head): kind for head in table.split("|") if tidy(head)}


PAPERS: dict[str, str] = {**_heads(_NATIONAL, "national_id"), **_heads(_OTHER, "other")}
"""The words before a number, to the kind of document; passports are known by their word."""

_PASSPORT = re.compile(r"(?P<head>(?:[A-Z][\w.]* ){0,3}Passport(?: Booklet| Card)?(?: Number)?):?\s+(?P<rest>\S.*)")
_PAPER = re.compile(
    "(?P<head>" + "|".join(re.escape(head) for head in sorted(PAPERS, key=len, reverse=True)) + r"):?\s+(?P<rest>\S.*)"
)
_NUMBER = re.compile(
    r"#?\s*(?P<number>\S(?:.*?\S)?)"
    r"(?:\s+\([^()]*\))*?(?:\s+\((?P<country>[^()]+)\))?"
    r"(?:,?\s+(?P<tail>(?:issued|expire[sd]|Date of|issue)\b.*))?"
)
_ALIAS = re.compile(r"(?P<kind>[afn])\.k\.a\.\s+(?P<names>'.+')")
_ALIAS_KINDS = {"a": NameKind.ALIAS, "f": NameKind.FORMER, "n": NameKind.ALIAS}


@dataclass(slots=True)
class Facts:
    """What the clauses say. ``rest`` are the clauses, or tails of them, that have no field of their own."""

    names: list[Name] = field(default_factory=list)
    birth_dates: list[PartialDate] = field(default_factory=list)
    birth_places: list[Place] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    sexes: list[Sex] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def family_and_given(text: str) -> tuple[NamePart, ...]:
    """The parts of "FAMILY, Given", as OFAC writes names of persons; none where there is no comma."""
    family, _, given = tidy(text).partition(", ")
    return (NamePart(PartRole.FAMILY, family), NamePart(PartRole.GIVEN, given)) if family and given else ()


def read_remarks(text: str) -> Facts:
    """The facts of a remarks field, overflow already joined to it."""
    facts = Facts()
    for clause in text.split(";"):
        plain = tidy(clause)
        if plain and not any(rule(_bare(plain), facts) for rule in _RULES):
            facts.rest.append(plain)
    return facts


def _bare(clause: str) -> str:
    """Without "alt. " and the full stop that ends the remarks ("Jr." and "U.S." keep theirs inside)."""
    return clause.removeprefix("alt. ").rstrip(".").rstrip()


def _birth_date(clause: str, facts: Facts) -> bool:
    if not clause.startswith("DOB "):
        return False
    found = parse_worded(clause[4:])
    if found is None and (kept := what_stands(clause[4:])) is not None:
        facts.rest.append(unreal(clause[4:]))
        found = kept
    if found is not None:
        facts.birth_dates.append(found)
    return found is not None


def _birth_place(clause: str, facts: Facts) -> bool:
    if not clause.startswith("POB "):
        return False
    facts.birth_places.append(read_place(clause[4:]))
    return True


def _nationality(clause: str, facts: Facts) -> bool:
    word, _, country = clause.partition(" ")
    if word not in ("nationality", "citizen") or says_none(country):
        return False
    found = country_code(country)
    if found is not None:
        facts.nationalities.append(found)
    return found is not None


def _sex(clause: str, facts: Facts) -> bool:
    if not clause.startswith("Gender "):
        return False
    try:
        found = read_sex(clause[7:])
    except BadField:
        return False
    if found is not None:
        facts.sexes.append(found)
    return found is not None


def _alias(clause: str, facts: Facts) -> bool:
    match = _ALIAS.fullmatch(clause)
    if match is None:
        return False
    for text in re.split(r"',\s*'", match["names"][1:-1]):
        try:
            kind = _ALIAS_KINDS[match["kind"]]
            facts.names.append(read_name(text, kind, NameQuality.LOW, family_and_given(text)))
        except BadField:  # a nickname of digits alone is no name
            facts.rest.append(f"{match['kind']}.k.a. '{text}'")
    return True


def _paper(clause: str, facts: Facts) -> bool:
    match = _PASSPORT.fullmatch(clause) or _PAPER.fullmatch(clause)
    number = _NUMBER.fullmatch(match["rest"]) if match else None
    if match is None or number is None or not any(map(str.isdigit, number["number"])):
        return False
    country = _issuer(number["country"]) if number["country"] else None
    if number["country"] and country is None:
        return False
    text = number["number"].strip(" ,")
    facts.documents.append(Document(text, PAPERS.get(match["head"], "passport"), country))
    if number["tail"]:
        facts.rest.append(f"{match['head']} {text} {number['tail']}")
    return True


def _issuer(words: str) -> str | None:
    """The country in the brackets; "Cabo Verde. Previously Cape Verde." tells it in its first sentence."""
    return country_code(words) or country_code(words.partition(".")[0])


_RULES: tuple[Callable[[str, Facts], bool], ...] = (_birth_date, _birth_place, _nationality, _sex, _alias, _paper)
