"""A small node with a desk, and visitors who ask it things. Every name in it is invented."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from coalesce.dates import FixedClock, PartialDate
from coalesce.errors import NotFound
from coalesce.handling import TLP, Actor, Grant, Handling, Purpose, Role, seal
from coalesce.records import (
    Asks,
    Commitment,
    CommitmentEvent,
    Document,
    Entry,
    EventKind,
    Evidence,
    LineOfEffort,
    Name,
    Need,
    Parties,
    Provenance,
    Sex,
    Sighting,
    SightingKind,
    Verdict,
)
from coalesce.services import asking, redressing, reviewing
from coalesce.services.asking import Question
from coalesce.services.node import Node
from coalesce.services.redressing import RequestOrder
from coalesce.services.reviewing import Word
from coalesce.store.accounts import CredentialKind, Scope
from coalesce.store.peers import KnownPeer
from coalesce.web import build_desk
from tests import builders
from tests.commitments import plan_nodes

AT = "http://127.0.0.1:8000"
OWN = {"sec-fetch-site": "same-origin"}
ARABIC = "زوربال كمتاري"


class Visitor:
    """Somebody with a browser, or a program with a token; follows no redirect by itself."""

    def __init__(self, desk: FastAPI, token: str = "", at: str = AT) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        transport = httpx.ASGITransport(desk, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url=at, headers=headers)

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Ask for a page."""
        return asyncio.run(self.client.get(path, **more))

    def post(self, path: str, form: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Send a form, as the desk's own page would."""
        headers = {**OWN, **more.pop("headers", {})}
        return asyncio.run(self.client.post(path, data=form or {}, headers=headers, **more))

    def sign_in(self, link: str) -> httpx.Response:
        """Open a session."""
        return self.post("/sign-in", {"link": link})

    @cached_property
    def csrf(self) -> str:
        """The token that this session's forms carry."""
        found = re.search(r'name="csrf" value="(\w+)"', self.get("/nowhere").text)
        assert found, "a page of a session carries its token"
        return found[1]


@dataclass(frozen=True, slots=True)
class Place:
    """The node, its desk, and the ids of what is in it by reference."""

    node: Node
    desk: FastAPI
    ids: dict[str, str]
    lists: dict[str, str]
    clock: FixedClock

    def link(self, name: str) -> str:
        """A one-time link's secret."""
        return self.node.store.issue(builders.owner(self.node.store), name, CredentialKind.LINK)

    def token(self, name: str) -> str:
        """An API token."""
        return self.node.store.issue(builders.owner(self.node.store), name, CredentialKind.TOKEN, Scope(writes=True))

    def visitor(self, name: str = "claire") -> Visitor:
        """Somebody signed in."""
        visitor = Visitor(self.desk)
        assert visitor.sign_in(self.link(name)).status_code == 303
        return visitor

    def program(self, name: str = "claire") -> Visitor:
        """A program with that actor's token."""
        return Visitor(self.desk, token=self.token(name))

    def pair(self, left: str, right: str) -> str:
        """The path of a pair's review."""
        first, second = sorted((self.ids[left], self.ids[right]))
        return f"/review/{first}/{second}"

    def request(self) -> str:
        """The id of an open request of FR to NL: a new one each time, as long as FR sees what it is about."""
        order = RequestOrder(self.ids["N1"], Asks.WITHDRAW, "it is not me", seen_for=Purpose.INVESTIGATION)
        try:
            return redressing.ask(self.node, self.node.store.actor("claire"), order).id
        except NotFound:
            return self.ids["request"]

    def peer(self) -> str:
        """The name of a peer of FR, let in where it is not there."""
        book = self.node.store.exchange
        if "paris" not in [one.name for one in book.peers()]:
            book.add(builders.owner(self.node.store), KnownPeer("paris", "FR"))
        return "paris"

    def enquiry(self) -> str:
        """The id of an open question of FR to NL: a new one each time, as long as FR sees what it is about."""
        question = Question(self.ids["N1"], "Seen in Raqqa?")
        try:
            return asking.ask(self.node, self.node.store.actor("claire"), question).id
        except NotFound:
            return "x" * 26

    def held(self) -> str:
        """The path of a pair of which NL holds that it is one person."""
        sides = (self.ids["N1"], self.ids["F1"])
        word = Word(Verdict.SAME, "the same village")
        with suppress(NotFound):  # released to nobody any more
            reviewing.judge(self.node, builders.owner(self.node.store), Purpose.INVESTIGATION, sides, word)
        return self.pair("N1", "F1")

    def person(self, visitor: Visitor, reference: str) -> str:
        """The path of the person whose record has this reference."""
        for row in visitor.get("/api/people").json():
            if any(record["reference"] == reference for record in row["records"]):
                return f"/people/{row['person']}"
        raise LookupError(reference)


def made(folder: Path, sample: bool = False) -> Place:
    """NL's node with readers of FR and DE. claire (FR) sees all but N3 and N4; DE sees nothing of it."""
    clock = FixedClock(builders.NOON)
    node = builders.make_node(folder, clock, sample=sample)
    store = node.store
    builders.let_in(store, "claire", "FR")
    builders.let_in(store, "rita", "FR", Role.READER)
    builders.let_in(store, "ada", "FR", Role.AUDITOR)
    builders.let_in(store, "otto", "NL", Role.OPERATOR)
    builders.let_in(store, "dieter", "DE")
    shared, own = builders.handling("FR"), builders.handling()
    border = builders.add_list(store, "border", shared)
    secret = builders.add_list(store, "secret", own)
    french = builders.add_list(store, "departures", builders.handling("NL:investigation"), member="FR")
    red = Handling(builders.UNTIL, tlp=TLP.RED, releases=frozenset({Grant(Purpose.INVESTIGATION, "FR")}))
    builders.publish(
        store, border, [builders.staged(one, red if one.reference == "N2" else shared) for one in _dutch()]
    )
    builders.publish(store, secret, [_traveller("N3", "Hedraq Tolumis", "DE"), _traveller("N4", "Bartuk Yelgor", "DE")])
    builders.publish(store, french, _french())
    ids = builders.ids(store)
    with store.read(builders.owner(store), Purpose.INVESTIGATION) as view:
        pairs = (("N1", "F1", 0.93), ("N2", "F2", 0.08), ("N3", "N4", 0.5))
        links = [builders.linked(view, ids[one], ids[other], sure) for one, other, sure in pairs]
    store.write(builders.owner(store), Purpose.STATISTICS).store_links(seal(links), "made")
    ids["C1"] = a_plan(node)
    ids["request"] = redressing.ask(
        node,
        store.actor("claire"),
        RequestOrder(ids["N1"], Asks.WITHDRAW, "it is not me", seen_for=Purpose.INVESTIGATION),
    ).id
    lists = {"border": border.id, "secret": secret.id, "departures": french.id}
    return Place(node, build_desk(node), ids, lists, clock)


def a_plan(node: Node) -> str:
    """NL's plan, released to FR for planning: the id of one entry in it, whose words name nobody that may be hidden."""
    told = Evidence("Kemtari's ministry will send six.", "a paper", published=PartialDate.of(2014, 9))
    plan = plan_nodes.add_plan(node.store, held=builders.handling("FR:planning"))
    sent = CommitmentEvent(EventKind.DECLARED, PartialDate.of(2014, 9), told)
    jets = Commitment("C1", parties=Parties(("FR",)), line=LineOfEffort.MILITARY, kind="Shambir aircraft")
    plan_nodes.keep(node.store, plan, Need("N1", LineOfEffort.MILITARY, "Shambir aircraft"), sent)
    return plan_nodes.keep(node.store, plan, jets, sent)


def _dutch() -> list[Entry]:
    one = _traveller(
        "N1", "Zorbal Kemtari", "FR", born=PartialDate.of(1986), documents=(Document("X12345", "passport", "FR"),)
    )
    return [one, _traveller("N2", "Vulneq Shambir", "BE", remarks="=cmd|'/c calc'!A0 <script>alert(1)</script>")]


def _french() -> list[Entry]:
    first = _traveller("F1", ARABIC, "FR", script="Arab", born=PartialDate.of(1986, 3, 14))
    return [first, _traveller("F2", "Vulnek Chambir", "BE")]


def _traveller(reference: str, name: str, home: str, script: str = "Latn", **more: Any) -> Entry:
    """Home in January, Turkey in February, Syria in March 2014."""
    steps = ((SightingKind.DEPARTED, home, 1), (SightingKind.ENTERED, "TR", 2), (SightingKind.ENTERED, "SY", 3))
    seen = tuple(Sighting(kind, country, PartialDate.of(2014, month)) for kind, country, month in steps)
    born = (more.pop("born"),) if "born" in more else ()
    names = (Name(name, script),)
    where = Provenance("made.csv", 2)
    return Entry(reference, names, where, sex=Sex.MALE, birth_dates=born, nationalities=(home,), sightings=seen, **more)


def later(place: Place, hours: float) -> None:
    """Let time pass."""
    place.clock.moment += timedelta(hours=hours)


def actor(place: Place, name: str) -> Actor:
    """The actor of that name."""
    return place.node.store.actor(name)
