"""What changed since an answer that its reader kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from coalesce.errors import BadInput
from coalesce.services.comparing_estimates import changes, read_earlier

EARLIER: dict[str, Any] = {
    "viewer": "FR",
    "question": {"leg": "TR>SY"},
    "n_observed": 60,
    "estimate": 200.4,
    "interval95": [150.0, 400.0],
    "model": "[1,2,3]",
    "refusals": [],
    "table": [{"on": ["A", "B"], "count": 10}, {"on": ["A"], "count": 40}, {"on": ["C"], "count": 10}],
}


def test_nothing_changed() -> None:
    assert changes(EARLIER, dict(EARLIER)) == ["nothing that the estimate rests on has changed"]


def test_what_changed_is_said_list_by_list() -> None:
    now = {
        **EARLIER,
        "n_observed": 75,
        "estimate": 250.0,
        "interval95": [180.0, 420.0],
        "model": "[12,3]",
        "table": [{"on": ["A", "B"], "count": 15}, {"on": ["A"], "count": 40}, {"on": ["D"], "count": 20}],
    }
    assert changes(EARLIER, now) == [
        "D is new in the table, with 20 people",
        "C is no longer in the table",
        "people on A: 50 then, 55 now (+5)",
        "people on B: 10 then, 15 now (+5)",
        "people on the lists: 60 then, 75 now (+15)",
        "the estimate: 200 then, 250 now (+50)",
        "95 % interval: 150 to 400 then, 180 to 420 now",
        "the best model was [1,2,3] and is [12,3]",
    ]


def test_refusals_and_other_questions_are_said() -> None:
    refused = {**EARLIER, "estimate": None, "refusals": [{"code": "too_wide", "reason": "it is too wide"}]}
    assert changes(EARLIER, refused) == ["refused now: it is too wide"]
    assert changes(refused, EARLIER) == ["no longer refused for too wide"]
    assert "another question: viewer differ" in changes(EARLIER, {**EARLIER, "viewer": "DE"})[0]


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"n_observed": 3}',
        '{"n_observed": "3", "table": []}',
        '{"n_observed": 3, "table": [], "estimate": "9"}',
        '{"n_observed": 3, "table": [], "interval95": [1]}',
        '{"n_observed": 3, "table": [{"on": 1, "count": 2}]}',
        '{"n_observed": 3, "table": [{"on": ["A"]}]}',
        '{"n_observed": 3, "table": [], "refusals": [{}]}',
    ],
)
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "earlier.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"earlier\.json"):
        read_earlier(path)
    with pytest.raises(BadInput, match="cannot be read"):
        read_earlier(tmp_path / "absent.json")
    path.write_text(json.dumps(EARLIER), encoding="utf-8")
    assert read_earlier(path) == EARLIER
