"""A mail server on loopback for tests: it takes mail as RFC 5321 says, over TLS where it is given a certificate."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import BinaryIO

PASSWORD = "four grey herons"
"""With which it lets anybody in."""


@dataclass(slots=True)
class FakeSmtp:
    """What came, and as whom. ``refused``: addresses that it does not take; ``breaks_off``: it hangs up at the first mail."""

    context: ssl.SSLContext | None = None
    tls_at_once: bool = False
    refused: frozenset[str] = frozenset()
    breaks_off: bool = False
    mails: list[Message] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    def __enter__(self) -> FakeSmtp:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def port(self) -> int:
        """Where it listens."""
        found: int = self._listener.getsockname()[1]
        return found

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls_at_once and self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                self._talk(connection)
        except OSError:
            return

    def _talk(self, connection: socket.socket) -> None:
        lines, encrypted = connection.makefile("rb"), self.tls_at_once
        self._say(connection, "220 fake")
        while line := lines.readline():
            word = line.decode().strip()
            verb = word[:4].upper()
            if verb == "STAR" and self.context:
                self._say(connection, "220 go on")
                connection = self.context.wrap_socket(connection, server_side=True)
                lines, encrypted = connection.makefile("rb"), True
            elif verb == "EHLO":
                offers = ["250-fake", "250-AUTH PLAIN"] + (["250-STARTTLS"] if self.context and not encrypted else [])
                self._say(connection, *offers, "250 HELP")
            elif verb == "AUTH":
                _, user, password = base64.b64decode(word.split()[2]).decode().split("\0")
                self.logins.append((user, password))
                self._say(connection, "235 in" if password == PASSWORD else "535 no")
            elif verb == "RCPT":
                taken = word[word.index("<") + 1 : word.index(">")] not in self.refused
                self._say(connection, "250 yes" if taken else "550 nobody")
            elif verb == "DATA":
                if self.breaks_off:
                    break
                self._say(connection, "354 go on")
                self.mails.append(message_from_bytes(_body(lines)))
                self.secure.append(encrypted)
                self._say(connection, "250 taken")
            elif verb == "QUIT":
                self._say(connection, "221 bye")
                break
            else:
                self._say(connection, "250 yes")
        lines.close()
        connection.close()

    @staticmethod
    def _say(connection: socket.socket, *lines: str) -> None:
        connection.sendall("".join(f"{line}\r\n" for line in lines).encode())


def _body(lines: BinaryIO) -> bytes:
    body = b""
    while (line := lines.readline()) not in (b".\r\n", b""):
        body += line.removeprefix(b".") if line.startswith(b"..") else line
    return body
