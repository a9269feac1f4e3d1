"""The settings of the node as its operator reads them; they are changed in their file or in the environment.

Invariant: nothing here changes anything, and no secret is among them.
"""

from __future__ import annotations

from coalesce.errors import BadUsage
from coalesce.handling import Purpose, Role
from coalesce.services.explaining_settings import SettingShown, explained
from coalesce.settings import FILE_NAME, PREFIX
from coalesce.web.answers import Answer, Data, Page
from coalesce.web.asked import Asked
from coalesce.web.language import say
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
OPERATORS = frozenset({Role.OPERATOR})


@routes.page("/settings", purpose=Purpose.PLANNING, roles=OPERATORS, door=Door.ACTOR, asks=("changed", "q"))
def settings(asked: Asked) -> Answer:
    """Every setting with its value, its default, where it comes from and what it means."""
    rows = _chosen(asked)
    facts = {
        "rows": rows,
        "stale": any(row.stale for row in explained(asked.node)),
        "file": FILE_NAME,
        "prefix": PREFIX,
        "changed": asked.one("changed"),
        "q": asked.one("q"),
    }
    return Page("settings.html", say("Settings"), facts)


@routes.data("/api/settings", purpose=Purpose.PLANNING, roles=OPERATORS, door=Door.ACTOR, asks=("changed", "q"))
def api_settings(asked: Asked) -> Answer:
    """The same as JSON: ``name``, ``value``, ``default``, ``source``, ``meaning``, ``stale``."""
    return Data(
        [
            {
                "name": row.name,
                "value": row.value,
                "default": row.default,
                "source": row.source,
                "meaning": row.meaning,
                "stale": row.stale,
            }
            for row in _chosen(asked)
        ]
    )


def _chosen(asked: Asked) -> list[SettingShown]:
    changed, words = asked.one("changed"), asked.one("q").casefold().split()
    if changed not in ("", "yes"):
        raise BadUsage("'changed' is yes, or left away")
    return [
        row
        for row in explained(asked.node)
        if (row.changed or not changed) and all(word in f"{row.name} {row.meaning}".casefold() for word in words)
    ]
