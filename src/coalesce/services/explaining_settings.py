"""Every setting with its value, its default, where the value comes from, and what it means in the words of its own docstring.

Invariant: no secret is a setting, so that none is told; what is told is what this process goes by, also where the file was changed since.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from coalesce import settings as module
from coalesce.errors import BadSettings
from coalesce.services.node import Node
from coalesce.settings import Settings, sources


@dataclass(frozen=True, slots=True)
class SettingShown:
    """One setting. ``source``: ``default``, ``file`` or ``environment``; ``stale``: the file or environment says another value by now."""

    name: str
    value: object
    default: object
    source: str
    meaning: str
    stale: bool = False

    @property
    def changed(self) -> bool:
        """Whether it differs from its default."""
        return self.value != self.default


def explained(node: Node, environ: Mapping[str, str] | None = None) -> list[SettingShown]:
    """Every setting of a node, in the order of ``Settings``."""
    held, said = node.store.settings, meanings()
    try:
        now = sources(node.store.folder, environ)
    except BadSettings:
        now = {}
    rows = []
    for field in fields(Settings):
        value, (source, present) = getattr(held, field.name), now.get(field.name, ("default", field.default))
        rows.append(SettingShown(field.name, value, field.default, source, said[field.name], stale=present != value))
    return rows


@cache
def meanings() -> dict[str, str]:
    """What each setting means: the docstring that stands beneath it."""
    body = ast.parse(inspect.getsource(module)).body
    of_settings = next(node for node in body if isinstance(node, ast.ClassDef) and node.name == Settings.__name__)
    found = {}
    for named, told in zip(of_settings.body, of_settings.body[1:], strict=False):
        if isinstance(named, ast.AnnAssign) and isinstance(named.target, ast.Name) and isinstance(told, ast.Expr):
            found[named.target.id] = inspect.cleandoc(str(ast.literal_eval(told.value)))
    return found
