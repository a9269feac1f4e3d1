"""A path looked at before it is read: what it is, how large, its digest, and how its bytes begin.

Invariant: after ``checked_file`` the path is a readable, non-empty, regular file within the limit; each other
case is one BadFile that says what to do.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable
from pathlib import Path

from coalesce.errors import BadFile, Where
from coalesce.intake.limits import Limits

_HEAD = 65_536


def checked_file(path: Path, limits: Limits) -> int:
    """The size in bytes of a file that can be read. Raises BadFile."""
    where = Where(path.name)
    try:
        status = path.stat()
    except OSError as fault:
        raise BadFile(f"cannot be read ({fault.strerror}): check the path", where) from None
    except ValueError:
        raise BadFile("the path holds a sign that no path may hold", where) from None
    if stat.S_ISDIR(status.st_mode):
        raise BadFile("is a folder: give a file, or an OFAC folder that holds sdn.csv", where)
    if not stat.S_ISREG(status.st_mode):
        raise BadFile("is not a regular file", where)
    if status.st_size == 0:
        raise BadFile("is empty", where)
    if status.st_size > limits.max_file_bytes:
        raise BadFile(f"has {status.st_size} bytes, more than the {limits.max_file_bytes} allowed", where)
    return status.st_size


def head_of(path: Path) -> bytes:
    """The first 64 KiB. Raises BadFile where the file cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as fault:
        raise BadFile(f"cannot be read ({fault.strerror}): check its permissions", Where(path.name)) from None


def digest_of(paths: Iterable[Path]) -> str:
    """SHA-256, in hexadecimal, of one file's bytes; of several, over the names and digests of each."""
    digests = [(path.name, _one_digest(path)) for path in paths]
    if len(digests) == 1:
        return digests[0][1]
    whole = hashlib.sha256()
    for name, digest in digests:
        whole.update(f"{name}\0{digest}\n".encode())
    return whole.hexdigest()


def _one_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise BadFile(f"cannot be read ({fault.strerror})", Where(path.name)) from None
