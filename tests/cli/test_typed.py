"""A secret that is piped in is read as its first line; one that is not there is refused."""

from __future__ import annotations

import io

import pytest

from coalesce.cli.typed import typed
from coalesce.errors import BadUsage


def test_what_is_piped_in_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a secret \r\nanother line\n"))
    assert typed("Its token") == "a secret "
    assert capsys.readouterr() == ("", ""), "nothing is asked and nothing is shown"


@pytest.mark.parametrize("given", ["", "\n", "  \n"])
def test_none_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    with pytest.raises(BadUsage, match="pipe it in"):
        typed("Its token")
