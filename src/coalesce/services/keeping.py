"""What an operator does: a new node, members, actors, lists, tokens.

Invariant: nothing here reads a record.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from coalesce.dates import Clock
from coalesce.errors import BadField, BadUsage
from coalesce.handling import TLP, Actor, Grant, Handling, Member, Purpose, check_code, retention_end
from coalesce.names.countries import english_name
from coalesce.records import ListKind, RecordList
from coalesce.services.node import Node
from coalesce.settings import Settings
from coalesce.store import Store

_ACTOR = re.compile(r"[^\W\d_][\w.@-]{1,63}")


@dataclass(frozen=True, slots=True)
class ListOrder:
    """A list to be made, as its owner asks for it. ``releases`` as (member, purpose)."""

    name: str
    owner: str | None = None
    kind: ListKind = ListKind.TRAVELLERS
    tlp: TLP = TLP.AMBER
    releases: tuple[tuple[str, Purpose], ...] = ()
    figures_to: tuple[str, ...] = ()
    keep_until: date | None = None
    source_group: str | None = None
    deduplicated: bool = False


def create_node(folder: Path, settings: Settings, clock: Clock) -> Store:
    """Make a node for ``settings.member``. Raises BadUsage, BadField."""
    return Store.create(folder, settings, Member(check_code(settings.member), territory_name(settings.member)), clock)


def territory_name(code: str) -> str:
    """A state's name for its ISO 3166 alpha-2 code, or the code itself for what is no state."""
    return english_name(code) or code


def add_member(node: Node, actor: Actor, code: str, name: str | None) -> Member:
    """Let a member in. Raises BadField, BadUsage, NotPermitted."""
    member = Member(check_code(code), name or territory_name(code))
    node.store.write(actor, Purpose.PLANNING).add_member(member)
    return member


def add_actor(node: Node, actor: Actor, new: Actor) -> None:
    """Let an actor in, and the state it acts for where that is not known yet. Raises BadUsage, NotPermitted."""
    if not new.roles:
        raise BadUsage("an actor needs at least one role: reader, analyst, ...")
    ensure_members(node, actor, [new.member])
    node.store.write(actor, Purpose.PLANNING).add_actor(new)


def check_actor_name(name: str) -> None:
    """Raises BadUsage for a name that could not stand in an address, a command or a log line."""
    if not _ACTOR.fullmatch(name):
        raise BadUsage(
            "an actor's name is 2 to 64 letters, digits, dots, hyphens, underlines or '@', and begins with a letter"
        )


def bind_subject(node: Node, by: Actor, name: str, subject: str) -> None:
    """Say who an actor is at the node's identity provider; "" for nobody. Raises BadUsage, NotPermitted, NotFound."""
    issuer = node.store.settings.openid_issuer
    if subject and not issuer:
        raise BadUsage("this node has no identity provider: set 'openid_issuer' first")
    node.store.staff.bind(by, name, issuer, subject)


def add_list(node: Node, actor: Actor, order: ListOrder) -> RecordList:
    """Begin a list. Raises BadUsage, NotPermitted."""
    owner = order.owner or actor.member
    named = [owner, *order.figures_to, *(member for member, _ in order.releases)]
    ensure_members(node, actor, named)
    store = node.store
    handling = Handling(
        keep_until=_kept(store, order.keep_until),
        tlp=order.tlp,
        releases=frozenset(Grant(purpose, member) for member, purpose in order.releases),
        figures_to=frozenset(order.figures_to),
    )
    if not order.name.strip() or "/" in order.name:
        raise BadUsage("a list's name has at least one letter and no '/'")
    writer = store.write(actor, Purpose.PLANNING)
    made = RecordList(
        id=writer.new_id(),
        name=order.name,
        owner=owner,
        kind=order.kind,
        handling=handling,
        source_group=order.source_group,
        deduplicated=order.deduplicated,
    )
    writer.add_list(made)
    return made


def _kept(store: Store, asked: date | None) -> date:
    settings = store.settings
    try:
        return retention_end(asked, store.clock.today(), settings.retention_years, settings.max_retention_years)
    except BadField as error:
        raise error.at(field="keep-until") from None


def ensure_members(node: Node, actor: Actor, codes: Sequence[str]) -> None:
    """States are let in when first named; an organisation must be added by name. Raises BadUsage."""
    known: Collection[str] = {member.code for member in node.store.members()}
    for code in sorted(set(codes) - set(known)):
        if territory_name(check_code(code)) == code:
            raise BadUsage(f"'{code}' is no member and no state: add it with 'coalesce member add {code} --name NAME'")
        add_member(node, actor, code, None)


def with_member(settings: Settings, code: str) -> Settings:
    """The settings of a node of that member."""
    return replace(settings, member=code)
