"""Lists: whose, how handled, what of them one sees, and the same as another member would see it; begun by who releases.

Invariant: seen as a member, there is only what the reader may see and that member too; editions are their owner's.
"""

from __future__ import annotations

from coalesce.errors import BadUsage, NotFound
from coalesce.handling import TLP, Purpose, Role
from coalesce.records import ListKind
from coalesce.services import keeping
from coalesce.services.sharing import ListShown
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.documents import list_document
from coalesce.web.handling_form import handling_of
from coalesce.web.handling_words import in_words
from coalesce.web.language import marked, say
from coalesce.web.registrar import Registrar

routes = Registrar()
DONE = {
    "withdrawn": marked("The record was taken back and erased."),
    "discarded": marked("What was sent is erased; nothing was imported."),
    "added": marked("The list is there. Send a file for its first edition."),
    "handled": marked("The handling is changed. Who gained sight sees it now; who lost it does not."),
}


@routes.page("/lists", purpose=Purpose.INVESTIGATION)
def lists(asked: Asked, view: ReadView) -> Answer:
    """The lists that may be seen, and how many of their records."""
    shown = _shown(view)
    members = asked.node.store.members()
    facts = {
        "lists": shown,
        "members": [member for member in members if member.code != asked.actor.member],
        "total": sum(one.records for one in shown),
        "may_write": _may_write(asked),
        "kinds": tuple(ListKind),
        "labels_known": tuple(TLP),
    }
    return Page("lists.html", say("Lists"), facts, [one.of.handling.tlp for one in shown])


@routes.act("/lists", purpose=Purpose.PLANNING, roles=frozenset({Role.RELEASING_OFFICER}))
def begin(asked: Asked) -> Answer:
    """Begin a list of one's own member."""
    form = asked.words.form
    held = handling_of(form, [one.code for one in asked.node.store.members()])
    if form.get("kind") not in tuple(ListKind):
        raise BadUsage(f"a list is of {', '.join(ListKind)}")
    order = keeping.ListOrder(
        name=asked.said("name"),
        kind=ListKind(form["kind"]),
        tlp=held.tlp,
        releases=held.releases,
        figures_to=held.figures_to,
        keep_until=held.keep_until,
        source_group=form.get("source_group", "").strip() or None,
        deduplicated="deduplicated" in form,
    )
    made = keeping.add_list(asked.node, asked.actor, order)
    return Redirect(f"/lists/{made.id}?done=added")


@routes.page("/lists/{id}", purpose=Purpose.INVESTIGATION, asks=("done",))
def one_list(asked: Asked, view: ReadView) -> Answer:
    """One list: handling, and for its owner its editions and releases."""
    found = _one(asked, view)
    owned = found.of.owner == asked.actor.member
    facts = {
        "one": found,
        "owned": owned,
        "handling": in_words(found.of.handling, found.of.owner, asked.actor.member) if owned else [],
        "may_write": owned and _may_write(asked),
        "most": asked.node.store.settings.max_upload_bytes,
        "done": DONE.get(asked.one("done"), ""),
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


def _may_write(asked: Asked) -> bool:
    return Role.RELEASING_OFFICER in asked.actor.roles and not asked.also


def _shown(view: ReadView) -> list[ListShown]:
    counts = view.list_counts()
    return [ListShown(one, counts.get(one.id, 0), tuple(view.editions(one.id))) for one in view.lists()]


def _one(asked: Asked, view: ReadView) -> ListShown:
    for one in _shown(view):
        if one.of.id == asked.part("id"):
            return one
    raise NotFound("list")
