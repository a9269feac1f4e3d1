"""The language of a page: its texts, plural forms, numbers and dates; one catalogue file a language.

Invariant: a text that has no translation is told in English; the JSON API, saved tables, errors and logs are English
always. A message is written in English where it is used, whole, with named places: ``say("%(name)s is kept", name=...)``;
``scripts/extract_texts.py`` finds it there.

Sources: GNU gettext (catalogues, plural forms), RFC 9110 12.5.4 (Accept-Language), Unicode CLDR through Babel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from jinja2 import Environment

from coalesce import drawing

ENGLISH = "en"
COOKIE = "coalesce-language"
SLOT = re.compile(r"%\((\w+)\)s")
_QUALITY = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language of the desk: its tag, its locale, its catalogue."""

    tag: str
    locale: Locale
    texts: NullTranslations

    @property
    def name(self) -> str:
        """Its own name: ``français``."""
        return self.locale.get_display_name(self.locale) or self.tag

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``, as ``<html dir>`` takes it."""
        return self.locale.text_direction


@cache
def languages() -> Mapping[str, Language]:
    """Every language of the desk by its tag, English first; each further one is a file in ``translations``."""
    found = {ENGLISH: Language(ENGLISH, Locale.parse(ENGLISH), NullTranslations())}
    folder = resources.files("coalesce.web").joinpath("translations")
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".po"):
            tag = entry.name.removesuffix(".po")
            found[tag] = Language(tag, Locale.parse(tag, sep="-"), _catalogue(entry.read_bytes(), tag))
    return found


_now: ContextVar[str] = ContextVar("language", default=ENGLISH)


def now() -> Language:
    """The language of the request that is being answered; English outside of one."""
    return languages()[_now.get()]


def speak(tag: str) -> None:
    """Answer in this language from here on, in this request's own context alone; English for an unknown tag."""
    _now.set(tag if tag in languages() else ENGLISH)
    drawing.speak_as(_tongue(_now.get()))


@cache
def _tongue(tag: str) -> drawing.Tongue:
    """The language as pictures speak it."""
    if tag == ENGLISH:
        return drawing.ENGLISH
    language = languages()[tag]
    return drawing.Tongue(
        tag,
        language.texts.gettext,
        language.texts.ngettext,
        lambda number: str(format_decimal(number, "#,##0", locale=language.locale)),
        lambda code, english: str(language.locale.territories.get(code, english)),
        lambda month: str(language.locale.months["stand-alone"]["abbreviated"][month]),
    )


def chosen(cookie: str, accepts: str) -> str:
    """The tag of the language to answer in: the reader's choice, else the browser's wish, else English."""
    if cookie in languages():
        return cookie
    wishes = []
    for place, part in enumerate(accepts[:400].split(",")):
        if (read := _QUALITY.fullmatch(part)) and (quality := float(read[2] or 1)) > 0:
            wishes.append((-quality, place, read[1].casefold()))
    for _, _, wish in sorted(wishes):
        for tag in languages():
            if wish == tag.casefold() or wish.startswith(f"{tag.casefold()}-"):
                return tag
    return ENGLISH


def marked(text: str) -> str:
    """The same text: it is in the catalogue, and is translated where it is shown."""
    return text


def marked_counted(one: str, more: str) -> tuple[str, str]:
    """The same for a text with its plural, to be given to ``say_counted``."""
    return one, more


def say(text: str, /, **slots: object) -> str:
    """A text in the reader's language; its places ``%(name)s`` are filled."""
    return _filled(now().texts.gettext(text) if text else "", slots)


def say_counted(one: str, more: str, number: int, /, **slots: object) -> str:
    """The same in the plural form of a number; ``%(count)s`` is that number as the language writes it."""
    return _filled(now().texts.ngettext(one, more, number), {"count": whole(number), **slots})


def whole(number: int) -> str:
    """``1,240``; ``1 240`` with a thin space in French."""
    return decimal(number, 0)


def decimal(number: float | Decimal, places: int = 1) -> str:
    """A number with so many decimals, as the language writes it."""
    if now().tag == ENGLISH:
        return f"{number:,.{places}f}"
    pattern = "#,##0" + ("." + "0" * places if places else "")
    if isinstance(number, Decimal):
        return str(format_decimal(round(number, places), pattern, locale=now().locale))
    return str(format_decimal(round(number, places), pattern, locale=now().locale))


def plain(number: float | Decimal) -> str:
    """A number with the decimals it has, at most three: ``0.25``, ``2``."""
    text = f"{number:.3f}".rstrip("0").rstrip(".")
    return decimal(number, len(text.partition(".")[2]))


def day(when: date) -> str:
    """``4 Mar 2014``."""
    language = now()
    return format_date(when, "d MMM y" if language.tag == ENGLISH else "medium", locale=language.locale)


def month(when: date) -> str:
    """``Mar 2014``."""
    return format_date(when, "MMM y", locale=now().locale)


def country(code: str, english: str) -> str:
    """The name of a country in the reader's language; ``english`` where CLDR has none, and in English."""
    language = now()
    return english if language.tag == ENGLISH else str(language.locale.territories.get(code, english))


def teach(templates: Environment) -> None:
    """Let the templates say ``_("...")`` and ``{% trans %}``, with escaping of what fills their places."""
    templates.add_extension("jinja2.ext.i18n")
    templates.policies["ext.i18n.trimmed"] = True
    templates.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it when it is loaded
        _text,
        _counted,
        newstyle=True,
    )


def _text(text: str) -> str:
    return now().texts.gettext(text)


def _counted(one: str, more: str, number: int) -> str:
    return now().texts.ngettext(one, more, number)


def _filled(text: str, slots: Mapping[str, object]) -> str:
    """Only our named places are filled: a text from elsewhere may hold any other per cent sign."""
    return SLOT.sub(lambda slot: str(slots.get(slot[1], slot[0])), text)


def _catalogue(text: bytes, tag: str) -> GNUTranslations:
    """A catalogue as the standard library reads it; what is empty or unsure in it stays English."""
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(text), locale=tag.replace("-", "_")))
    compiled.seek(0)
    return GNUTranslations(compiled)
