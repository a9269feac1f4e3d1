"""``coalesce``: the command line, a contract that other programs call.

Invariant: data goes to stdout alone, progress and messages to stderr; exit 0 done, 1 a check or refusal, 2 bad
input or usage; a message names file, line and field.
"""

from coalesce.cli.main import app, run

__all__ = ["app", "run"]
