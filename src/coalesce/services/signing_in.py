"""Signing in with a password, and keeping one: the slow comparison stands outside of any transaction.

Invariant: an unknown name, a name without a password and a wrong password take the same statements and the same work, and get the
same answer; the attempt is counted before it is compared.
"""

from __future__ import annotations

from coalesce.access.passwords import Passwords, check, passwords
from coalesce.errors import BadUsage, NotSignedIn
from coalesce.handling import Actor
from coalesce.services.node import Node
from coalesce.store.account_book import Caller, Entered

WRONG = "the name or the password is not right"


def by_password(node: Node, name: str, password: str, caller: Caller) -> Entered:
    """What a name and its password open. Raises NotSignedIn, TooManyAttempts."""
    book = node.store.accounts
    tried = book.tried(name, caller.address)
    book.begin(tried)
    kept = book.password_of(name)
    if not costs(node).fits(kept, password):
        book.refused(name, "password")
        raise NotSignedIn(WRONG)
    book.succeeded(tried)
    if kept is not None and costs(node).is_stale(kept):
        book.rehashed(name, kept, costs(node).hash(password))
    try:
        return book.enter(name, "password", caller)
    except BadUsage:  # deactivated since the password was read
        raise NotSignedIn(WRONG) from None


def set_password(node: Node, actor: Actor, password: str, keep: str = "") -> None:
    """Give oneself a password; every session but the one of id ``keep`` ends. Raises BadUsage for one that is too weak."""
    settings = node.store.settings
    check(password, settings.password_least, own_words(node, actor))
    node.store.accounts.set_password(actor, costs(node).hash(password), keep)


def confirm(node: Node, actor: Actor, password: str, address: str = "") -> None:
    """See that it is the actor's password. Raises BadUsage, TooManyAttempts."""
    book = node.store.accounts
    tried = book.tried(actor.name, address)
    book.begin(tried)
    if not costs(node).fits(book.password_of(actor.name), password):
        raise BadUsage("your present password is not right")
    book.succeeded(tried)


def own_words(node: Node, actor: Actor) -> tuple[str, ...]:
    """What a password of this actor should be more than: names that others know."""
    store = node.store
    names = [member.name for member in store.members() if member.code == actor.member]
    parts = actor.name.replace(".", " ").replace("-", " ").replace("_", " ").split()
    return (actor.name, *parts, actor.member, store.settings.member, *names)


def costs(node: Node) -> Passwords:
    """How this node hashes passwords."""
    settings = node.store.settings
    return passwords(settings.password_memory_kib, settings.password_passes)
