"""A list's handling, changed from the desk: whom the change reaches is shown before it is made.

Invariant: only who may write the list comes here; unknown and forbidden are alike.
"""

from __future__ import annotations

from typing import Any

from coalesce.handling import TLP, Handling, HandlingCode, Onward, Purpose, Role
from coalesce.handling.marking import Grant
from coalesce.services.rehandling import Reach, reach, rehandle
from coalesce.store.writable import writable_list
from coalesce.web.answers import Answer, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.handling_form import boxes, handling_of
from coalesce.web.handling_words import changes, in_words
from coalesce.web.language import say
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
OFFICERS = frozenset({Role.RELEASING_OFFICER})


@routes.page("/lists/{id}/handling", purpose=Purpose.PLANNING, roles=OFFICERS, door=Door.ACTOR)
def handling(asked: Asked) -> Answer:
    """The form, as the handling is now."""
    to = writable_list(asked.node.store.write(asked.actor, Purpose.PLANNING), asked.part("id"))
    return _page(asked, reach(asked.node, asked.actor, to.id, to.handling)[1], looked=False)


@routes.act("/lists/{id}/handling", purpose=Purpose.PLANNING, roles=OFFICERS)
def change(asked: Asked) -> Answer:
    """Look at whom a change reaches, or make it (``do``: look, change)."""
    to = writable_list(asked.node.store.write(asked.actor, Purpose.PLANNING), asked.part("id"))
    said = handling_of(asked.words.form, [one.code for one in asked.node.store.members()])
    after = Handling(
        keep_until=said.keep_until or to.handling.keep_until,
        tlp=said.tlp,
        releases=frozenset(Grant(purpose, member) for member, purpose in said.releases),
        figures_to=frozenset(said.figures_to),
        code=said.code,
        onward=said.onward,
    )
    if asked.words.form.get("do") == "change":
        rehandle(asked.node, asked.actor, to.id, after, asked.node.store.settings.desk_handling_most)
        return Redirect(f"/lists/{to.id}?done=handled")
    return _page(asked, reach(asked.node, asked.actor, to.id, after)[1], looked=True)


def _page(asked: Asked, reached: Reach, *, looked: bool) -> Page:
    to = writable_list(asked.node.store.write(asked.actor, Purpose.PLANNING), asked.part("id"))
    moved = changes(reached.before, reached.after)
    facts: dict[str, Any] = {
        "of": to,
        "reach": reached,
        "looked": looked,
        "same": reached.before == reached.after,
        "moved": moved,
        "words": in_words(reached.after, to.owner, to.owner),
        "ticked": boxes(reached.after),
        "members": [one for one in asked.node.store.members() if one.code != to.owner],
        "granted_for": tuple(Purpose),
        "tlps": tuple(TLP),
        "codes": tuple(HandlingCode),
        "onwards": tuple(Onward),
    }
    return Page("handling.html", say("Handling of %(list)s", list=to.name), facts, [reached.after.tlp, to.handling.tlp])
