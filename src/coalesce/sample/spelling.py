"""How a list writes the name of an invented person.

Promises names of the list's own script first, none of which equals a listed name (``listed``). Invariant:
what is written is made from the person's true parts: left out, reordered, spelt otherwise or with one
slip, never of parts of another person.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from coalesce.records import Name, NameKind, PartRole, Sex
from coalesce.sample.habits import Writing
from coalesce.sample.listed import is_listed
from coalesce.sample.people import CULTURES, Part, Someone
from coalesce.sample.slips import letter_slip
from coalesce.sample.tokens import SCRIPT_OF, with_article

ATTEMPTS = 12
INITIAL = 0.012
FATHER_FOR_FAMILY = 0.06
"""How often an Arabic chain stands without its family name."""

SON_OF = {
    "en": ("bin", "ben"),
    "fr": ("Ben", "ben"),
    "de": ("ben", "bin"),
    "tr": ("bin",),
    "ar": ("بن",),
    "cy": ("бен", "ибн"),
}
DAUGHTER_OF = {"en": "bint", "fr": "Bent", "de": "bint", "tr": "binti", "ar": "بنت", "cy": "бинт"}
FATHER_OF = {"en": "Abu", "fr": "Abou", "de": "Abu", "tr": "Ebu", "ar": "أبو", "cy": "Абу"}
MOTHER_OF = {"en": "Umm", "fr": "Oum", "de": "Umm", "tr": "Ümmü", "ar": "أم", "cy": "Умм"}
_WAY_OF_SCRIPT = {"Arab": "ar", "Cyrl": "cy"}


def names_of(rng: random.Random, someone: Someone, writing: Writing) -> tuple[Name, ...]:
    """The names of one record, the list's main one first; empty where every spelling tried is a listed name."""
    main = _unlisted(rng, someone, writing, writing.way)
    if main is None:
        return ()
    found = [_name(main, writing.way, NameKind.PRIMARY)]
    for text, way, kind in _others(rng, someone, writing):
        if text is not None and all(text.casefold() != name.full.casefold() for name in found):
            found.append(_name(text, way, kind))
    return tuple(found)


def _name(text: str, way: str, kind: NameKind) -> Name:
    return Name(text, SCRIPT_OF[way], kind)


def _others(rng: random.Random, someone: Someone, writing: Writing) -> Iterator[tuple[str | None, str, NameKind]]:
    if rng.random() < writing.second_spelling:
        yield _unlisted(rng, someone, writing, writing.way), writing.way, NameKind.ALIAS
    own = _WAY_OF_SCRIPT.get(someone.script, "fr" if writing.way in ("ar", "cy") else writing.way)
    if rng.random() < writing.own_script and own != writing.way:
        yield _unlisted(rng, someone, writing, own), own, NameKind.ORIGINAL_SCRIPT
    if someone.byname is not None and rng.random() < writing.byname:
        byname = f"{(MOTHER_OF if someone.sex is Sex.FEMALE else FATHER_OF)[writing.way]} {someone.byname.spelt(rng, writing.way)}"
        yield None if is_listed(byname) else byname, writing.way, NameKind.ALIAS


def _unlisted(rng: random.Random, someone: Someone, writing: Writing, way: str) -> str | None:
    for _ in range(ATTEMPTS):
        text = _written(rng, someone, writing, way)
        if not is_listed(text):
            return text
    return None


def _written(rng: random.Random, someone: Someone, writing: Writing, way: str) -> str:
    as_passport = SCRIPT_OF[way] == "Latn" and rng.random() < writing.as_passport
    given: list[str] = []
    family: list[str] = []
    for part, passport in _kept(rng, someone, writing):
        text = passport if as_passport else with_article(rng, part.token, way)
        if part.role is PartRole.FATHER and _says_son_of(rng, someone, writing):
            given.append(DAUGHTER_OF[way] if someone.sex is Sex.FEMALE else rng.choice(SON_OF[way]))
        (family if part.role is PartRole.FAMILY else given).append(text)
    if rng.random() < INITIAL and family and SCRIPT_OF[way] == "Latn":
        given[0] = f"{given[0][0]}."
    text = _laid_out(given, family, writing, "en" if as_passport else way)
    return letter_slip(rng, text, SCRIPT_OF[way]) if rng.random() < writing.slip else text


def _says_son_of(rng: random.Random, someone: Someone, writing: Writing) -> bool:
    return CULTURES[someone.culture].shape == "arabic" and rng.random() < writing.son_of


def _kept(rng: random.Random, someone: Someone, writing: Writing) -> list[tuple[Part, str]]:
    """The parts that this list writes, at least two."""
    father = rng.random() < writing.father
    grandfather = father and rng.random() < writing.grandfather
    patronymic = rng.random() < writing.patronymic
    no_family = CULTURES[someone.culture].shape == "arabic" and rng.random() < FATHER_FOR_FAMILY
    wanted = {
        PartRole.GIVEN: True,
        PartRole.FATHER: father or no_family,
        PartRole.GRANDFATHER: grandfather or (no_family and father),
        PartRole.PATRONYMIC: patronymic,
        PartRole.FAMILY: not no_family,
    }
    pairs = list(zip(someone.name, someone.passport, strict=True))
    second_given = len([part for part, _ in pairs if part.role is PartRole.GIVEN]) > 1 and rng.random() < 0.5
    return [
        pair
        for n, pair in enumerate(pairs)
        if wanted[pair[0].role] and (n == 0 or pair[0].role is not PartRole.GIVEN or not second_given)
    ]


def _laid_out(given: list[str], family: list[str], writing: Writing, way: str) -> str:
    if writing.capitals and SCRIPT_OF[way] == "Latn":
        family = [_upper(text, way) for text in family]
        given = [_upper(text, way) for text in given] if writing.capitals == "all" else given
    if writing.order == "family" and family and SCRIPT_OF[way] == SCRIPT_OF[writing.way]:
        return writing.separator.join((" ".join(family), " ".join(given)))
    return " ".join((*given, *family))


def _upper(text: str, way: str) -> str:
    return (text.replace("i", "İ") if way == "tr" else text).upper()
