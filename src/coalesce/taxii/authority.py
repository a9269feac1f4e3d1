"""What a request shows of who asks: a bearer token, or a name and a token.

Invariant: a token is taken from the Authorization header alone, never from an address.

Sources: RFC 6750 (Bearer), RFC 7617 (Basic).
"""

from __future__ import annotations

import base64
import binascii

_LONGEST = 1_000


def shown(header: str) -> tuple[str, str]:
    """Token and name of an Authorization header; "" where there is none."""
    scheme, _, rest = header[:_LONGEST].partition(" ")
    if scheme.casefold() == "bearer":
        return rest.strip(), ""
    if scheme.casefold() != "basic":
        return "", ""
    try:
        name, _, token = base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return (token, name) if name else ("", "")
