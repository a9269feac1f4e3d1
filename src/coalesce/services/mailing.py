"""Digests by mail: how much is new for somebody, and where to read it.

Invariant: a mail holds counts by kind and a link, and never a name, an id or a word of a record: it lies open on its way. The
password goes to the server alone, and only over TLS or to this very machine; it stands in no message and no log.

Sources: RFC 5321 and RFC 3207 (SMTP, STARTTLS), RFC 8314 (TLS from the first byte), RFC 3834 (mail that no human wrote).
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from coalesce.errors import BadSettings, BadUsage, Unreachable
from coalesce.handling import READING_ROLES, Actor, Purpose, Role
from coalesce.records import Notice, NoticeKind
from coalesce.services.node import Node
from coalesce.services.openid import LOOPBACK
from coalesce.settings import SMTP_PASSWORD, Settings
from coalesce.store import mail_rows
from coalesce.store.ground import snapshot
from coalesce.store.mail_rows import SPANS, Digest
from coalesce.store.permits import Act, require, require_for

MAILER = "the node's mail"
"""As whom the node counts what is new for somebody: the audit says so."""

MOST = 10_000
"""Notices of one purpose that are counted."""

TLS = ("starttls", "tls", "none")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")

_WORDS: dict[NoticeKind, tuple[str, str]] = {
    NoticeKind.NEW: ("new record", "new records"),
    NoticeKind.CHANGED: ("changed record", "changed records"),
    NoticeKind.SIGHTING: ("new sighting", "new sightings"),
    NoticeKind.CORRECTION: ("correction", "corrections"),
    NoticeKind.DESIGNATION: ("designation", "designations"),
    NoticeKind.INTEREST: ("answer to a standing interest", "answers to standing interests"),
}


@dataclass(frozen=True, slots=True)
class Mailed:
    """What a round of mail came to: digests sent, those that a server would not take, those with nothing new."""

    sent: int = 0
    failed: int = 0
    quiet: int = 0


# -- who is told --------------------------------------------------------------------------------


def ask(node: Node, actor: Actor, address: str, every: str) -> None:
    """Send the actor a digest from now on. Raises BadUsage, NotPermitted."""
    require(actor, Act.BE_TOLD)
    if every not in SPANS:
        raise BadUsage(f"a digest comes every {' or '.join(SPANS)}")
    check_address(address)
    writer = node.store.write(actor, Purpose.INVESTIGATION)
    with writer.transaction() as connection:
        mail_rows.ask(connection, actor.name, address.strip(), every)
        writer.log(connection, "digest ask", {"every": every})


def leave(node: Node, actor: Actor) -> None:
    """Send the actor none any more."""
    writer = node.store.write(actor, Purpose.INVESTIGATION)
    with writer.transaction() as connection:
        if mail_rows.leave(connection, actor.name):
            writer.log(connection, "digest leave", {})


def asked(node: Node, actor: Actor) -> Digest | None:
    """The digest that an actor asked for."""
    with snapshot(node.store) as connection:
        return mail_rows.asked(connection, actor.name)


def check_address(address: str) -> None:
    """Raises BadUsage for what is no address of mail."""
    if len(address) > 254 or not _ADDRESS.fullmatch(address.strip()):
        raise BadUsage("that is no address of mail: write it like name@example.org")


def keep_password(node: Node, by: Actor, password: str) -> None:
    """Keep the password of the mail server, sealed under the node's key; "" to forget it. Raises NotPermitted."""
    _require_host(node, by)
    writer = node.store.write(by, Purpose.PLANNING)
    with writer.transaction() as connection:
        mail_rows.keep_password(connection, node.store.key, password)
        writer.log(connection, "mail password", {"kept": bool(password)})


# -- sending --------------------------------------------------------------------------------------


def send_due(node: Node, by: Actor) -> Mailed:
    """Send every digest whose time has come and that has something new to tell.

    Raises NotPermitted, BadSettings; Unreachable where the server cannot be had: then all that is left is due again.
    """
    _require_host(node, by)
    settings = node.store.settings
    check_settings(settings)
    if not settings.smtp_host:
        return Mailed()
    now = node.store.clock.now()
    with snapshot(node.store) as connection:
        due = [(actor, digest) for actor, digest in mail_rows.due(connection, now) if actor.roles & READING_ROLES]
        # who has nothing is not read for: each reading stands in the audit log, and this is asked again and again
        some = [one for one in due if mail_rows.is_news(connection, one[0].member, one[1].sent)]
    told = [(digest, counts) for actor, digest in some if (counts := counted(node, actor, digest.sent))]
    sent = failed = 0
    if told:
        with _server(node) as server:
            for digest, counts in told:
                done = _send(node, server, (digest, counts), now)
                sent, failed = sent + (done is True), failed + (done is False)
    return Mailed(sent, failed, len(due) - len(told))


def send_by_itself(node: Node) -> None:
    """The same by the node itself, as often as it is asked; a node that sends no mail does nothing."""
    if node.store.settings.smtp_host:
        send_due(node, Actor(MAILER, node.store.settings.member, frozenset({Role.OPERATOR})))


def counted(node: Node, actor: Actor, since: datetime | None) -> Mapping[NoticeKind, int]:
    """How much is new for an actor's member, and was not seen, since a moment; each piece once, whatever it is seen for."""
    reader = Actor(MAILER, actor.member, frozenset({Role.READER}))
    found: dict[tuple[object, ...], Notice] = {}
    for purpose in Purpose:
        if purpose is not Purpose.STATISTICS:
            with node.store.read(reader, purpose) as view:
                for one in view.notices(MOST):
                    if since is None or one.at > since:
                        found[one.kind, one.record, one.own, one.interest, one.at, one.sightings] = one
    return Counter(one.kind for one in found.values())


def written(settings: Settings, digest: Digest, counts: Mapping[NoticeKind, int], now: datetime) -> EmailMessage:
    """The mail itself."""
    total = sum(counts.values())
    said = "1 notice" if total == 1 else f"{total:,} notices"
    lines = [f"{counts[kind]:>6,}  {_WORDS[kind][counts[kind] != 1]}" for kind in NoticeKind if counts.get(kind)]
    since = f" since {digest.sent:%d %B %Y}" if digest.sent else ""
    where = f"{settings.desk_address.rstrip('/')}/notices" if settings.desk_address else "the page Notices of your desk"
    mail = EmailMessage()
    mail["Subject"] = f"Coalesce: {said}"
    mail["From"], mail["To"] = settings.smtp_from, digest.address
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=settings.smtp_from.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    body = [
        f"New{since}, and not seen by anybody of your member:",
        "",
        *lines,
        "",
        f"Read them at {where}",
        "",
        f"You asked for this every {digest.every} at most; there it can be ended too.",
        "",
    ]
    mail.set_content("\n".join(body))
    return mail


def check_settings(settings: Settings) -> None:
    """Raises BadSettings where mail could not be sent so, or a password would travel in the open."""
    if not settings.smtp_host:
        return
    if settings.smtp_tls not in TLS:
        raise BadSettings(f"'smtp_tls' is one of {', '.join(TLS)}")
    try:
        check_address(settings.smtp_from)
    except BadUsage:
        raise BadSettings("'smtp_from' is the address that mail comes from, like coalesce@example.org") from None
    if settings.smtp_user and settings.smtp_tls == "none" and settings.smtp_host not in LOOPBACK:
        raise BadSettings("'smtp_tls' is none: the password would travel in the open; use starttls or tls")


def _require_host(node: Node, by: Actor) -> None:
    """The mail of a node is its own member's to look after, no hosted member's."""
    host = node.store.settings.member
    require_for(by, Act.ADMINISTER, host, host)


def _send(
    node: Node, server: smtplib.SMTP, told: tuple[Digest, Mapping[NoticeKind, int]], now: datetime
) -> bool | None:
    """Whether it was taken; None where another process has just sent it."""
    digest, counts = told
    with node.store.transaction() as connection:
        if not mail_rows.claim(connection, digest, now):
            return None
    try:
        server.send_message(written(node.store.settings, digest, counts, now))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused):
        return False  # it would be refused again: the next one is tried when it is due
    except (smtplib.SMTPException, OSError):
        with node.store.transaction() as connection:
            mail_rows.give_back(connection, digest, now)
        raise Unreachable("the mail server broke off: what was not sent is sent the next time") from None
    return True


@contextmanager
def _server(node: Node) -> Iterator[smtplib.SMTP]:
    """The mail server, signed in to where it asks for that. Raises Unreachable."""
    settings = node.store.settings
    secure, where = ssl.create_default_context(), (settings.smtp_host, settings.smtp_port)
    try:
        if settings.smtp_tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=settings.smtp_seconds, context=secure)
        else:
            server = smtplib.SMTP(*where, timeout=settings.smtp_seconds)
    except (smtplib.SMTPException, OSError):
        raise Unreachable("the mail server cannot be reached: look at smtp_host, smtp_port and smtp_tls") from None
    with server:
        try:
            if settings.smtp_tls == "starttls":
                server.starttls(context=secure)
            if settings.smtp_user:
                server.login(settings.smtp_user, _password(node))
        except UnicodeError:  # from None too: the error would hold the password
            raise BadSettings("smtp_user and the password of the mail server are of ASCII letters alone") from None
        except (smtplib.SMTPException, OSError):
            raise Unreachable("the mail server refuses us: look at smtp_tls, smtp_user and the password") from None
        yield server


def _password(node: Node) -> str:
    """From the environment, else the one that is kept."""
    if given := os.environ.get(SMTP_PASSWORD):
        return given
    with snapshot(node.store) as connection:
        return mail_rows.password(connection, node.store.key)
