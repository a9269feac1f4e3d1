"""The console entry: an interruption while the program is being loaded, and a command that ends by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from coalesce.errors import EXIT_INTERRUPTED, INTERRUPTED

# `coalesce compare`, whose loading stops at the first module of the command line and says so.
_STOPPED_WHILE_LOADING = """
import importlib.abc, os, signal, sys, time

class Stop(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "coalesce.cli":
            os.write(1, b"loading")
            time.sleep(60)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Stop())
sys.argv = ["coalesce", "compare", "Ali", "Aly"]
from coalesce.__main__ import main
main()
"""


def test_an_interruption_while_loading_ends_with_a_word() -> None:
    asked = [sys.executable, "-c", _STOPPED_WHILE_LOADING]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert os.read(running.stdout.fileno(), 7) == b"loading"
        time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        said, told = running.communicate(timeout=60)
    assert (running.returncode, said, told.decode()) == (EXIT_INTERRUPTED, b"", INTERRUPTED)


def test_a_command_runs_to_its_end() -> None:
    asked = [sys.executable, "-m", "coalesce", "compare", "Ali", "Ali", "--format", "json"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"score"' in done.stdout
