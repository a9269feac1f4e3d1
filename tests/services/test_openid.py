"""An identity provider's word counts when all of it is right, and once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey

from coalesce.dates import FixedClock
from coalesce.errors import BadSettings, NotFound, NotSignedIn, Unreachable
from coalesce.services.node import Node
from coalesce.services.openid import Provider, client_secret
from coalesce.settings import OPENID_SECRET, Settings
from coalesce.store.account_book import Caller
from coalesce.store.accounts import CredentialKind
from tests import builders
from tests.builders import NOON, let_in
from tests.fake_provider import CLIENT, SECRET, FakeProvider, answering

HERE = Caller("10.0.0.1", "Firefox")
BACK = "http://127.0.0.1:8000/sign-in/openid/back"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = builders.make_node(tmp_path / "node", FixedClock(NOON))
    (made.store.folder / "client-secret").write_text(f"{SECRET}\n")
    let_in(made.store, "claire", "FR")
    yield made
    made.store.close()


@pytest.fixture
def fake(node: Node) -> Iterator[FakeProvider]:
    with answering(FakeProvider(lambda: int(node.store.accounts.machine_now().timestamp()))) as found:
        store = node.store
        chosen = {"openid_issuer": found.at, "openid_client": CLIENT, "openid_secret_file": "client-secret"}
        store.settings = replace(store.settings, **chosen)
        store.staff.bind(builders.owner(store), "claire", found.at, "42")
        yield found


def answer_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def through(node: Node, fake: FakeProvider) -> tuple[str, str]:
    """A whole sign-in; gives the actor and where it leads."""
    provider = Provider(node.store.settings)
    begun = provider.begin(node, BACK, "/people")
    entered, after = provider.finish(node, begun.sealed, answer_of(fake.authorize(begun.address)), HERE)
    return node.store.signed_in(entered.secret, CredentialKind.SESSION, "Firefox").name, after


def test_whom_the_operator_bound_signs_in(node: Node, fake: FakeProvider) -> None:
    assert through(node, fake) == ("claire", "/people")
    [session] = node.store.accounts.held("claire")
    assert session.way == "openid"


def test_nobody_else_does_and_nobody_is_made(node: Node, fake: FakeProvider) -> None:
    fake.subject = "43"
    before = node.store.actors()
    with pytest.raises(NotSignedIn, match="not bound"):
        through(node, fake)
    assert node.store.actors() == before


def _expired(claims: dict[str, Any]) -> None:
    claims["exp"] = claims["iat"] - 61


def _replaced(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda claims: claims.update(values)


@pytest.mark.parametrize(
    "change",
    [
        _expired,
        _replaced(nonce="another"),
        lambda claims: claims.pop("nonce"),
        _replaced(iss="https://evil.example"),
        _replaced(aud="another"),
        _replaced(aud=["another", "third"]),
        _replaced(aud=[CLIENT, "another"], azp="another"),
        _replaced(aud=None),
        _replaced(sub=""),
        _replaced(sub="4" * 256),
        lambda claims: claims.pop("sub"),
        lambda claims: claims.pop("exp"),
        lambda claims: claims.update(iat=claims["iat"] + 3600, exp=claims["exp"] + 3600),
        lambda claims: claims.update(nbf=claims["iat"] + 3600),
    ],
)
def test_a_token_that_is_not_right_opens_nothing(
    node: Node, fake: FakeProvider, change: Callable[[dict[str, Any]], None]
) -> None:
    fake.change = change
    with pytest.raises(NotSignedIn):
        through(node, fake)
    assert node.store.accounts.held("claire") == []


def test_a_token_signed_by_somebody_else_or_with_a_shared_secret_opens_nothing(node: Node, fake: FakeProvider) -> None:
    for key, header in (
        (RSAKey.generate_key(2048, {"kid": "one"}), {}),
        (OctKey.import_key(SECRET), {"alg": "HS256"}),
        (OctKey.import_key(SECRET), {"alg": "HS256", "kid": "two"}),
        (OctKey.import_key(SECRET), {"alg": "none"}),
    ):
        fake.signs_with, fake.header = key, header
        with pytest.raises(NotSignedIn):
            through(node, fake)


def test_a_new_key_of_the_provider_is_asked_for_at_once(node: Node, fake: FakeProvider) -> None:
    provider = Provider(node.store.settings)
    for kid in ("one", "two"):
        fake.key = RSAKey.generate_key(2048, {"kid": kid})
        fake.header = {"kid": kid}
        begun = provider.begin(node, BACK, "/")
        assert provider.finish(node, begun.sealed, answer_of(fake.authorize(begun.address)), HERE)
    assert fake.asked.count("/keys") == 2
    assert fake.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "changed", [{"state": "another"}, {"state": ""}, {"iss": "https://evil.example"}, {"code": ""}, {"error": "x"}]
)
def test_an_answer_that_was_tampered_with_opens_nothing(
    node: Node, fake: FakeProvider, changed: dict[str, str]
) -> None:
    provider = Provider(node.store.settings)
    begun = provider.begin(node, BACK, "/")
    answer = answer_of(fake.authorize(begun.address))
    with pytest.raises(NotSignedIn):
        provider.finish(node, begun.sealed, {**answer, **changed}, HERE)
    assert not [path for path in fake.asked if path == "/token"], "no code is sent on before the answer is right"


def test_an_answer_counts_once_even_where_the_provider_takes_its_code_twice(node: Node, fake: FakeProvider) -> None:
    fake.once = False
    provider = Provider(node.store.settings)
    begun = provider.begin(node, BACK, "/")
    answer = answer_of(fake.authorize(begun.address))
    assert provider.finish(node, begun.sealed, answer, HERE)
    with pytest.raises(NotSignedIn, match="before"):
        provider.finish(node, begun.sealed, answer, HERE)


def test_anothers_answer_does_not_fit_ones_own_sign_in(node: Node, fake: FakeProvider) -> None:
    provider = Provider(node.store.settings)
    mine, theirs = provider.begin(node, BACK, "/"), provider.begin(node, BACK, "/")
    answer = answer_of(fake.authorize(theirs.address))
    with pytest.raises(NotSignedIn):
        provider.finish(node, mine.sealed, answer, HERE)
    with pytest.raises(NotSignedIn):  # a stolen code behind one's own state fails at its verifier
        provider.finish(node, mine.sealed, {**answer, "state": answer_of(mine.address)["state"]}, HERE)


@pytest.mark.parametrize("sealed", ["", "x", "é", "AAAA" * 40])
def test_what_the_browser_holds_is_sealed(node: Node, fake: FakeProvider, sealed: str) -> None:
    provider = Provider(node.store.settings)
    begun = provider.begin(node, BACK, "/")
    answer = answer_of(fake.authorize(begun.address))
    with pytest.raises(NotSignedIn):
        provider.finish(node, sealed, answer, HERE)
    for secret in (answer["state"], answer_of(begun.address)["nonce"]):
        assert secret not in begun.sealed


def test_a_sign_in_that_took_too_long_is_begun_anew(node: Node, fake: FakeProvider) -> None:
    provider = Provider(node.store.settings)
    begun = provider.begin(node, BACK, "/")
    answer = answer_of(fake.authorize(begun.address))
    assert isinstance(node.store.clock, FixedClock)
    node.store.clock.moment += timedelta(minutes=node.store.settings.sign_in_minutes)
    with pytest.raises(NotSignedIn, match="too long ago"):
        provider.finish(node, begun.sealed, answer, HERE)


def test_a_wrong_client_secret_is_told_without_it(node: Node, fake: FakeProvider) -> None:
    (node.store.folder / "client-secret").write_text("wrong-secret")
    with pytest.raises(Unreachable) as caught:
        through(node, fake)
    assert "wrong-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("description", "fault"),
    [
        ({"issuer": "https://evil.example"}, Unreachable),
        ({"token_endpoint": "http://evil.example/token"}, BadSettings),
        ({"jwks_uri": ""}, BadSettings),
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_gone_to(
    node: Node, fake: FakeProvider, description: dict[str, Any], fault: type[Exception]
) -> None:
    fake.description = description
    with pytest.raises(fault):
        Provider(node.store.settings).begin(node, BACK, "/")


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"issuer": 1}', b"x" * 1_000_001])
def test_a_provider_that_answers_nonsense_is_said_to(node: Node, fake: FakeProvider, body: bytes) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    with pytest.raises(Unreachable):
        Provider(node.store.settings, transport).begin(node, BACK, "/")


def test_a_provider_that_does_not_answer_is_said_to(node: Node) -> None:
    at = replace(node.store.settings, openid_issuer="http://127.0.0.1:9", openid_seconds=1.0)
    with pytest.raises(Unreachable, match="does not answer"):
        Provider(at).begin(node, BACK, "/")
    with pytest.raises(BadSettings, match="https"):
        Provider(replace(at, openid_issuer="http://id.example")).begin(node, BACK, "/")
    with pytest.raises(NotFound):
        Provider(replace(at, openid_issuer="")).begin(node, BACK, "/")


def test_the_client_secret_stands_in_the_environment_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(" from file \n")
    filed = replace(Settings(), openid_secret_file="secret")
    assert client_secret(filed, tmp_path, {}) == "from file"
    assert client_secret(filed, tmp_path, {OPENID_SECRET: "from environment"}) == "from environment"
    assert client_secret(Settings(), tmp_path, {}) == ""
    with pytest.raises(BadSettings):
        client_secret(replace(filed, openid_secret_file="absent"), tmp_path, {})
