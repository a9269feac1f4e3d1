"""The desk's own files: style sheets, modules, the base map. Read once, served from memory, without the comments and
indents that no browser needs.

Invariant: only what is listed at the start is served, under an address that changes when any of it does, so that a
browser may keep it for good; nothing personal is among them.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from importlib import resources

from coalesce.drawing import base_svg, style_sheet
from coalesce.errors import NotFound
from coalesce.web.answers import File

MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


class StaticFiles:
    """Every static file by its name."""

    def __init__(self) -> None:
        folder = resources.files("coalesce.web").joinpath("static")
        found = {entry.name: slim(entry.name, entry.read_bytes()) for entry in folder.iterdir() if _media(entry.name)}
        found |= {"base.svg": base_svg().encode(), "drawing.css": slim("drawing.css", style_sheet().encode())}
        self._files = {
            name: File(body, _media(name), kept=True, zipped=gzip.compress(body, 9, mtime=0))
            for name, body in sorted(found.items())
        }
        self._stamp = hashlib.sha256(b"".join(file.body for file in self._files.values())).hexdigest()[:12]

    def address(self, name: str) -> str:
        """Where a file is. Raises NotFound for one that is not there, so that no page points nowhere."""
        self.file(name)
        return f"/static/{self._stamp}/{name}"

    def file(self, name: str) -> File:
        """A file. Raises NotFound."""
        if name not in self._files:
            raise NotFound("file")
        return self._files[name]


def slim(name: str, body: bytes) -> bytes:
    """A sheet without comments and blanks between its rules; a module without whole lines of comment and without indents.
    What it does is the same: no string of ours holds a comment's sign, and none goes over a line's end."""
    text = body.decode()
    if name.endswith(".css"):
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"\s*([{};])\s*", r"\1", text.strip())
        text = re.sub(r"([{;][\w-]+): ", r"\1:", text).replace(";}", "}")
    elif name.endswith(".js"):
        lines = (line.strip() for line in text.splitlines())
        text = "\n".join(line for line in lines if line and not line.startswith("//"))
    return text.encode()


def _media(name: str) -> str:
    return MEDIA.get(name[name.rfind(".") :], "") if "." in name else ""
