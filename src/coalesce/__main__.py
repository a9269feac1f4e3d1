"""Where ``coalesce`` begins: an interruption while the program is still being loaded ends it with a word, not a traceback.

Invariant: until everything is loaded nothing is open and nothing is written, so that leaving at once loses nothing; from
then on an interruption is the command line's (``coalesce.cli``).
"""

from __future__ import annotations

import os
import signal
from types import FrameType

from coalesce.errors import EXIT_INTERRUPTED, INTERRUPTED


def main() -> None:
    """The console entry."""
    if (
        signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):  # a shell's background job lets nobody interrupt
        from coalesce import app
    else:
        # A KeyboardInterrupt will not do here: a compiled module that is being loaded makes an error of its own of it.
        signal.signal(signal.SIGINT, _leave)
        from coalesce import app

        signal.signal(signal.SIGINT, signal.default_int_handler)
    app.main()


def _leave(_number: int, _frame: FrameType | None) -> None:
    os.write(2, INTERRUPTED.encode())
    os._exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    main()
