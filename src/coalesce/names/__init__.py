"""Names in any script, brought near each other: scripts, one normal form, romanising, tokens, skeletons.

Invariant: pure functions of the text; nothing here decides whether two names are one person's.
"""

from coalesce.names.normal import normalise
from coalesce.names.romanise import romanise
from coalesce.names.scripts import script_of
from coalesce.names.skeleton import skeleton
from coalesce.names.tokens import tokens

__all__ = ["normalise", "romanise", "script_of", "skeleton", "tokens"]
