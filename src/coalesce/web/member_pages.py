"""Members and the people who act for them, for operators: who is here, in which roles, last seen when; letting in and putting out.

Invariant: an operator sees and changes the people of its own member, that of the node's member all; another's page is as if unknown.
Nothing here tells anything of a record. What opens a session is shown once, and never to a program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coalesce.errors import BadInput, BadUsage, NotFound, NotPermitted
from coalesce.handling import Actor, Purpose, Role
from coalesce.services import keeping
from coalesce.store.accounts import CredentialKind
from coalesce.store.staff import Employed
from coalesce.web.account_pages import held_document
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked, address
from coalesce.web.language import say
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
OPERATORS = frozenset({Role.OPERATOR})


@routes.page("/members", purpose=Purpose.PLANNING, roles=OPERATORS, door=Door.ACTOR)
def members(asked: Asked) -> Answer:
    """The members that the operator looks after, and how many people act for each."""
    return _members(asked)


@routes.act("/members", purpose=Purpose.PLANNING, roles=OPERATORS)
def add_member(asked: Asked) -> Answer:
    """Let a member in: a state by its code, an organisation also by its name."""
    code, name = asked.said("code").upper(), asked.words.form.get("name", "").strip()
    try:
        keeping.add_member(asked.node, asked.actor, code, name or None)
    except BadInput as fault:
        return _members(asked, str(fault))
    return Redirect(f"/members/{code}")


@routes.page("/members/{code}", purpose=Purpose.PLANNING, roles=OPERATORS, door=Door.ACTOR, asks=("done",))
def member(asked: Asked) -> Answer:
    """The people who act for a member, with what an operator may do about each."""
    return _member(asked, asked.part("code"))


@routes.act("/members/{code}", purpose=Purpose.PLANNING, roles=OPERATORS)
def change(asked: Asked) -> Answer:
    """One act about one actor of the member: ``act`` and ``name``, and what the act takes."""
    code, name, act = asked.part("code"), asked.said("name"), asked.said("act")
    _present(asked, code)
    try:
        if act == "link":
            _of_member(asked, code, name)
            store = asked.node.store
            secret = store.issue(asked.actor, name, CredentialKind.LINK)
            shown = f"{asked.words.site}/sign-in#{secret}"
            facts = {"kind": "link", "secret": shown, "whose": name, "back": address(f"/members/{code}")}
            return Page("once.html", say("A one-time link"), facts)
        _act(asked, code, name, act)
    except BadInput as fault:
        return _member(asked, code, str(fault), name)
    return Redirect(address(f"/members/{code}", {"done": name}))


@routes.data("/api/members", purpose=Purpose.PLANNING, roles=OPERATORS, door=Door.ACTOR)
def api_members(asked: Asked) -> Answer:
    """The members that the operator looks after: ``code``, ``name``, ``actors``, ``active``."""
    return Data(
        [
            {"code": code, "name": name, "actors": len(staff), "active": sum(one.active for one in staff)}
            for code, name, staff in _looked_after(asked)
        ]
    )


@routes.data("/api/members/{code}", purpose=Purpose.PLANNING, roles=OPERATORS, door=Door.ACTOR)
def api_member(asked: Asked) -> Answer:
    """The people who act for a member."""
    return Data([employed_document(asked, one) for one in asked.node.store.staff.of(asked.actor, asked.part("code"))])


@routes.act("/api/members/{code}", purpose=Purpose.PLANNING, roles=OPERATORS, data=True)
def api_change(asked: Asked) -> Answer:
    """One act about one actor, as at the page; a link is given to nobody but an operator at the desk."""
    code, name, act = asked.part("code"), asked.said("name"), asked.said("act")
    _present(asked, code)
    if act == "link":
        raise NotPermitted("a one-time link is made at the desk or with 'coalesce actor token NAME'")
    _act(asked, code, name, act)
    return Data(employed_document(asked, asked.node.store.staff.one(asked.actor, name)))


def employed_document(asked: Asked, one: Employed) -> dict[str, Any]:
    """Somebody who acts for a member, as JSON tells it."""
    return {
        "name": one.actor.name,
        "member": one.actor.member,
        "roles": sorted(one.actor.roles),
        "active": one.active,
        "seen": one.account.seen,
        "password": one.account.password_at is not None,
        "second_factor": one.account.factor_at is not None,
        "at_provider": one.account.subject or None,
        "held": [held_document(held) for held in asked.node.store.staff.held(asked.actor, one.actor.name)],
    }


# -- what an operator may do about one actor ---------------------------------------------------


def _act(asked: Asked, code: str, name: str, act: str) -> None:
    if act not in ACTS:
        raise BadUsage(f"an act is one of {', '.join(ACTS)} or link")
    if act != "add":
        _of_member(asked, code, name)
    ACTS[act](asked, name)


def _add(asked: Asked, name: str) -> None:
    keeping.check_actor_name(name)
    keeping.add_actor(asked.node, asked.actor, Actor(name, asked.part("code"), _roles(asked)))


def _set_roles(asked: Asked, name: str) -> None:
    asked.node.store.staff.set_roles(asked.actor, name, _roles(asked))


def _deactivate(asked: Asked, name: str) -> None:
    asked.node.store.staff.set_active(asked.actor, name, False)


def _reactivate(asked: Asked, name: str) -> None:
    asked.node.store.staff.set_active(asked.actor, name, True)


def _sign_out(asked: Asked, name: str) -> None:
    asked.node.store.staff.sign_out(asked.actor, name, tokens=asked.words.form.get("tokens") == "yes")


def _end(asked: Asked, name: str) -> None:
    asked.node.store.staff.end(asked.actor, name, asked.said("id"))


def _remove_factor(asked: Asked, name: str) -> None:
    asked.node.store.staff.remove_factor(asked.actor, name)


def _remove_password(asked: Asked, name: str) -> None:
    asked.node.store.staff.remove_password(asked.actor, name)


def _bind(asked: Asked, name: str) -> None:
    keeping.bind_subject(asked.node, asked.actor, name, asked.said("subject"))


ACTS: dict[str, Callable[[Asked, str], None]] = {
    "add": _add,
    "roles": _set_roles,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "sign-out": _sign_out,
    "end": _end,
    "no-factor": _remove_factor,
    "no-password": _remove_password,
    "subject": _bind,
}


def _roles(asked: Asked) -> frozenset[Role]:
    chosen = asked.chosen("roles")
    if unknown := [one for one in chosen if one not in set(Role)]:
        raise BadUsage(f"there is no role '{unknown[0][:20]}'; roles are {', '.join(Role)}")
    return frozenset(Role(one) for one in chosen)


def _present(asked: Asked, code: str) -> None:
    """Raises NotFound for a member that the operator does not look after."""
    if code not in asked.node.store.staff.members(asked.actor):
        raise NotFound("member")


def _of_member(asked: Asked, code: str, name: str) -> None:
    if asked.node.store.staff.one(asked.actor, name).actor.member != code:
        raise NotFound("actor")


# -- the pages ---------------------------------------------------------------------------------


def _looked_after(asked: Asked) -> list[tuple[str, str, list[Employed]]]:
    staff = asked.node.store.staff
    names = {one.code: one.name for one in asked.node.store.members()}
    return [(code, names[code], staff.of(asked.actor, code)) for code in staff.members(asked.actor)]


def _members(asked: Asked, words: str = "") -> Page:
    host = asked.node.store.settings.member
    facts = {"rows": _looked_after(asked), "host": host, "hosting": asked.actor.member == host, "words": words}
    return Page("members.html", say("Members"), facts, status=400 if words else 200)


def _member(asked: Asked, code: str, words: str = "", about: str = "") -> Page:
    store = asked.node.store
    facts = {
        "code": code,
        "name": next((one.name for one in store.members() if one.code == code), code),
        "staff": store.staff.of(asked.actor, code),
        "roles": tuple(Role),
        "words": words,
        "about": about,
        "done": "" if words else asked.one("done"),
        "kinds": CredentialKind,
    }
    return Page("member.html", say("Members"), facts, status=400 if words else 200)
