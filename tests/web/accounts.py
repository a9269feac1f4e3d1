"""What tests of signing in share: passwords, codes, and a desk whose hashing is cheap."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import httpx

from coalesce.access import one_time_codes
from coalesce.services import signing_in
from tests.web.visits import Place, Visitor

GOOD, BETTER = "four grey herons wade", "nine brown owls doze"


def cheap(place: Place) -> Place:
    """The same desk, hashing passwords at little cost."""
    store = place.node.store
    store.settings = replace(store.settings, password_memory_kib=64, password_passes=1)
    return place


def with_password(place: Place, name: str = "claire") -> Place:
    """The same desk, where somebody has a password."""
    cheap(place)
    signing_in.set_password(place.node, place.node.store.actor(name), GOOD)
    return place


def sign_in(place: Place, name: str = "claire", password: str = GOOD, **more: object) -> tuple[Visitor, httpx.Response]:
    """Somebody who gave a name and password, and what came back."""
    visitor = Visitor(place.desk)
    return visitor, visitor.post("/sign-in/password", {"name": name, "password": password, **more})  # type: ignore[dict-item]  # texts


def code(place: Place, shown: str, off: int = 0) -> str:
    """The present code of a secret as a page shows it."""
    secret = base64.b32decode(shown.replace(" ", ""))
    return one_time_codes.code(secret, one_time_codes.step_at(place.node.store.accounts.machine_now()) + off)


def enrolled(place: Place, visitor: Visitor, password: str = "") -> tuple[str, list[str]]:
    """Take up a second factor; gives its secret and the recovery codes."""
    page = visitor.get("/account/second-factor").text
    shown, offered = found(r'id="secret">([A-Z2-7 ]+)<', page), found(r'name="offered" value="([^"]+)"', page)
    form = {"csrf": visitor.csrf, "offered": offered, "code": code(place, shown), "present": password}
    answer = visitor.post("/account/second-factor", form)
    assert answer.status_code == 200, answer.text[-400:]
    return shown, re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text)


def found(pattern: str, text: str) -> str:
    """The one group of a pattern in a page."""
    match = re.search(pattern, text)
    assert match, pattern
    return match[1]
