"""Names in any script, brought near each other: scripts, one normal form, romanising, tokens, skeletons.

Invariant: pure functions of the text; nothing here decides whether two names are one person's: ``compare`` says how
likely they are one name, and why.
"""

from coalesce.names.comparing import NameComparison, compare
from coalesce.names.normal import normalise
from coalesce.names.romanise import romanise
from coalesce.names.scripts import script_of
from coalesce.names.skeleton import skeleton
from coalesce.names.tokens import tokens

__all__ = ["NameComparison", "compare", "normalise", "romanise", "script_of", "skeleton", "tokens"]
