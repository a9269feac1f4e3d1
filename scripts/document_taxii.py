"""Writes ``docs/reference/taxii-openapi.json``: the routes of the TAXII server, as the server's own tables have them.

python scripts/document_taxii.py
"""

from __future__ import annotations

import json
from pathlib import Path

from coalesce.taxii.openapi import document

GOAL = Path(__file__).resolve().parents[1] / "docs" / "reference" / "taxii-openapi.json"


def main() -> None:
    """Write the file."""
    GOAL.write_text(json.dumps(document(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
