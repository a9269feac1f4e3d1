"""Lists: whose, how handled, what of them one sees, and the same as another member would see it.

Invariant: seen as a member, there is only what the reader may see and that member too; editions are their owner's.
"""

from __future__ import annotations

from coalesce.errors import NotFound
from coalesce.handling import Purpose
from coalesce.services.sharing import ListShown
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.documents import list_document, releases
from coalesce.web.language import say
from coalesce.web.registrar import Registrar

routes = Registrar()


@routes.page("/lists", purpose=Purpose.INVESTIGATION)
def lists(asked: Asked, view: ReadView) -> Answer:
    """The lists that may be seen, and how many of their records."""
    shown = _shown(view)
    others = [member for member in asked.node.store.members() if member.code != asked.actor.member]
    facts = {"lists": shown, "members": others, "total": sum(one.records for one in shown)}
    return Page("lists.html", say("Lists"), facts, [one.of.handling.tlp for one in shown])


@routes.page("/lists/{id}", purpose=Purpose.INVESTIGATION, asks=("done",))
def one_list(asked: Asked, view: ReadView) -> Answer:
    """One list: handling, and for its owner its editions and releases."""
    found = _one(asked, view)
    facts = {
        "one": found,
        "owned": found.of.owner == asked.actor.member,
        "releases": releases(found.of.handling),
        "done": asked.one("done"),
    }
    return Page("list.html", found.of.name, facts, [found.of.handling.tlp])


@routes.data("/api/lists", purpose=Purpose.INVESTIGATION)
def api_lists(asked: Asked, view: ReadView) -> Answer:  # noqa: ARG001  every endpoint is called alike
    """The lists that may be seen."""
    return Data([list_document(one) for one in _shown(view)])


@routes.data("/api/lists/{id}", purpose=Purpose.INVESTIGATION)
def api_list(asked: Asked, view: ReadView) -> Answer:
    """One list."""
    return Data(list_document(_one(asked, view)))


def _shown(view: ReadView) -> list[ListShown]:
    counts = view.list_counts()
    return [ListShown(one, counts.get(one.id, 0), tuple(view.editions(one.id))) for one in view.lists()]


def _one(asked: Asked, view: ReadView) -> ListShown:
    for one in _shown(view):
        if one.of.id == asked.part("id"):
            return one
    raise NotFound("list")
