"""Signing in through an identity provider: OpenID Connect, authorization code with PKCE, nonce and state.

Invariant: what the browser holds of a sign-in under way is sealed with the node's key and good for some minutes; the provider's word counts
when its signature, issuer, audience, time and nonce are right; whom it names here the operator has said before. The client secret
stands in a file or in the environment, and in no message.

Sources: OpenID Connect Core 1.0 (3.1) and Discovery 1.0, RFC 6749, RFC 7636 (PKCE, S256), RFC 9207 (the issuer in the answer),
RFC 9700 (best current practice).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import httpx
import orjson
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from coalesce.access import at_rest
from coalesce.errors import BadSettings, NotFound, NotSignedIn, Unreachable
from coalesce.services.node import Node
from coalesce.settings import OPENID_SECRET, Settings
from coalesce.store.account_book import Caller, Entered

ALGORITHMS = ["RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512", "EdDSA", "Ed25519"]
"""Signatures with a key pair alone: with a shared secret whoever holds the client's could write tokens."""

LEEWAY = 60
"""Seconds that the provider's clock may be off."""

MOST = 1_000_000
"""Bytes of the longest answer of a provider."""

REMEMBERED = 3_600.0
"""Seconds that the provider's description and keys are remembered; an unknown key is asked for anew at once."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_USE = "openid"
_FAILED = "the identity provider's answer is not right: sign in again, or in another way"
_GONE = "this sign-in began elsewhere or too long ago: begin again"


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun: where the browser goes, and what it holds meanwhile."""

    address: str
    sealed: str


@dataclass(slots=True)
class Provider:
    """The identity provider of one node, as its description says."""

    settings: Settings
    transport: httpx.BaseTransport | None = None
    _known: tuple[float, dict[str, Any]] | None = None
    _keys: tuple[float, KeySet] | None = None
    _turn: Lock = field(default_factory=Lock)

    def begin(self, node: Node, back: str, after: str) -> Begun:
        """Begin a sign-in that comes back to the address ``back`` and then leads to ``after``. Raises NotFound, Unreachable."""
        known = self.described(node)
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        query = {
            "response_type": "code",
            "client_id": self.settings.openid_client,
            "redirect_uri": back,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        at = known["authorization_endpoint"]
        until = node.store.accounts.machine_now().timestamp() + self.settings.sign_in_minutes * 60
        kept = orjson.dumps([state, nonce, verifier, back, after, until])
        sealed = base64.urlsafe_b64encode(at_rest.seal(node.store.key, _USE, "", kept)).decode()
        return Begun(f"{at}{'&' if urlsplit(at).query else '?'}{urlencode(query)}", sealed)

    def finish(self, node: Node, sealed: str, answer: Mapping[str, str], caller: Caller) -> tuple[Entered, str]:
        """What the provider's answer opens, and where it leads. Raises NotSignedIn, NotFound, Unreachable."""
        known = self.described(node)
        state, nonce, verifier, back, after = _begun(node, sealed)
        if not hmac.compare_digest(state.encode(), answer.get("state", "").encode(errors="replace")):
            raise NotSignedIn(_GONE)
        if answer.get("iss", known["issuer"]) != known["issuer"]:
            raise NotSignedIn(_FAILED)
        if "error" in answer or not answer.get("code"):
            raise NotSignedIn("the identity provider did not sign you in: try again, or sign in another way")
        told = self._exchanged(node, answer["code"], verifier, back)
        subject = self._subject(node, told, nonce)
        proof = hashlib.sha256(state.encode()).digest()
        return node.store.accounts.enter_subject(known["issuer"], subject, proof, caller), after

    # -- what the provider says ------------------------------------------------------------------

    def described(self, node: Node) -> dict[str, Any]:
        """The provider's description. Raises NotFound where the node has none, BadSettings, Unreachable."""
        issuer = self.settings.openid_issuer
        if not issuer:
            raise NotFound("page")
        _check_address(issuer)
        now = node.store.accounts.machine_now().timestamp()
        with self._turn:
            if self._known is None or now - self._known[0] > REMEMBERED:
                found = self._asked("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != issuer:
                    raise Unreachable("the identity provider calls itself by another address than 'openid_issuer' says")
                for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                    _check_address(str(found.get(name, "")))
                self._known = (now, found)
            return self._known[1]

    def _exchanged(self, node: Node, code: str, verifier: str, back: str) -> dict[str, Any]:
        known, client = self.described(node), self.settings.openid_client
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        secret = client_secret(self.settings, node.store.folder)
        methods = known.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if secret and "client_secret_basic" in methods:
            return self._asked("POST", known["token_endpoint"], form, (client, secret))
        more = {"client_id": client, **({"client_secret": secret} if secret else {})}
        return self._asked("POST", known["token_endpoint"], {**form, **more})

    def _subject(self, node: Node, told: dict[str, Any], nonce: str) -> str:
        """Whom the ID token names. Raises NotSignedIn where anything about it is not right."""
        token = told.get("id_token")
        if not isinstance(token, str):
            raise NotSignedIn(_FAILED)
        try:
            try:
                read = jwt.decode(token, self._key_set(node), algorithms=ALGORITHMS)
            except InvalidKeyIdError:
                read = jwt.decode(token, self._key_set(node, anew=True), algorithms=ALGORITHMS)
            expected = {"iss": {"essential": True, "value": self.described(node)["issuer"]}, "aud": {"essential": True}}
            params = {
                "nonce": nonce,
                "client_id": self.settings.openid_client,
                "access_token": told.get("access_token"),
            }
            claims = CodeIDToken(read.claims, read.header, expected, params)
            claims.validate(now=int(node.store.accounts.machine_now().timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError):
            raise NotSignedIn(_FAILED) from None
        audience, subject = read.claims.get("aud"), read.claims.get("sub")
        audiences = audience if isinstance(audience, list) else [audience]
        if self.settings.openid_client not in audiences or not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise NotSignedIn(_FAILED)
        return subject

    def _key_set(self, node: Node, anew: bool = False) -> KeySet:
        known, now = self.described(node), node.store.accounts.machine_now().timestamp()
        with self._turn:
            if anew or self._keys is None or now - self._keys[0] > REMEMBERED:
                told = self._asked("GET", known["jwks_uri"])
                try:
                    self._keys = (now, KeySet.import_key_set(cast("Any", told)))
                except (JoseError, ValueError, TypeError, KeyError):
                    raise Unreachable("the identity provider's keys cannot be read") from None
            return self._keys[1]

    def _asked(
        self, method: str, at: str, form: dict[str, str] | None = None, basic: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        """One request; its answer is one JSON document. No word of it goes into a message."""
        try:
            with (
                httpx.Client(timeout=self.settings.openid_seconds, transport=self.transport) as client,
                client.stream(method, at, data=form, auth=basic, headers={"accept": "application/json"}) as answer,
            ):
                body = b""
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > MOST:
                        raise Unreachable("the identity provider's answer is too long")
        except httpx.HTTPError:
            raise Unreachable("the identity provider does not answer: try again, or sign in another way") from None
        try:
            told = orjson.loads(body)
        except orjson.JSONDecodeError:
            told = None
        if answer.status_code == 400 and form:
            raise NotSignedIn(_FAILED)
        if answer.status_code != 200 or not isinstance(told, dict):
            raise Unreachable("the identity provider does not answer as it should: its operator's log says why")
        return told


def client_secret(settings: Settings, folder: Path, environ: Mapping[str, str] | None = None) -> str:
    """The provider's client secret, or "" for a client without one. Raises BadSettings where its file cannot be read."""
    given = (os.environ if environ is None else environ).get(OPENID_SECRET, "")
    if given or not settings.openid_secret_file:
        return given
    try:
        return (folder / settings.openid_secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSettings("the file that 'openid_secret_file' names cannot be read") from None


def _begun(node: Node, sealed: str) -> tuple[str, str, str, str, str]:
    """State, nonce, verifier and the two addresses of a sign-in under way. Raises NotSignedIn."""
    try:
        kept = at_rest.unseal(node.store.key, _USE, "", base64.urlsafe_b64decode(sealed.encode()))
    except (binascii.Error, ValueError):
        kept = None
    if kept is None:
        raise NotSignedIn(_GONE)
    state, nonce, verifier, back, after, until = orjson.loads(kept)
    if node.store.accounts.machine_now().timestamp() >= until:
        raise NotSignedIn(_GONE)
    return state, nonce, verifier, back, after


def _check_address(at: str) -> None:
    """Raises BadSettings for an address that others could read along; loopback is this machine."""
    parts = urlsplit(at)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise BadSettings("an identity provider's addresses begin with https")
