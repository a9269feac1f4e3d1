"""One request of a peer, answered: who asks, what stands there, what it may have of it.

Invariant: nothing of the store is told before the token is known to be right; an unknown collection and another peer's are told by the
same statements and the same bytes; the audit row of an answer is committed before the answer leaves. What is done here is
synchronous and short: the request has arrived whole, and nobody waits here for the network.

Source: TAXII 2.1, sections 3 to 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson

from coalesce.errors import CoalesceError, NotFound, StoreFull, TooManyAttempts
from coalesce.services.node import Node
from coalesce.store.box_view import Chosen, Listing, Page, Span
from coalesce.store.peer_door import Shown
from coalesce.store.peers import KnownPeer
from coalesce.store.wire_rows import BoxKind, stamp
from coalesce.taxii import bundles, cursors, faults, media, queries, resources
from coalesce.taxii.cursors import Question
from coalesce.taxii.places import METHODS, Place, Resource
from coalesce.taxii.queries import Query

BOXES = (BoxKind.OUT, BoxKind.IN)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived. ``base``: scheme and authority as the peer wrote them; ``accept`` and ``kind``: what it takes and
    sends; ``place`` None where nothing stands at the address."""

    method: str
    place: Place | None
    query: bytes
    shown: Shown
    accept: str
    kind: str
    base: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: objects byte for byte as stored."""

    status: int
    body: bytes
    headers: faults.Headers = ()


Ready = Callable[[Answer, CoalesceError | None], None]
"""Called with an answer and, where it could not be logged, with the reason: then it must not leave."""


def refusal(fault: faults.Fault) -> Answer:
    """A refusal as an answer."""
    return Answer(fault.status, fault.body(), fault.headers)


@dataclass(slots=True)
class Asked:
    """A request of a known peer. ``read``: what of its boxes was read for it, for the log."""

    request: Request
    peer: KnownPeer
    place: Place
    read: list[dict[str, object]] = field(default_factory=list)


class Answering:
    """Answers the requests of a node's peers. Threads may share it."""

    def __init__(self, node: Node, public_key: Callable[[], str]) -> None:
        self._store, self._settings = node.store, node.store.settings
        self._clock, self._public_key = node.store.clock, public_key

    def who(self, shown: Shown) -> KnownPeer | None:
        """Whose token it is: one look-up that waits for nobody."""
        return self._store.peer_door.bearer(shown) if shown.token else None

    def unknown(self, shown: Shown) -> faults.Fault:
        """What is told to who shows nobody's token, which is counted, or none."""
        if shown.token:
            try:
                self._store.peer_door.refuse(shown.address)
            except TooManyAttempts as wait:
                return faults.too_many_attempts(wait.seconds)
        return faults.not_signed_in()

    def look(self, request: Request) -> Place:
        """What is asked for, as far as the head of a request tells. Raises Fault."""
        place = request.place
        if place is None:
            raise faults.not_found()
        if request.method not in METHODS[place.resource]:
            raise faults.not_allowed(METHODS[place.resource])
        if not media.accepts(request.accept):
            raise faults.not_acceptable()
        if request.method == "POST" and not media.is_taken(request.kind):
            raise faults.unsupported()
        return place

    def answer(self, request: Request, peer: KnownPeer, ready: Ready) -> None:
        """Work out the answer; ``ready`` is called with it, perhaps from another thread, once it is logged. A refusal is an
        answer too."""
        self._store.peer_door.saw(peer)
        try:
            asked = Asked(request, peer, self.look(request))
            if request.method == "POST":
                ready(self._post(asked), None)
            elif request.method == "DELETE":
                ready(self._delete(asked), None)
            else:
                answer = self._get(asked)
                told = {"outcome": "answered", "resource": str(asked.place.resource), "read": asked.read}
                self._store.peer_door.log(peer, "peer read", told, lambda fault: ready(answer, fault))
        except faults.Fault as fault:
            self.refuse(request, peer, fault, ready)

    def refuse(self, request: Request, peer: KnownPeer, refused: faults.Fault, ready: Ready) -> None:
        """The answer to a request that is refused, logged: what for, and nothing of what it said."""
        resource = str(request.place.resource) if request.place else "none"
        told = {"outcome": "refused", "resource": resource, "status": refused.status}
        answer = refusal(refused)
        self._store.peer_door.log(peer, "peer refused", told, lambda fault: ready(answer, fault))

    # -- reading ---------------------------------------------------------------------------

    def _get(self, asked: Asked) -> Answer:
        place = asked.place
        if place.resource in (Resource.DISCOVERY, Resource.ROOT, Resource.COLLECTIONS):
            return Answer(200, self._told(asked))
        if place.resource is Resource.STATUS:
            return self._status(asked)
        box = self._box(asked)
        if place.resource is Resource.COLLECTION:
            return Answer(200, orjson.dumps(self._collection(asked.peer, box)))
        return self._page(asked, box)

    def _told(self, asked: Asked) -> bytes:
        member, resource = self._settings.member, asked.place.resource
        if resource is Resource.DISCOVERY:
            return resources.discovery(member, asked.request.base)
        if resource is Resource.ROOT:
            return resources.api_root(member, self._settings.taxii_max_content_bytes, self._public_key())
        return orjson.dumps({"collections": [self._collection(asked.peer, box) for box in BOXES]})

    def _collection(self, peer: KnownPeer, box: BoxKind) -> Mapping[str, object]:
        return resources.collection(resources.collection_id(self._store.key, peer.name, box), box)

    def _status(self, asked: Asked) -> Answer:
        with self._store.boxes(asked.peer) as view:
            told = view.post(asked.place.status)
        if told is None:
            raise faults.not_found()
        return Answer(200, told)

    def _page(self, asked: Asked, box: BoxKind) -> Answer:
        resource, one = asked.place.resource, asked.place.object
        query = queries.read(asked.request.query, self._settings)
        question = Question(asked.peer.name, str(box), f"{resource}/{one}", query.filter)
        after = self._after(question, query)
        chosen = query.chosen
        if resource is Resource.VERSIONS:
            chosen = Chosen(every=True)
        if one:
            chosen = _of_one(chosen, one)
        span = Span(after, query.limit, self._settings.taxii_page_bytes)
        if query.nothing or (one and query.chosen.ids and one not in query.chosen.ids):
            chosen = NOTHING
        with self._store.boxes(asked.peer) as view:
            bodies = resource in WITH_BODIES
            found = view.page(box, chosen, span) if bodies else view.listing(box, chosen, span)
            missing = bool(one) and not _dates(found) and not view.is_there(box, one)
            asked.read += view.notes
        if missing:
            raise faults.not_found()
        cursor = None if found.next is None else cursors.sign(self._store.key, question, found.next)
        return Answer(200, _written(resource, found, cursor), _dates(found))

    def _after(self, question: Question, query: Query) -> int:
        if not query.next:
            return query.added_after
        after = cursors.read(self._store.key, question, query.next)
        if after is None:
            raise faults.bad_query("next")
        return max(after, query.added_after)

    def _box(self, asked: Asked) -> BoxKind:
        """The box that a collection's id or alias names for this peer. Raises Fault for any other."""
        found: BoxKind | None = None
        for box in BOXES:  # the same work whichever it is, and where it is none
            names = (resources.collection_id(self._store.key, asked.peer.name, box), resources.TITLES[box][0])
            if asked.place.collection in names:
                found = box
        if found is None:
            raise faults.not_found()
        return found

    # -- writing ---------------------------------------------------------------------------

    def _post(self, asked: Asked) -> Answer:
        if self._box(asked) is not BoxKind.IN:
            raise faults.not_writable()
        s = self._settings
        bundle = bundles.take_apart(asked.request.body, s.taxii_post_most, s.taxii_max_depth)
        at = self._clock.now()
        try:
            told = self._store.peer_door.accept(
                asked.peer, bundle.rows, lambda identity, placed: resources.status(identity, at, bundle, placed)
            )
        except StoreFull:
            raise faults.full() from None
        except NotFound:  # it was removed since its token was looked up
            raise faults.not_signed_in() from None
        return Answer(202, told)

    def _delete(self, asked: Asked) -> Answer:
        if self._box(asked) is not BoxKind.IN:
            raise faults.not_writable()
        query = queries.read(asked.request.query, self._settings)
        chosen = query.chosen if query.asks_versions else Chosen(every=True)
        if query.nothing:
            chosen = Chosen(last=False)
        if self._store.peer_door.strike(asked.peer, asked.place.object, chosen) is None:
            raise faults.not_found()
        return Answer(200, b"{}")


NOTHING = Chosen(("",))
"""What no object fits."""

WITH_BODIES = frozenset({Resource.OBJECTS, Resource.OBJECT})


def _of_one(chosen: Chosen, one: str) -> Chosen:
    return Chosen((one,), chosen.types, chosen.last, chosen.first, chosen.every, chosen.exact)


def _written(resource: Resource, found: Page | Listing, cursor: str | None) -> bytes:
    if isinstance(found, Page):
        return resources.envelope(found, cursor)
    if resource is Resource.VERSIONS:
        return resources.versions(found, cursor)
    return resources.manifest(found, cursor)


def _dates(found: Page | Listing) -> faults.Headers:
    """When the first and the last object of a page were added; nothing for an empty page."""
    if isinstance(found, Page):
        ends = (found.first, found.last) if found.count else ()
    else:
        ends = (found.rows[0][0], found.rows[-1][0]) if found.rows else ()
    names = (b"x-taxii-date-added-first", b"x-taxii-date-added-last")
    return tuple((name, stamp(seq).encode()) for name, seq in zip(names, ends, strict=False))
