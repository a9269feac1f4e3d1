"""The project's files, as the house rules read them."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the top of the checkout, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)

    @property
    def module(self) -> tuple[str, ...]:
        """The parts of the path below the package: ``("flows", "journeys")``."""
        return Path(self.path).relative_to("src/coalesce").with_suffix("").parts

    @property
    def room(self) -> str:
        """The room or top-level module it belongs to."""
        return self.module[0]


@lru_cache
def tracked() -> tuple[str, ...]:
    """Every file that git tracks or would track, from the top of the checkout, and that is there."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return tuple(sorted(name for name in listing.split("\0") if name and (ROOT / name).is_file()))


@lru_cache
def python_files(*folders: str) -> tuple[Source, ...]:
    """The Python files below these folders."""
    names = (name for name in tracked() if name.endswith(".py") and name.startswith(folders))
    return tuple(Source(name, (ROOT / name).read_text(encoding="utf-8")) for name in names)


def house() -> tuple[Source, ...]:
    """The files of the package itself."""
    return python_files("src/coalesce/")


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name or attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (front := dotted(node.value)):
        return f"{front}.{node.attr}"
    return ""
