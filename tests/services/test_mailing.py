"""Digests by mail: counts and a link, never a name; when they are due; TLS, passwords, and servers that fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadSettings, BadUsage, NotPermitted, Unreachable
from coalesce.handling import Purpose, Role
from coalesce.records import NoticeKind
from coalesce.services import mailing, news
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from coalesce.settings import SMTP_PASSWORD
from tests.builders import INVESTIGATION, NAMES, NOON, handling, ids, leaves, let_in, owner
from tests.certificates import Authority
from tests.fake_smtp import PASSWORD, FakeSmtp
from tests.services.notice_nodes import arrive, french, seen_in, somebody, told, two_members


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def node(tmp_path: Path, clock: FixedClock) -> Iterator[Node]:
    """NL has three notices, one of them for two purposes."""
    made, border, _ = two_members(tmp_path / "node", clock)
    arrive(made, border, [somebody("N1"), somebody("N2", 1)])
    both = french(made, handling("NL", "NL:border"), "arrivals")
    arrive(made, both, [somebody("F1"), somebody("F2", 1)])
    arrive(made, both, [somebody("F1"), somebody("F2", 1, seen_in("SY", 3))])
    yield made
    made.store.close()


def with_mail(node: Node, server: FakeSmtp, **settings: object) -> Node:
    """The same node with a mail server."""
    set_to = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_tls": "none", "smtp_from": "desk@nl.example"}
    chosen = replace(node.store.settings, **{**set_to, "smtp_seconds": 3.0, **settings})  # type: ignore[arg-type]
    node.store.settings = chosen
    return node


def send(node: Node) -> mailing.Mailed:
    return mailing.send_due(node, owner(node.store))


def test_a_digest_holds_counts_and_a_link_and_names_nobody(node: Node) -> None:
    mailing.ask(node, owner(node.store), "rita@nl.example", "day")
    with FakeSmtp() as server:
        done = send(with_mail(node, server, desk_address="https://desk.nl.example/"))
    (mail,) = server.mails
    text = mail.get_payload()
    assert done == mailing.Mailed(sent=1)
    assert isinstance(text, str)
    assert (mail["Subject"], mail["To"], mail["From"]) == ("Coalesce: 3 notices", "rita@nl.example", "desk@nl.example")
    assert "2  new records" in text
    assert "1  new sighting" in text
    assert "https://desk.nl.example/notices" in text
    hidden = [*NAMES[0].split(), *NAMES[1].split(), "Syria", "SY", "arrivals", *ids(node.store).values(), "FR"]
    assert not [word for word in hidden if word in mail.as_string()]


def test_it_comes_once_in_its_time_and_only_where_something_is_new(node: Node, clock: FixedClock) -> None:
    mailing.ask(node, owner(node.store), "rita@nl.example", "week")
    with FakeSmtp() as server:
        with_mail(node, server)
        assert send(node).sent == 1
        assert send(node) == mailing.Mailed()
        clock.moment += timedelta(days=8)
        assert send(node) == mailing.Mailed(quiet=1)
        withdraw(
            node, let_in(node.store, "odile", "FR", Role.RELEASING_OFFICER), INVESTIGATION, ids(node.store)["F1"], "w"
        )
        arrivals = node.store.write(owner(node.store), Purpose.PLANNING).find_list("FR/arrivals")
        arrive(node, arrivals, [somebody("F2", 1, seen_in("SY", 3), seen_in("IQ", 5))])
        assert send(node).sent == 1
    assert [mail["Subject"] for mail in server.mails] == ["Coalesce: 3 notices", "Coalesce: 1 notice"]
    assert "since 01 November 2014" in str(server.mails[1].get_payload())


def test_who_has_nothing_new_is_not_read_for(node: Node, clock: FixedClock) -> None:
    mailing.ask(node, owner(node.store), "rita@nl.example", "day")
    with FakeSmtp() as server:
        assert send(with_mail(node, server)).sent == 1
        before = len(leaves(node.store.folder))
        clock.moment += timedelta(days=2)
        assert send(node) == mailing.Mailed(quiet=1)
    assert len(leaves(node.store.folder)) == before


def test_what_was_seen_or_is_anothers_is_not_counted(node: Node) -> None:
    news.mark(node, owner(node.store), INVESTIGATION, [one.id for one in told(node) if one.kind == "new"])
    assert mailing.counted(node, owner(node.store), None) == {NoticeKind.SIGHTING: 1}
    assert mailing.counted(node, owner(node.store), NOON) == {}
    assert mailing.counted(node, node.store.actor("claire"), None) == {}


def test_who_left_or_was_deactivated_gets_none(node: Node) -> None:
    rita = let_in(node.store, "rita", "NL", Role.READER)
    mailing.ask(node, rita, "rita@nl.example", "day")
    mailing.ask(node, owner(node.store), "owner@nl.example", "day")
    mailing.leave(node, owner(node.store))
    assert mailing.asked(node, owner(node.store)) is None
    held = mailing.asked(node, rita)
    assert held is not None
    assert (held.address, held.every, held.sent) == ("rita@nl.example", "day", None)
    node.store.staff.set_active(owner(node.store), "rita", False)
    with FakeSmtp() as server:
        assert send(with_mail(node, server)) == mailing.Mailed()
    assert not server.mails


@pytest.mark.parametrize("at_once", [False, True])
def test_over_tls_with_a_password(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    authority = Authority(tmp_path, "mail")
    (tmp_path / "ca.pem").write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    mailing.ask(node, owner(node.store), "rita@nl.example", "day")
    mailing.keep_password(node, owner(node.store), PASSWORD)
    how = "tls" if at_once else "starttls"
    with FakeSmtp(authority.server(), tls_at_once=at_once) as server:
        assert send(with_mail(node, server, smtp_tls=how, smtp_user="desk")).sent == 1
    assert (server.logins, server.secure) == ([("desk", PASSWORD)], [True])
    held = (tmp_path / "node" / "node.db").read_bytes()
    assert PASSWORD.encode() not in held
    assert not [leaf for leaf in leaves(node.store.folder) if PASSWORD in leaf]


def test_the_environment_goes_before_the_kept_password_and_a_wrong_one_is_told(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing.ask(node, owner(node.store), "rita@nl.example", "day")
    mailing.keep_password(node, owner(node.store), PASSWORD)
    monkeypatch.setenv(SMTP_PASSWORD, "wrong-secret")
    with FakeSmtp() as server:
        with_mail(node, server, smtp_user="desk")
        with pytest.raises(Unreachable, match="smtp_user") as refused:
            send(node)
        assert "wrong-secret" not in str(refused.value)
        monkeypatch.delenv(SMTP_PASSWORD)
        mailing.keep_password(node, owner(node.store), "sécret")
        with pytest.raises(BadSettings, match="ASCII") as told_of:
            send(node)
        assert told_of.value.__suppress_context__, "the error of the codec holds the password"
        mailing.keep_password(node, owner(node.store), PASSWORD)
        assert send(node).sent == 1
        mailing.keep_password(node, owner(node.store), "")
    assert [password for _, password in server.logins] == ["wrong-secret", PASSWORD]


def test_a_server_that_fails_leaves_the_digest_due(node: Node) -> None:
    mailing.ask(node, owner(node.store), "rita@nl.example", "day")
    with FakeSmtp(breaks_off=True) as server, pytest.raises(Unreachable, match="broke off"):
        send(with_mail(node, server))
    with pytest.raises(Unreachable, match="cannot be reached"):
        send(node)
    with FakeSmtp() as server:
        assert send(with_mail(node, server)).sent == 1


def test_an_address_that_is_refused_holds_up_no_other(node: Node) -> None:
    mailing.ask(node, owner(node.store), "gone@nl.example", "day")
    mailing.ask(node, let_in(node.store, "rita", "NL", Role.READER), "rita@nl.example", "day")
    with FakeSmtp(refused=frozenset({"gone@nl.example"})) as server:
        assert send(with_mail(node, server)) == mailing.Mailed(sent=1, failed=1)
        assert send(node) == mailing.Mailed()
    assert [mail["To"] for mail in server.mails] == ["rita@nl.example"]


@pytest.mark.parametrize(
    "address", ["", "rita", "a@b\nBcc: c@d", "a b@c", "a@b,c@d", "x" * 65 + "@nl.example", "@nl", "é@nl.example"]
)
def test_what_is_no_address_is_refused(node: Node, address: str) -> None:
    with pytest.raises(BadUsage):
        mailing.ask(node, owner(node.store), address, "day")
    with pytest.raises(BadUsage):
        mailing.ask(node, owner(node.store), "rita@nl.example", "hour")


def test_settings_that_would_tell_a_password_are_refused(node: Node) -> None:
    good = replace(node.store.settings, smtp_host="mail.example", smtp_from="desk@nl.example")
    mailing.check_settings(good)
    mailing.check_settings(replace(good, smtp_host="", smtp_tls="never"))
    for bad in ({"smtp_tls": "never"}, {"smtp_from": "desk"}, {"smtp_tls": "none", "smtp_user": "desk"}):
        with pytest.raises(BadSettings):
            mailing.check_settings(replace(good, **bad))  # type: ignore[arg-type]


def test_only_an_operator_sends_and_a_node_without_a_server_sends_none(node: Node) -> None:
    rita = let_in(node.store, "rita", "NL", Role.READER)
    hosted = let_in(node.store, "fred", "FR", Role.OPERATOR)
    for act in (mailing.send_due, lambda node, who: mailing.keep_password(node, who, "x")):
        for who in (rita, hosted):
            with pytest.raises(NotPermitted):
                act(node, who)
    with pytest.raises(NotPermitted):
        mailing.ask(node, let_in(node.store, "otto", "NL", Role.OPERATOR), "o@nl.example", "day")
    assert send(node) == mailing.Mailed()
    mailing.send_by_itself(node)
    mailing.ask(node, rita, "rita@nl.example", "day")
    with FakeSmtp() as server:
        mailing.send_by_itself(with_mail(node, server))
    assert len(server.mails) == 1
