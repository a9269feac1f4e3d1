"""Search: records found by name in any script and spelling, by a number or a reference, and narrowed by facets.

Invariant: what is found, its order, its number and its facets come from what the reader may see; where more hold what is
asked than are looked at, the page says of how many it tells.
"""

from __future__ import annotations

from coalesce.errors import BadUsage
from coalesce.handling import Purpose
from coalesce.services.facets import FACETS
from coalesce.services.searching import RANKED, Found, Gathered, Search, all_records, search
from coalesce.services.telling_records import found_document
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.flow_shown import audience_now
from coalesce.web.language import say
from coalesce.web.registrar import Registrar
from coalesce.web.search_shown import WINDOW, facets_shown, laid, narrowing_of, recent, that_hold

routes = Registrar()
ASKS = ("q", *FACETS, *WINDOW, "after", "limit")
SEPARATOR = "~"
"""Between the two parts of ``after``: where the page ended, and the id of its last record."""


@routes.page("/records", purpose=Purpose.INVESTIGATION, asks=ASKS)
def records(asked: Asked, view: ReadView) -> Answer:
    """Search in any script; without a word, every record that may be seen."""
    found = found_for(asked, view)
    lists = {one.id: one for one in view.lists()}
    facts = {
        "found": found,
        "ranked": RANKED,
        "text": asked.one("q"),
        "facets": facets_shown(found, lists),
        "holds": that_hold(asked, lists),
        "recent": recent(asked.node.store.clock.today()),
        "laid": {record: laid(why) for record, why in found.why.items()},
        "next": next_of(found),
    }
    return Page("records.html", say("Records"), facts, [record.handling.tlp for record in found.records])


@routes.data("/api/records", purpose=Purpose.INVESTIGATION, asks=ASKS)
def api_records(asked: Asked, view: ReadView) -> Answer:
    """Search records; ``next`` goes into ``after`` for the following page."""
    found = found_for(asked, view)
    return Data({**found_document(found), "next": next_of(found)})


def found_for(asked: Asked, view: ReadView) -> Found:
    """What the words of the request find. Raises BadUsage, BadDate."""
    settings = asked.node.store.settings
    limit = max(1, asked.whole("limit", settings.page_size, settings.max_page_size))
    words = Search(asked.one("q"), narrowing_of(asked), limit, _after(asked), settings.search_most)

    def everything(list_id: str) -> Gathered:
        key = ("outlines", list_id, *audience_now(asked, view))
        made = asked.desk.drawn.get(key, lambda: all_records(view, settings.browse_most, list_id))
        view.note_outlined(one.record for one in made.found)
        return made

    return search(view, words, everything)


def _after(asked: Asked) -> tuple[str, str] | None:
    text = asked.one("after")
    if not text:
        return None
    ended, separator, identity = text.rpartition(SEPARATOR)
    if not separator:
        raise BadUsage("'after' is what the page before gave as 'next'")
    return ended, identity


def next_of(found: Found) -> str | None:
    """What the following page is asked with."""
    return SEPARATOR.join(found.next) if found.next else None
