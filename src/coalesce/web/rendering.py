"""From a Page to HTML: one Jinja environment, escaping on, and the frame that every page stands in.

Invariant: whatever comes from a list is escaped; a drawing is the only markup that a page passes through, and
``coalesce.drawing`` has escaped it. The handling banner shows the strictest label of what is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from coalesce.drawing import country_name, period_words
from coalesce.handling import READING_ROLES, TLP, Actor, Role
from coalesce.linking.side_by_side import one_in, rareness
from coalesce.settings import Settings
from coalesce.web import language as spoken_language
from coalesce.web.answers import Page, strictest
from coalesce.web.asked import Asked
from coalesce.web.evidence_words import evidence
from coalesce.web.fields import READING_PURPOSES
from coalesce.web.language import day, decimal, marked, month, plain, say, say_counted, whole
from coalesce.web.retold import retold
from coalesce.web.static_files import StaticFiles


@dataclass(frozen=True, slots=True)
class Room:
    """A part of the desk in the navigation, who may enter it, the letter that leads there after ``g``, and what else lies in it."""

    path: str
    name: str
    roles: frozenset[Role]
    key: str = ""
    also: str = ""


ROOMS = (
    Room("/", marked("Home"), frozenset(Role), "h"),
    Room("/notices", marked("Notices"), READING_ROLES, "n"),
    Room("/flows", marked("Flows"), READING_ROLES, "f"),
    Room("/estimate", marked("Estimate"), READING_ROLES, "e"),
    Room("/review", marked("Review"), READING_ROLES, "r"),
    Room("/people", marked("People"), READING_ROLES, "p"),
    Room("/records", marked("Records"), READING_ROLES, "s"),
    Room("/lists", marked("Lists"), READING_ROLES, "l"),
    Room("/bulletin", marked("Bulletin"), READING_ROLES, "b"),
    Room("/commitments", marked("Commitments"), READING_ROLES, "c"),
    Room("/requests", marked("Requests"), READING_ROLES, "q"),
    Room("/redress", marked("Redress"), READING_ROLES, "d"),
    Room("/audit", marked("Audit"), frozenset({Role.AUDITOR}), "a"),
    Room("/members", marked("Members"), frozenset({Role.OPERATOR}), "m"),
    Room("/peers", marked("Peers"), frozenset({Role.OPERATOR, Role.RELEASING_OFFICER}), "w", "/withdrawals"),
    Room("/settings", marked("Settings"), frozenset({Role.OPERATOR}), "t"),
)

TITLES = {
    400: marked("That cannot be asked"),
    401: marked("Sign in"),
    403: marked("Not with your role"),
    404: marked("Nothing here for you"),
    409: marked("The rules say no"),
    429: marked("Too many attempts"),
    501: marked("Not on this node"),
    503: marked("Just a moment"),
}


class Renderer:
    """Turns pages into HTML for one node."""

    def __init__(self, settings: Settings, static: StaticFiles) -> None:
        self._settings, self._static = settings, static
        self._templates = Environment(
            loader=PackageLoader("coalesce.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        spoken_language.teach(self._templates)
        self._templates.filters |= FILTERS

    def page(self, page: Page, asked: Asked | None) -> str:
        """A page in its frame."""
        return self._render(page, asked, strictest(page.labels))

    def written(self, template: str, facts: Mapping[str, Any]) -> str:
        """A template that is no page of the desk: it has no frame, and brings its own handling banner."""
        return self._templates.get_template(template).render({"spoken_now": spoken_language.now(), **facts})

    def read_templates(self) -> None:
        """Read every template now, and not at the first page that needs it."""
        for name in self._templates.list_templates():
            self._templates.get_template(name)

    def refusal(self, status: int, words: str, asked: Asked | None) -> str:
        """A refusal as a page; without a session it is the page to sign in on."""
        title = say(TITLES.get(status, marked("Something went wrong")))
        template = "sign_in.html" if status == 401 or (status == 429 and asked is None) else "refusal.html"
        return self._render(Page(template, title, {"words": words, "status": status}), asked, TLP.AMBER)

    def _render(self, page: Page, asked: Asked | None, label: TLP) -> str:
        frame: Mapping[str, Any] = {
            "asked": asked,
            "badges": {},
            "title": page.title,
            "label": label,
            "purposes": READING_PURPOSES,
            "rooms": rooms_of(asked.actor) if asked else (),
            "sample": self._settings.sample,
            "member": self._settings.member,
            "provider": self._settings.openid_name if self._settings.openid_issuer else "",
            "static": self._static.address,
            "spoken_now": spoken_language.now(),
            "languages": tuple(spoken_language.languages().values()),
        }
        return self._templates.get_template(page.template).render({**frame, **page.facts})


def rooms_of(actor: Actor) -> tuple[Room, ...]:
    """The parts of the desk that an actor's roles open."""
    return tuple(room for room in ROOMS if room.roles & actor.roles)


def people(count: int) -> str:
    """``1 person``, ``1,240 people``."""
    return counted(count, "person", "people")


def counted(count: int, one: str, more: str = "") -> str:
    """``1 record``, ``1,240 records``; the catalogue holds ``%(count)s record`` for the word."""
    return say_counted(f"%(count)s {one}", f"%(count)s {more or one + 's'}", count)


def span(low: int, high: int) -> str:
    """``925 – 1,070``; one number where both are the same."""
    return whole(low) if low == high else f"{whole(low)} – {whole(high)}"


def change(number: int) -> str:
    """``+120``, ``−5``, ``0``."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + whole(abs(number))


def moment(when: datetime) -> str:
    """``4 Mar 2014, 09:05 UTC``."""
    return f"{day(when)}, {when:%H:%M} UTC"


def spoken(word: str) -> str:
    """A word of ours as written in a sentence: ``birth_date`` gives ``birth date``. Those of VOCABULARY are translated."""
    return say(word.replace("_", " "))


def tlp(label: TLP) -> str:
    """``TLP:AMBER``."""
    return f"TLP:{label.upper()}"


def language(script: str, told: str | None = None) -> str:
    """A BCP 47 tag for a name: the language that the list tells, else the script alone."""
    return told or (f"und-{script}" if script not in ("", "Zyyy") else "und")


def share(probability: float) -> str:
    """A probability with two decimals; never 1.00 or 0.00, since no proposal is sure."""
    return (
        decimal(min(max(probability, 0.001), 0.999), 3) if not 0.01 <= probability <= 0.99 else decimal(probability, 2)
    )


def signed(bits: float) -> str:
    """Evidence in bits with its sign: ``+4.2``, ``−1.5``; 0 where it rounds to nothing."""
    if abs(bits) < 0.05:
        return "0"
    return ("+" if bits > 0 else "−") + decimal(abs(bits), 1)


def percent(part: float, places: int = 0) -> str:
    """``43 %`` of 0.43."""
    return f"{decimal(100 * part, places)}\u00a0%"


def country(code: str) -> str:
    """The short name of a country in the reader's language; the code itself where nobody knows it."""
    return spoken_language.country(code, country_name(code))


def direction(text: str) -> str:
    """``rtl`` or ``ltr``, by the first strong letter (UAX 9, P2): "auto" does not look into isolated words."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return "rtl" if next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L" else "ltr"


def setting(value: object) -> str:
    """A setting's value as its file writes it."""
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


FILTERS = {
    "setting": setting,
    "direction": direction,
    "people": people,
    "counted": counted,
    "span": span,
    "change": change,
    "retold": retold,
    "day": day,
    "moment": moment,
    "month": month,
    "period": period_words,
    "number": whole,
    "decimal": decimal,
    "plain": plain,
    "percent": percent,
    "said": say,
    "spoken": spoken,
    "tlp": tlp,
    "language": language,
    "share": share,
    "country": country,
    "rareness": lambda bits: say(rareness(bits)),
    "one_in": one_in,
    "evidence": evidence,
    "signed": signed,
}
