"""``python -m bench [NAME ...]``: all benchmarks, or the named ones, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_NOT = {"__init__", "__main__", "known", "results", "taxii_load", "taxii_other", "taxii_world"}


def main() -> int:
    """The worst exit code of all."""
    known = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in _NOT)
    chosen = sys.argv[1:] or known
    if unknown := sorted(set(chosen) - set(known)):
        print(f"no benchmark '{unknown[0]}': there are {', '.join(known)}", file=sys.stderr)
        return 2
    return max(subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode for name in chosen)


if __name__ == "__main__":
    sys.exit(main())
