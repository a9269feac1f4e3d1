"""What the table of every route and every kind of caller is filled with: an address for each path that has parts, a form
for each change. A route that lacks its row fails ``test_route_table.py``: add it here.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from coalesce.errors import BadUsage
from coalesce.handling import Role
from tests.commitments import plan_nodes
from tests.web.visits import Place

ROLES: dict[str, set[Role]] = {
    "owner": set(Role),
    "released": {Role.ANALYST},
    "not released": {Role.ANALYST},
    "expired": {Role.ANALYST},
    "wrong purpose": {Role.ANALYST},
    "signed out": set(),
    "session over": set(),
    "token": {Role.ANALYST},
    "token over": set(),
}
"""Kinds of caller and what they may do; ``wrong role`` is chosen for each route."""

WHO = {"owner": "owner", "not released": "dieter"}
"""Who calls; claire, FR's analyst, where nothing is said."""

UNSEEN = frozenset({"not released", "expired", "wrong purpose"})
"""To whom nothing of NL is shown: released to another member, released until a day that has passed, or for another purpose."""

ONE_OF_EACH = (("reader", "rita"), ("auditor", "ada"), ("operator", "otto"))
"""Somebody of each role alone, to find one whose role a route does not take."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that works for whoever may send it. ``names``: it or its address names something that is released."""

    form: dict[str, str] = field(default_factory=dict)
    names: bool = False


Ids = Callable[[str], str]
"""The id of a person whose record has this reference, as the caller's own audience has it."""

ADDRESSES: dict[str, Callable[[Place, Ids], str]] = {
    "/static/{stamp}/{name}": lambda place, _: "/static/x/base.css",
    "/records/{id}": lambda place, _: f"/records/{place.ids['N1']}",
    "/records/{id}/audit": lambda place, _: f"/records/{place.ids['N1']}/audit",
    "/records/{id}/history": lambda place, _: f"/records/{place.ids['N1']}/history",
    "/records/{id}/withdraw": lambda place, _: f"/records/{place.ids['N4']}/withdraw",
    "/lists/{id}/import": lambda place, _: f"/lists/{place.lists['border']}/import",
    "/lists/{id}/handling": lambda place, _: f"/lists/{place.lists['border']}/handling",
    "/imports/{id}": lambda place, _: "/imports/nosuch",
    "/imports/{id}/start": lambda place, _: "/imports/nosuch/start",
    "/imports/{id}/discard": lambda place, _: "/imports/nosuch/discard",
    "/imports/{id}/rejected/{number}": lambda place, _: "/imports/nosuch/rejected/0",
    "/members/{code}": lambda place, _: "/members/FR",
    "/lists/{id}": lambda place, _: f"/lists/{place.lists['border']}",
    "/commitments/{id}": lambda place, _: f"/commitments/{place.ids['C1']}",
    "/redress/{id}": lambda place, _: f"/redress/{place.request()}",
    "/peers/{name}": lambda place, _: f"/peers/{place.peer()}",
    "/requests/{id}": lambda place, _: f"/requests/{place.enquiry()}",
    "/interests/{id}/remove": lambda place, _: "/interests/nosuch/remove",
    "/people/{id}": lambda place, person: f"/people/{person('N1')}",
    "/review/{left}/{right}": lambda place, _: place.pair("N1", "F1"),
    "/review/{left}/{right}/undo": lambda place, _: place.pair("N1", "F1") + "/undo",
    "/review/{left}/{right}/tell": lambda place, _: place.held() + "/tell",
}
"""Where each path with parts leads, for pages and documents alike."""

GOOD = "four grey herons wade"


def _unknown(place: Place) -> str:
    """A state that is no member yet."""
    known = {one.code for one in place.node.store.members()}
    return next(
        code for code in ("AT", "PT", "SE", "FI", "IE", "LU", "CZ", "EE", "LT", "LV", "SK", "SI") if code not in known
    )


SAME = {"verdict": "same", "note": "the same village", "why": "the same village"}
ASKED = {"asks": "withdraw", "words": "this is not me", "purpose": "investigation"}
REFUSED = {"outcome": "refused", "why": "the file says so"}


_NUMBERS = count()
"""So that nobody has an interest twice."""


def reported(place: Place) -> Sent:
    """A report for a plan of NL, which is begun where there is none yet."""
    with suppress(BadUsage):
        plan_nodes.add_plan(place.node.store)
    return Sent({"plan": "NL/autumn", "source": "a paper", "text": "France will send six tents.", "do": "mark"})


FORMS: dict[str, Callable[[Place], Sent]] = {
    "POST /sign-in": lambda place: Sent({"link": place.link("claire")}),
    "POST /sign-in/password": lambda place: Sent({"name": place.link("claire")[:9], "password": "nobody's at all"}),
    "POST /sign-in/code": lambda place: Sent({"code": "123456"}),
    "POST /account/password": lambda place: Sent({"password": GOOD, "again": GOOD}),
    "POST /account/second-factor": lambda place: Sent({"offered": "nothing", "code": "123456"}),
    "POST /account/second-factor/remove": lambda place: Sent({"code": "123456"}),
    "POST /account/recovery-codes": lambda place: Sent({"code": "123456"}),
    "POST /account/end": lambda place: Sent({"id": "others"}),
    "POST /account/tokens": lambda place: Sent({"label": "nightly", "scope": "read", "days": "7"}),
    "POST /members": lambda place: Sent({"code": _unknown(place)}),
    "POST /members/{code}": lambda place: Sent({"act": "sign-out", "name": "rita"}),
    "POST /api/members/{code}": lambda place: Sent({"act": "sign-out", "name": "rita"}),
    "POST /language": lambda place: Sent({"language": "fr", "back": "/flows"}),
    "POST /sign-out": lambda place: Sent(),
    "POST /review/{left}/{right}": lambda place: Sent(SAME, names=True),
    **{f"POST {path}/review/{{left}}/{{right}}/tell": lambda place: Sent({"member": "FR"}) for path in ("", "/api")},
    "POST /review/{left}/{right}/undo": lambda place: Sent(names=True),
    "POST /commitments": lambda place: Sent(
        {"plan": "NL/autumn", "kind": "aid", "quote": "It will.", "source": "a paper"}
    ),
    "POST /commitments/{id}": lambda place: Sent({"kind": "confirmed", "quote": "It is.", "source": "a paper"}),
    "POST /redress": lambda place: Sent({"record": place.ids["N1"], **ASKED}, names=True),
    "POST /api/redress": lambda place: Sent({"record": place.ids["N1"], **ASKED}, names=True),
    "POST /redress/{id}": lambda place: Sent(REFUSED, names=True),
    "POST /api/redress/{id}": lambda place: Sent(REFUSED, names=True),
    "POST /peers": lambda place: Sent({"name": f"peer-{next(_NUMBERS)}", "member": "DE", "plain_list": "border"}),
    **{f"POST {path}/peers/{{name}}": lambda place: Sent({"act": "suspend"}) for path in ("", "/api")},
    "POST /notices/mail": lambda place: Sent({"address": "nobody@example.org", "every": "day"}),
    **{
        f"POST {path}/requests": lambda place: Sent({"record": place.ids["N1"], "question": "Seen?"}, names=True)
        for path in ("", "/api")
    },
    **{f"POST {path}/requests/{{id}}": lambda place: Sent({"outcome": "refused"}, names=True) for path in ("", "/api")},
    **{f"POST {path}/notices/seen": lambda place: Sent({"ids": "nosuch"}) for path in ("", "/api")},
    **{
        f"POST {path}/interests": lambda place: Sent({"kind": "place", "value": f"place {next(_NUMBERS)}"})
        for path in ("", "/api")
    },
    **{f"POST {path}/interests/{{id}}/remove": lambda place: Sent() for path in ("", "/api")},
    "POST /audit/verify": lambda place: Sent(),
    "POST /commitments/from-report": reported,
    "POST /records/{id}/withdraw": lambda place: Sent({"why": "named wrongly"}),
    "POST /lists": lambda place: Sent({"name": f"list {place.clock.moment.isoformat()}", "kind": "travellers"}),
    "POST /lists/{id}/import": lambda place: Sent(),
    "POST /api/lists/{id}/import": lambda place: Sent(),
    "POST /lists/{id}/handling": lambda place: Sent({"do": "look"}),
    "POST /imports/{id}": lambda place: Sent(),
    "POST /imports/{id}/start": lambda place: Sent(),
    "POST /api/imports/{id}/start": lambda place: Sent(),
    "POST /imports/{id}/discard": lambda place: Sent(),
    "POST /api/judgements": lambda place: Sent({"left": place.ids["N1"], "right": place.ids["F1"], **SAME}, names=True),
}
"""What each change is sent with."""

OF_FR = frozenset({"released", "expired", "wrong purpose", "token"})
"""FR's analyst, whatever of NL's record she sees just now: the request is her own member's, and NL answers it."""

EVERYBODY = (*ROLES, "wrong role")
SIGNED_IN = ("owner", "released", "not released", "expired", "wrong purpose")
OWNERS = {
    ("GET /records/{id}/audit", "released"),
    *(("GET /api/records/{id}/history", one) for one in ("released", "token")),
}
"""What only its owner is told of a record: it does not exist for whom the record is released to."""

SENT = ("GET /imports/{id}", "GET /imports/{id}/rejected/{number}", "GET /api/imports/{id}", "POST /imports/{id}",
        "POST /imports/{id}/start", "POST /api/imports/{id}/start", "POST /imports/{id}/discard")  # fmt: skip
"""Of what was sent for a list: nothing was."""

EXPECTED: dict[tuple[str, str], set[int]] = {
    # a node that publishes no series has no bulletin to print, and no figure to save
    **{(f"GET /{name}", caller): {404} for name in ("bulletin.pdf", "figure.csv", "figure.svg", "figure.pdf")
       for caller in ("owner", "released", "not released", "expired", "wrong purpose")},
    **{key: {404} for key in OWNERS},
    **{(name, "owner"): {404} for name in SENT},
    # the record is the owner's own, and what was asked about it is a releasing officer's to answer
    **{(f"POST {path}/requests", "owner"): {400} for path in ("", "/api")},
    **{(f"POST {path}/requests/{{id}}", caller): {401 if caller == "token" and not path else 403}
       for path in ("", "/api") for caller in (*OF_FR, "not released")},
    # an interest that is not there
    **{("POST /interests/{id}/remove", who): {404} for who in SIGNED_IN},
    **{("POST /api/interests/{id}/remove", who): {404} for who in (*SIGNED_IN, "token")},
    # a form without its file
    **{(f"POST {path}/lists/{{id}}/import", "owner"): {400} for path in ("", "/api")},
    # no provider is set, a wrong password and a wrong code open nothing, and no code was offered
    **{(f"GET /sign-in/openid{tail}", who): {404} for tail in ("", "/back") for who in EVERYBODY},
    **{(name, who): {401} for name in ("POST /sign-in/password", "POST /sign-in/code") for who in EVERYBODY},
    **{
        (f"POST /account/{name}", who): {400}
        for name in ("second-factor", "second-factor/remove", "recovery-codes")
        for who in SIGNED_IN
    },
    **{(f"POST {path}/redress/{{id}}", caller): {401 if caller == "token" and not path else 403}
       for path in ("", "/api") for caller in OF_FR},
    **{(f"GET {path}/redress/{{id}}", caller): {200} for path in ("", "/api") for caller in OF_FR - {"token"}},
}  # fmt: skip
"""Where the rule of ``test_route_table.expected`` is not what should come back: route, caller, statuses."""
