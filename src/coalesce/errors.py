"""Every error that Coalesce raises on purpose, in one tree.

    CoalesceError
    ├── BadInput             what was given is wrong; nothing was stored          exit 2
    │   ├── BadFile          the whole file cannot be read
    │   ├── BadField         one field of one line
    │   │   └── BadDate      not a date, impossible, or ambiguous
    │   └── BadUsage         a command or request that makes no sense
    ├── BadSettings          the settings file or environment                     exit 2
    ├── Refusal              the rules say no                                     exit 1
    │   ├── NotPermitted     the role or purpose does not allow the act
    │   ├── NotFound         unknown or not for this reader: never told apart
    │   ├── NotSignedIn      no session or token
    │   ├── NotTrusted       what another node sent is not signed as it must be
    │   ├── NotInstalled     an extra of this program that it takes is not there
    │   └── TooManyAttempts  sign-in failed too often: wait
    ├── Unreachable          another machine does not answer, or not rightly      exit 1
    │   └── AskedToWait      it asks to be asked later
    └── StoreError           the node's store                                     exit 1
        ├── NoNode           the folder holds no node
        ├── NeedsMigration   the schema is older or newer than this program
        ├── StoreBusy        another process is writing
        ├── StoreFull        the disk is full
        └── Tampered         the audit log, or a backup, is not what was written

Invariant: the message of each says what the user can do about it, and never
carries a person's name, a secret, or anything that the reader may not see.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

EXIT_REFUSED = 1
EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""

INTERRUPTED = "coalesce: interrupted; the same command goes on where it stopped\n"


class CoalesceError(Exception):
    """The root: catch this to catch whatever Coalesce raises on purpose."""

    exit_code = EXIT_REFUSED


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a fault: file name (never its whole path), line from 1, field. Any may be absent."""

    file: str | None = None
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        parts = (
            self.file,
            None if self.line is None else f"line {self.line}",
            None if self.field is None else f"field '{self.field}'",
        )
        return ", ".join(part for part in parts if part)


class BadInput(CoalesceError):
    """What was given is wrong. ``where`` tells file, line and field as far as they are known."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, reason: str, where: Where | None = None) -> None:
        self.reason = reason
        self.where = where or Where()
        place = str(self.where)
        super().__init__(f"{place}: {reason}" if place else reason)

    def at(self, file: str | None = None, line: int | None = None, field: str | None = None) -> BadInput:
        """The same error with the place filled in where it was not known yet."""
        where = Where(
            self.where.file or file,
            self.where.line if self.where.line is not None else line,
            self.where.field or field,
        )
        return type(self)(self.reason, where)


class BadFile(BadInput):
    """The whole file cannot be read: absent, empty, truncated, of a wrong form or encoding, too large."""


class BadField(BadInput):
    """One field of one line cannot be read."""


class BadDate(BadField):
    """Not a date, an impossible one, or one that can be read in two ways."""


class BadUsage(BadInput):
    """A command or request whose words make no sense together."""


class BadSettings(CoalesceError):
    """The settings file or the environment holds an unknown name or a value out of range."""

    exit_code = EXIT_BAD_INPUT


class Refusal(CoalesceError):
    """The rules say no."""


class NotPermitted(Refusal):
    """The actor's roles, or the purpose, do not allow the act."""


class NotFound(Refusal):
    """There is no such thing for this reader. Unknown and forbidden are never told apart."""

    def __init__(self, what: str = "record") -> None:
        super().__init__(f"no such {what} for this reader and purpose")


class NotSignedIn(Refusal):
    """No session and no token, or one that has expired."""


class NotTrusted(Refusal):
    """What another node sent was altered on its way, is not meant for this member, or is signed by another key."""


class NotInstalled(Refusal):
    """What is asked for takes an extra of this program that is not installed; the message says which."""


class TooManyAttempts(Refusal):
    """Sign-in failed too often by this name or from this address. ``seconds``: how long to wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, math.ceil(seconds))
        super().__init__(f"too many attempts failed: wait {self.seconds} seconds and try again")


class Unreachable(CoalesceError):
    """Another machine does not answer, or answers what it should not."""


class AskedToWait(Unreachable):
    """It is busy, and is to be asked again after so many ``seconds``; 0 where it does not say."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__("it is busy: it is asked again later")


class StoreError(CoalesceError):
    """Something about the node's store."""


class NoNode(StoreError):
    """The folder holds no node."""

    exit_code = EXIT_BAD_INPUT


class NeedsMigration(StoreError):
    """The schema of the store is not the one that this program knows."""


class StoreBusy(StoreError):
    """Another process is writing to the store."""


class StoreFull(StoreError):
    """The disk, or the size allowed to the store, is full. The store is as it was."""

    exit_code = EXIT_BAD_INPUT


class Tampered(StoreError):
    """The audit log or a backup is not what was written. ``row``: the first row of the log that shows it, 0 where none does."""

    def __init__(self, message: str, row: int = 0) -> None:
        super().__init__(message)
        self.row = row
