"""What a peer is told where it cannot have what it asked: TAXII's error message.

Invariant: a message is one of the few texts of this room; it tells nothing of what is or is not here beyond what the same peer could
learn otherwise, and repeats nothing that was sent.

Source: TAXII 2.1 (OASIS, 2021), section 3.6.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

Headers = Sequence[tuple[bytes, bytes]]


class Fault(Exception):
    """A request that gets an error message. ``headers`` go with the answer."""

    def __init__(self, status: int, title: str, description: str = "", headers: Headers = ()) -> None:
        super().__init__(title)
        self.status, self.title, self.description, self.headers = status, title, description, headers

    def body(self) -> bytes:
        """The error message."""
        told = {"title": self.title, "http_status": str(self.status)}
        return orjson.dumps(told | ({"description": self.description} if self.description else {}))


def not_found() -> Fault:
    """Unknown, and not for this peer: one text for both."""
    return Fault(404, "There is no such thing here for this peer")


def not_signed_in() -> Fault:
    """No token, or one that opens nothing."""
    ways = ((b"www-authenticate", b'Bearer realm="coalesce"'), (b"www-authenticate", b'Basic realm="coalesce"'))
    return Fault(401, "A token is asked for", "Send Authorization: Bearer TOKEN, or Basic with NAME:TOKEN.", ways)


def too_many_attempts(seconds: int) -> Fault:
    """Wrong tokens from one address, too often."""
    return Fault(429, "Too many wrong tokens", "Wait, then try again.", ((b"retry-after", str(seconds).encode()),))


def not_allowed(methods: Sequence[str]) -> Fault:
    """The resource is there, and this method is none of its own."""
    return Fault(405, "This method is not for this resource", "", ((b"allow", ", ".join(methods).encode()),))


def not_writable() -> Fault:
    """A collection that is read only."""
    return Fault(403, "This collection can be read and not written to")


def not_acceptable() -> Fault:
    """The answer would be of a kind that the peer does not take."""
    return Fault(406, "Only application/taxii+json;version=2.1 is spoken here")


def unsupported() -> Fault:
    """What was sent is of another kind."""
    return Fault(415, "Only application/taxii+json;version=2.1 is taken here")


def too_large(most: int) -> Fault:
    """More than ``max_content_length``, or than may be sent at once."""
    return Fault(413, "The request is too large", f"At most {most} bytes, as the API root says.")


def too_slow() -> Fault:
    """A request that did not arrive in time."""
    return Fault(408, "The request did not arrive in time", "", ((b"connection", b"close"),))


def query_too_long(most: int) -> Fault:
    """A query that is longer than any sensible one."""
    return Fault(414, "The query is too long", f"At most {most} characters.")


def bad_query(what: str) -> Fault:
    """A parameter that cannot be read."""
    return Fault(400, f"The parameter {what} cannot be read")


def bad_bundle(why: str) -> Fault:
    """A body that cannot be taken as a whole; nothing of it was stored."""
    return Fault(422, "The envelope cannot be taken; nothing was stored", why)


def come_later(seconds: int = 5) -> Fault:
    """Too much at once."""
    return Fault(503, "Too much is asked at once", "Come later.", ((b"retry-after", str(seconds).encode()),))


def full() -> Fault:
    """No room for what was sent."""
    return Fault(507, "The inbox is full", "Delete what was taken in, or ask the operator of this node for more room.")


def broken() -> Fault:
    """A fault of the program: told by its kind and place in the log, never here."""
    return Fault(500, "Something went wrong here", "The operator's log tells where.")
