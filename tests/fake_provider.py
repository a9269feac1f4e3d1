"""An identity provider on loopback, for tests: it answers as OpenID Connect has it, or in one of many wrong ways."""

from __future__ import annotations

import json
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "coalesce-nl", "the client's secret / with signs: &%"
Claims = dict[str, Any]


@dataclass
class FakeProvider:
    """Whom it names next, what time it is there, and how its ID tokens are changed before they are signed."""

    now: Callable[[], int]
    at: str = ""
    subject: str = "42"
    change: Callable[[Claims], None] = lambda claims: None
    header: dict[str, str] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    signs_with: RSAKey | OctKey | None = None
    once: bool = True
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorize(self, address: str) -> str:
        """What the browser would do at the provider: sign in there, and be sent back; gives the address."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["client_id"] == CLIENT
        assert query["scope"].split() == ["openid"]
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state'], 'iss': self.at})}"

    def described(self) -> dict[str, Any]:
        """The description of the provider."""
        told = {
            "issuer": self.at,
            "authorization_endpoint": f"{self.at}/authorize",
            "token_endpoint": f"{self.at}/token",
            "jwks_uri": f"{self.at}/keys",
        }
        return told | self.description

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The answer of the token endpoint."""
        user, _, password = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote(user), password) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        began = self.codes.pop(form["code"], None) if self.once else self.codes.get(form["code"])
        if began is None or began["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if create_s256_code_challenge(form["code_verifier"]) != began["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = self.now()
        claims: Claims = {
            "iss": self.at,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": began["nonce"],
        }
        self.change(claims)
        header = {"alg": "RS256", "kid": "one", **self.header}
        if header["alg"] == "none":
            signed = ".".join((*(_encoded(part) for part in (header, claims)), ""))
        else:
            signed = jwt.encode(header, claims, self.signs_with or self.key, algorithms=["RS256", "HS256"])
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": signed}


def _encoded(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


@contextmanager
def answering(provider: FakeProvider) -> Iterator[FakeProvider]:
    """The provider, listening on a free port of loopback."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            path = urlsplit(self.path).path
            if path == "/authorize":
                self.send_response(302)
                self.send_header("location", provider.authorize(self.path))
                self.end_headers()
            elif path == "/keys":
                self._tell(200, {"keys": [provider.key.as_dict(private=False)]})
            elif path == "/.well-known/openid-configuration":
                self._tell(200, provider.described())
            else:
                self._tell(404, {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._tell(*provider.token(form, self.headers.get("authorization", "")))

        def _tell(self, status: int, document: dict[str, Any]) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    provider.at = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
