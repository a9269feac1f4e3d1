"""notices, notices mark, interests add, list, remove."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import PERSONS, Run
from tests.fake_smtp import PASSWORD, FakeSmtp


@pytest.fixture
def told(full: Run, tmp_path: Path) -> Run:
    """FR's list of the same people arrives, released to NL; A2 is known for a sighting too."""
    for words in (("actor", "add", "fred", "--member", "FR", "--role", "releasing_officer"),):
        assert full(*words).code == 0
    made = full(
        "list", "add", "arrivals", "--owner", "FR", "--release", "NL:investigation", "--keep-until", "2019-01-01"
    )
    assert made.code == 0, made.err
    path = tmp_path / "arrivals.csv"
    path.write_text(PERSONS.replace("A1,", "F1,").replace("A2,", "F2,").replace("A3,", "F3,"), encoding="utf-8")
    assert full("import", path, "--list", "FR/arrivals").code == 0
    return full


def test_what_is_new_is_told_and_marked(told: Run) -> None:
    rows = told("notices", "--format", "json").json()
    assert {(row["kind"], row["member"], row["list"]) for row in rows} == {("new", "FR", "arrivals")}
    assert {row["reference"] for row in rows} >= {"F1", "F3"}
    first = rows[0]["notice"]
    assert told("notices", "mark", first, "--format", "json").json() == {"marked": 1}
    assert first not in told("notices", "--format", "csv").out
    assert first in told("notices", "--seen", "--format", "csv").out
    assert told("notices", "--kind", "sighting", "--format", "json").json() == []
    assert len(told("notices", "--member", "fr", "--since", "2014-11-01", "--format", "json").json()) == len(rows) - 1
    assert told("notices", "mark", "--all", "--format", "json").json() == {"marked": len(rows) - 1}
    assert "nothing to show" in told("notices").out
    assert "'=Hedraq" in told("notices", "--seen", "--format", "csv").out, "no spreadsheet takes a name for a formula"


def test_what_cannot_be_asked_is_refused(told: Run) -> None:
    assert told("notices", "mark").code == 2
    assert told("notices", "mark", "x", "--all").code == 2
    assert told("notices", "--since", "someday").code == 2
    assert told("notices", "--kind", "nothing").code == 2
    assert told("notices", "mark", "nothing", "--format", "json").json() == {"marked": 0}


def test_digests_are_asked_for_and_sent(told: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    none = {"address": None, "every": None, "sent": None}
    assert told("notices", "digest", "--format", "json").json() == none
    made = told("notices", "digest", "rita@nl.example", "--every", "week", "--format", "json").json()
    assert (made["address"], made["every"]) == ("rita@nl.example", "week")
    assert told("notices", "digest", "rita").code == told("notices", "digest", "a@b.example", "--off").code == 2
    assert told("notices", "mail").code == 2, "this node sends no mail"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert told("notices", "mail", "--keep-password").code == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert told("notices", "mail", "--keep-password").code == 2
    with FakeSmtp() as server:
        for name, value in {
            "HOST": "127.0.0.1",
            "PORT": server.port,
            "TLS": "none",
            "FROM": "d@nl.example",
            "USER": "d",
        }.items():
            monkeypatch.setenv(f"COALESCE_SMTP_{name}", str(value))
        sent = told("notices", "mail", "--format", "json")
        assert sent.json() == {"sent": 1, "failed": 0, "quiet": 0}, sent.err
    assert server.logins == [("d", PASSWORD)]
    assert told("notices", "mail", "--forget-password").code == 0
    assert told("notices", "digest", "--off", "--format", "json").json() == none


def test_interests_are_kept_listed_and_let_go(told: Run) -> None:
    made = told("interests", "add", "leg", "SY>IQ", "--format", "json").json()
    assert (made["kind"], made["value"], made["actor"]) == ("leg", "SY>IQ", "owner")
    assert told("interests", "add", "list", "FR/arrivals").code == 0
    unknown = told("interests", "add", "list", "FR/nothing")
    assert (unknown.code, "no such list" in unknown.err) == (1, True)
    assert [row["value"] for row in told("interests", "list", "--format", "json").json()] == ["SY>IQ", "FR/arrivals"]
    assert told("interests", "list", "--as", "claire", "--format", "json").json() == []
    assert told("interests", "remove", made["interest"], "--as", "claire").code == 1
    assert told("interests", "remove", made["interest"]).code == 0
    assert told("interests", "add", "leg", "nowhere").code == 2
