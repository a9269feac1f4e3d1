"""Whom and where a text can name: states by CLDR's names and peoples, organisations, groups without a name, places.

Invariant: a code is a state's ISO 3166 alpha-2 or an organisation's of the language's file; what could be another word
as well (the alpha-3 codes: "and", "can", "are") is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from coalesce.names.countries import by_name

_ABBREVIATIONS = frozenset(("usa", "uae", "drc", "prc", "ksa"))
"""The names of three letters that a text uses as such; the others are alpha-3 codes and no words of a text."""


def state_names(raw: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Code and name of every state and people that a text may name as a member, in lower case."""
    left_out = {*raw["places_only"].split("|"), *raw["not_members"].split("|")}
    for name, code in by_name().items():
        if name in left_out or (len(name) == 3 and name not in _ABBREVIATIONS) or len(name) < 2:
            continue
        yield code, name
        if len(name) > 4 and name.endswith(("n", "i")) and " " not in name:  # the peoples: Germans, Emiratis
            yield code, name + "s"
    for name, code in (("emirates", "AE"), ("new zealanders", "NZ"), ("turks", "TR"), ("danes", "DK"), ("poles", "PL")):
        yield code, name


def actor_phrases(raw: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """Everything that can be a subject: ``actor`` with ``member:CODE``, ``capital:CODE``, ``group``, ``pronoun`` ..."""
    texts = {name: text for name, text in raw.items() if isinstance(text, str)}
    for name in ("adversaries", "bystanders", "standing_for", "everyone", "pronouns", "groups"):
        yield from (("actor", name, phrase) for phrase in texts[name].split("|"))
    yield from (("actor", f"member:{code}", name) for code, name in state_names(texts))
    for name, prefix in (
        ("organisations", "member"),
        ("institutions", "member"),
        ("capitals", "capital"),
        ("either", "either"),
    ):
        table = raw[name]
        if isinstance(table, dict):
            for code, names in table.items():
                yield from (("actor", f"{prefix}:{code}", one) for one in names.split("|"))


def place_phrases(raw: Mapping[str, str], members: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Regions and towns that a text names as places; states are found as actors and told apart by what stands before."""
    yield from (("place", "", phrase) for phrase in (*raw["places"].split("|"), *members["places_only"].split("|")))
