"""``bench/results.md``: one section a benchmark, rewritten by that benchmark alone.

Invariant: a section holds what one run printed; the others stay as they are.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
_HEAD = "# Benchmarks\n\nEach section is what one run printed. Machines are noisy: trust ratios within a section.\n"


def write_section(title: str, lines: Sequence[str]) -> None:
    """Print the section and put it in place of the one of that title, or at the end."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    body = "\n".join([f"## {title}", "", f"*{machine}*", "", *lines, ""])
    print(body)
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else _HEAD
    head, *sections = text.split("\n## ")
    kept = {section.splitlines()[0]: section for section in sections}
    kept[title] = body.removeprefix("## ")
    RESULTS.write_text("\n## ".join([head, *kept.values()]), encoding="utf-8")
