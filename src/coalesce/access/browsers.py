"""Which browser and system a session was opened with, in two words, so that its owner knows it again.

Invariant: what is told is one of the words below, and nothing that the browser sent.
"""

from __future__ import annotations

import re

BROWSERS = (
    ("Edg", "Edge"), ("OPR|Opera", "Opera"), ("Firefox|FxiOS", "Firefox"), ("Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"), ("curl|python|httpx|Wget", "a program"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"), ("Mac OS X|Macintosh", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux|X11", "Linux"),
)  # fmt: skip


def described(agent: str) -> str:
    """``Firefox, Linux``; "" where neither is known."""
    found = (next((word for pattern, word in words if re.search(pattern, agent)), "") for words in (BROWSERS, SYSTEMS))
    return ", ".join(word for word in found if word)
