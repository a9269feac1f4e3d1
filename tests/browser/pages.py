"""Every page of the desk, with an address that shows it on the sample world: what is looked at, and what is photographed.

Made of the app's own routes: a page whose path has no parts stands here by itself, under its path; one with parts needs a
row in ``WITH_PARTS``, or ``test_pages.py`` fails. ``STATES`` holds further states of pages: filtered, empty, refused.

To add a page: nothing, or one row. What it needs in the node, ``PREPARED`` puts there.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from coalesce.errors import NotFound, Refusal
from coalesce.handling import Purpose, Role
from coalesce.records import Asks, InterestKind, TakenBack
from coalesce.services import asking, news, proposing, redressing, standing_interests
from coalesce.services.asking import Question
from coalesce.services.building import VISITOR
from coalesce.services.node import Node
from coalesce.services.peering import own_signer
from coalesce.services.proposing import Proposed
from coalesce.services.redressing import RequestOrder
from coalesce.services.uploading import Kept, keep
from coalesce.store import pull_rows, sent_withdrawals
from coalesce.store.peers import KnownPeer
from coalesce.store.sent_withdrawals import SentWithdrawal
from coalesce.store.writable import writable
from coalesce.web.desk import ROUTES
from coalesce.web.registrar import Door, Route
from tests import builders
from tests.browser import reached
from tests.store.boxes import answered

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


@dataclass(frozen=True, slots=True)
class First:
    """The first link of a page that a selector finds; ``then``: what is added to where it leads."""

    on: str
    link: str
    then: str = ""


Address = str | First


Way = Callable[["Page", Node], "Locator"]


@dataclass(frozen=True, slots=True)
class Example:
    """A page to look at: its name, where it is, who looks, and the status that it answers with; ``way`` leads on from there to
    a page that no address shows, ``before`` it something is set right in the node."""

    name: str
    address: Address
    who: str = VISITOR
    status: int = 200
    way: Way | None = None
    before: Callable[[Node], None] | None = None


def sent_list(node: Node) -> None:
    """A file that was sent for the host's own list, to be looked at."""
    owner = node.store.actor("owner")
    path = node.store.folder / "sent.csv"
    path.write_text(
        "Full name,Date of birth,Nationality\nZorbal Kemtari,1986,TN\nVulneq Shambir,soon,FR\n", encoding="utf-8"
    )
    (to, *_) = writable(node.store.write(owner, Purpose.PLANNING))
    keep(node, owner, to.id, Kept(path, "arrivals.csv"))


WITH_PARTS: dict[str, Address] = {
    "/records/{id}": First("/records", "main tbody th a"),
    "/records/{id}/audit": First("/records?member=FR", "main tbody th a", "/audit"),
    "/lists/{id}/handling": First("/lists", "main tbody th a", "/handling"),
    "/imports/{id}": First("/imports", "main tbody th a"),
    "/people/{id}": First("/people?joined=yes", "main tbody th a"),
    "/members/{code}": "/members/FR",
    "/peers/{name}": "/peers/berlin",
    "/lists/{id}": First("/lists", "main tbody th a"),
    "/commitments/{id}": First("/commitments/deadlines", "main tbody th a"),
    "/requests/{id}": First("/requests", "main tbody th a"),
    "/redress/{id}": First("/redress", "main tbody th a"),
    "/review/{left}/{right}": First("/review", "main tbody th a"),
}
"""Where each page with parts in its path is found."""

STATES: tuple[Example, ...] = (
    Example("flows-window", "/flows?into=SY&since=2014-01&until=2014-06"),
    Example("flows-beside", "/flows?since=2014-01&until=2014-06&other_since=2013-07&other_until=2013-12&least=1"),
    Example("flows-stages", "/flows?view=stages&least=2"),
    Example("flows-place", "/flows?place=TR&least=2"),
    Example("flows-empty", "/flows?since=1990-01&until=1990-02"),
    Example("figure-window", "/figure?since=2014-01&until=2014-03"),
    Example("figure-beside", "/figure?since=2014-03&until=2014-03&other_since=2014-02&other_until=2014-02"),
    Example("figure-stages", "/figure?view=stages&leg=TR%3ESY"),
    Example("figure-empty", "/figure?since=1990-01&until=1990-02"),
    Example("estimate-leg", "/estimate?into=SY"),
    Example("estimate-refused", "/estimate?into=SY&since=2013-02&until=2013-02"),
    Example("records-found", "/records?q=Muhammad"),
    Example("records-narrowed", "/records?q=Muhammad&member=TN&seen_in=SY&since=2013"),
    Example("people-found", "/people?q=Muhammad"),
    Example("people-empty", "/people?q=Xqzwv"),
    Example("records-empty", "/records?q=Xqzwv"),
    Example("people-joined", "/people?joined=yes"),
    Example("commitments-as", "/commitments?as=DE"),
    Example("commitments-empty", "/commitments?purpose=border"),
    Example("lists-as", "/lists?as=DE"),
    Example("home-operator", "/", "viktor"),
    Example("home-auditor", "/", "ruth"),
    Example("refused", "/audit", VISITOR, 403),
    Example("bulletin-month", "/bulletin?month=2014-03"),
    Example("bulletin-none", "/bulletin", "aizhan"),
    Example("audit-refusals", "/audit?refused=yes", "owner"),
    Example("audit-nothing", "/audit?since=2030-01", "owner"),
    Example("redress-empty", "/redress", "viktor", 403),
    Example("peer-plain", "/peers/other", "owner"),
    Example("peers-officer", "/peers", VISITOR, 403),
    Example("withdrawals-of", "/withdrawals?member=TR", "owner"),
    Example("notices-seen", "/notices?seen=yes&news=designation"),
    Example("notices-empty", "/notices?purpose=planning"),
    Example("unknown", "/records/nobody", VISITOR, 404),
    Example("misasked", "/records?colour=red", VISITOR, 400),
    Example("settings-found", "/settings?q=session", "owner"),
    Example("settings-empty", "/settings?q=xqzwv", "owner"),
    Example("account-done", "/account?done=others"),
    Example("member-unknown", "/members/XX", "owner", 404),
    Example("signed-out", "/flows", "", 401),
    Example("redress-record", First("/records?member=TN", "main tbody th a"), way=reached.redress_form),
    Example("redress-pair", First("/review", "main tbody th a"), way=reached.redress_form),
    Example("requests-record", First("/records?member=TN", "main tbody th a"), way=reached.request_form),
    Example("requests-empty", "/requests?purpose=planning", "aizhan"),
    Example("code", "/sign-in", "", way=reached.code_asked_for),
    Example("recovery", "/account/second-factor", reached.FACTOR, 200, reached.recovery_codes, reached.without_factor),
    Example("link-once", "/members/FR", "owner", way=reached.link_shown),
    Example("token-once", "/account", way=reached.token_shown),
)
"""States of pages beyond the one that their address shows by itself. Without ``who``, nobody is signed in."""

NOT_PAGES: dict[str, str] = {
    "/healthz": "a document for proxies",
    "/sign-in/openid": "leads to the identity provider, where the node has one",
    "/sign-in/openid/back": "takes the identity provider's answer, where the node has one",
    "/static/{stamp}/{name}": "the desk's own files",
    "/imports/{id}/rejected/{number}": "rejected rows as CSV",
}
"""GET routes outside of the API that answer with no page, and why. A path that ends like a file's is one."""


def ask_for_redress(node: Node) -> None:
    """The visitor opens a request about another member's record, one to correct, and one about two records."""
    actor = node.store.actor(VISITOR)
    with node.store.read(actor, Purpose.INVESTIGATION) as view:
        link = next(iter(view.links()))
        facts = view.facts()
    others = next(record for record, fact in sorted(facts.items()) if fact.owner != actor.member)
    words = "The person says: that was not me; the passport was stolen in 2012."
    orders = (
        RequestOrder(others, Asks.WITHDRAW, words),
        RequestOrder(others, Asks.CORRECT, words, field="birth_date", value="1986-03-14"),
        RequestOrder(link.left, Asks.PART, words, other=link.right),
    )
    for order in orders:
        redressing.ask(node, actor, replace(order, seen_for=Purpose.INVESTIGATION))


def ask_for_more(node: Node) -> None:
    """The visitor asks another member about a person on whom both hold something, and proposes a date; that member asks back."""
    actor = node.store.actor(VISITOR)
    with node.store.read(actor, Purpose.INVESTIGATION) as view:
        owners = {record: fact.owner for record, fact in view.facts().items()}
        pairs = [sorted((link.left, link.right), key=lambda one: owners[one] != actor.member) for link in view.links()]
    own, other = next(pair for pair in pairs if [owners[one] == actor.member for one in pair] == [True, False])
    asking.ask(node, actor, Question(other, "When was this person last in Raqqa, and with whom?"))
    proposing.propose(node, actor, Proposed(other, "birth_date", "1986-03-14"))
    analyst = builders.let_in(node.store, "asking", owners[other], Role.ANALYST)
    with suppress(NotFound, Refusal):  # where that member sees the visitor's record
        asking.ask(node, analyst, Question(own, "Which passport did this person show at the border?"))


def ask_to_be_told(node: Node) -> None:
    """The visitor keeps standing interests, and has seen some of what is new."""
    actor = node.store.actor(VISITOR)
    for kind, value in ((InterestKind.LEG, "SY>IQ"), (InterestKind.PLACE, "Gaziantep")):
        standing_interests.add(node, actor, Purpose.INVESTIGATION, kind, value)
    with node.store.read(actor, Purpose.INVESTIGATION) as view:
        some = [one.id for one in view.notices(100)][:3]
    news.mark(node, actor, Purpose.INVESTIGATION, some)


def exchange_with(node: Node) -> None:
    """Peers of several kinds: one that answers, one that does not, one that signs nothing; and what was taken back from one."""
    owner, book, now = node.store.actor("owner"), node.store.exchange, node.store.clock.now()
    key = own_signer(node).key
    book.add(owner, KnownPeer("berlin", "DE", "https://node.de.example/taxii2/", key, speaks_for=frozenset({"BE"})))
    book.add(owner, KnownPeer("tunis", "TN", "https://node.tn.example/taxii2/", key[::-1]))
    book.add(
        owner, KnownPeer("other", "TR", "https://server.example/taxii2/", plain_list="hub-designations", active=False)
    )
    with node.store.transaction() as connection:
        pull_rows.change(connection, "berlin", at=now - timedelta(hours=2))
        pull_rows.change(connection, "tunis", failures=4, error="it does not answer", retry_at=now + timedelta(hours=1))
        for number, reason in enumerate(TakenBack):
            at = now - timedelta(days=3 * number + 1)
            sent = SentWithdrawal(f"coalesce-withdrawal--{number}", "berlin", at, (f"identity--{number}",), reason)
            sent_withdrawals.keep(connection, sent)
        answered(connection, "coalesce-withdrawal--3", now)


PREPARED: list[Callable[[Node], None]] = [
    ask_for_redress,
    ask_for_more,
    ask_to_be_told,
    exchange_with,
    sent_list,
    reached.let_in,
]
"""What is done on the sample node before its pages are looked at, such as opening a request that a page shows."""


def page_routes() -> list[Route]:
    """The routes that answer with a page."""
    return [one for one in ROUTES if one.method == "GET" and not one.data and not _is_file(one.path)]


def missing() -> list[str]:
    """Pages without an address to look at, and addresses without a page."""
    paths = {route.path for route in page_routes()}
    with_parts = {path for path in paths if "{" in path}
    faults = [
        f"{path} has no row in WITH_PARTS of tests/browser/pages.py" for path in sorted(with_parts - set(WITH_PARTS))
    ]
    return faults + [f"{path} is no page any more" for path in sorted(set(WITH_PARTS) - with_parts)]


def examples() -> list[Example]:
    """Every page once, then the further states."""
    found = []
    for route in page_routes():
        address = WITH_PARTS.get(route.path) if "{" in route.path else route.path
        if address is not None:
            found.append(Example(_name(route.path), address, _visitor(route)))
    return found + list(STATES)


def _is_file(path: str) -> bool:
    return path in NOT_PAGES or "." in path.rpartition("/")[2]


def _name(path: str) -> str:
    """``records-id`` of ``/records/{id}``; ``home`` of ``/``."""
    return "-".join(part.strip("{}") for part in path.split("/") if part) or "home"


def _visitor(route: Route) -> str:
    """The analyst where the page takes one, else whoever has every role; nobody where it needs no session."""
    if route.door is Door.OPEN:
        return ""
    return VISITOR if Role.ANALYST in route.roles else "owner"
