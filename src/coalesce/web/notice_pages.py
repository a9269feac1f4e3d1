"""What is new for a reader, by person, with its standing interests; the same as JSON, and as a feed.

Invariant: everything is of the reader's own view for the purpose read for; marking and interests are the whole member's.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from coalesce.errors import BadUsage
from coalesce.handling import READING_ROLES, TLP, Purpose
from coalesce.records import Audience, InterestKind, Notice, NoticeKind
from coalesce.services import mailing, news, standing_interests
from coalesce.services.news import Choice, Told
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, File, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.language import say
from coalesce.web.notice_feed import MEDIA, feed
from coalesce.web.notice_words import DONE, INTERESTS, KINDS
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
PEOPLE_A_PAGE = 25
MOST_PAGES = 1_000
NEVER = "never"
IN_FEED = 100
"""Notices of a feed, the newest."""

FILTERS = ("seen", "news", "member", "since", "page")


@routes.page("/notices", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE, asks=(*FILTERS, "done"))
def notices(asked: Asked, view: ReadView) -> Answer:
    """What is new, by person, and the standing interests."""
    choice = _choice(asked)
    found = news.chosen(view, choice)
    page = max(1, asked.whole("page", 1, MOST_PAGES))
    groups, people = news.by_person(view, found, (page - 1) * PEOPLE_A_PAGE, PEOPLE_A_PAGE)
    facts: dict[str, Any] = {
        "groups": groups,
        "people": people,
        "total": len(found),
        "at_most": len(found) >= news.MOST,
        "until": found[0].at.isoformat() if found else "",
        "unseen": sum(1 for one in found if one.seen is None),
        "page": page,
        "pages": max(1, -(-people // PEOPLE_A_PAGE)),
        "choice": choice,
        "narrowed": bool(choice.kind or choice.member or choice.since or choice.seen),
        "kinds": KINDS,
        "members": sorted({one.owner for one in view.lists()} - {asked.actor.member}),
        "interests": view.interests(),
        "interest_kinds": INTERESTS,
        "done": DONE.get(asked.one("done"), ""),
        "days": asked.node.store.settings.notice_days,
        "mails": bool(asked.node.store.settings.smtp_host),
        "digest": mailing.asked(asked.node, asked.actor),
    }
    return Page("notices.html", say("Notices"), facts, _labels(groups))


@routes.act("/notices/seen", purpose=Purpose.INVESTIGATION, roles=READING_ROLES)
def mark(asked: Asked) -> Answer:
    """Mark notices as seen: those of ``ids``, or with ``until`` all that were made up to that moment."""
    news.mark(asked.node, asked.actor, asked.purpose, _marked(asked))
    return Redirect(asked.link("/notices", done="seen"))


@routes.act("/notices/mail", purpose=Purpose.INVESTIGATION, roles=READING_ROLES)
def mail(asked: Asked) -> Answer:
    """Have a digest sent by mail to an ``address``, ``every`` day or week; with ``every`` never, none any more."""
    if asked.said("every") == NEVER:
        mailing.leave(asked.node, asked.actor)
        return Redirect(asked.link("/notices", done="no-mail"))
    mailing.ask(asked.node, asked.actor, asked.said("address"), asked.said("every"))
    return Redirect(asked.link("/notices", done="mail"))


@routes.act("/interests", purpose=Purpose.INVESTIGATION, roles=READING_ROLES)
def keep(asked: Asked) -> Answer:
    """Keep a standing interest."""
    _keep(asked)
    return Redirect(asked.link("/notices", done="kept"))


@routes.act("/interests/{id}/remove", purpose=Purpose.INVESTIGATION, roles=READING_ROLES)
def remove(asked: Asked) -> Answer:
    """Let a standing interest go."""
    standing_interests.remove(asked.node, asked.actor, asked.part("id"))
    return Redirect(asked.link("/notices", done="gone"))


@routes.data("/api/notices", purpose=Purpose.INVESTIGATION, asks=("seen", "news", "member", "since", "limit"))
def api_notices(asked: Asked, view: ReadView) -> Answer:
    """What is new, the newest first."""
    settings = asked.node.store.settings
    limit = max(1, asked.whole("limit", settings.page_size, settings.max_page_size))
    found = news.chosen(view, _choice(asked))
    return Data([news.row(one) for one in news.shown_of(view, found[:limit])])


@routes.data("/api/notices.atom", purpose=Purpose.INVESTIGATION)
def api_feed(asked: Asked, view: ReadView) -> Answer:
    """What is new as an Atom feed: ids, kinds and times, no name."""
    audience = Audience(asked.actor.member, asked.purpose)
    store = asked.node.store
    found: list[Notice] = view.notices(IN_FEED)
    return File(feed(store.key, audience, asked.words.site, found, store.clock.now()), MEDIA)


@routes.act("/api/notices/seen", purpose=Purpose.INVESTIGATION, roles=READING_ROLES, data=True)
def api_mark(asked: Asked) -> Answer:
    """Mark notices as seen: ``ids`` with commas between, or ``until`` a moment. Gives how many were ``marked``."""
    return Data({"marked": news.mark(asked.node, asked.actor, asked.purpose, _marked(asked))})


@routes.data("/api/interests", purpose=Purpose.INVESTIGATION)
def api_interests(asked: Asked, view: ReadView) -> Answer:  # noqa: ARG001  every endpoint is called alike
    """The standing interests of one's member."""
    return Data([standing_interests.row(one) for one in view.interests()])


@routes.act("/api/interests", purpose=Purpose.INVESTIGATION, roles=READING_ROLES, data=True)
def api_keep(asked: Asked) -> Answer:
    """Keep a standing interest: ``kind`` (``place``, ``leg``, ``list``) and ``value``."""
    return Data(_keep(asked), 201)


@routes.act("/api/interests/{id}/remove", purpose=Purpose.INVESTIGATION, roles=READING_ROLES, data=True)
def api_remove(asked: Asked) -> Answer:
    """Let a standing interest go."""
    standing_interests.remove(asked.node, asked.actor, asked.part("id"))
    return Data({"interest": asked.part("id")})


def _choice(asked: Asked) -> Choice:
    seen = asked.one("seen")
    if seen and seen != "yes":
        raise BadUsage("'seen' takes yes")
    try:
        kind = NoticeKind(asked.one("news")) if asked.one("news") else None
    except ValueError:
        raise BadUsage(f"'news' is one of {', '.join(NoticeKind)}") from None
    return Choice(bool(seen), kind, asked.one("member").upper(), _day(asked.one("since")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadUsage("'since' takes a day like 2014-11-01 here") from None


def _marked(asked: Asked) -> list[str]:
    """The ids of a form, or all that stand and were made up to its moment. Raises BadUsage."""
    if "ids" in asked.words.form:
        return list(asked.chosen("ids"))
    until = _moment(asked.said("until"))
    with asked.node.store.read(asked.actor, asked.purpose) as view:
        return [one.id for one in news.chosen(view, Choice()) if one.at <= until]


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadUsage("'until' is a moment with its zone, like 2014-11-01T12:00:00+00:00")
    return found


def _keep(asked: Asked) -> dict[str, str]:
    try:
        kind = InterestKind(asked.said("kind"))
    except ValueError:
        raise BadUsage(f"an interest is one of {', '.join(InterestKind)}") from None
    return standing_interests.row(
        standing_interests.add(asked.node, asked.actor, asked.purpose, kind, asked.said("value"))
    )


def _labels(groups: list[Told]) -> list[TLP]:
    shown = [one for group in groups for one in group.notices]
    records = [record for one in shown for record in (one.record, one.own) if record]
    return [record.handling.tlp for record in records]
