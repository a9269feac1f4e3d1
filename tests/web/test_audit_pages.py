"""The audit log as an auditor reads it."""

from __future__ import annotations

from tests.web.visits import Place


def test_an_auditor_reads_the_own_members_rows(fresh: Place) -> None:
    fresh.visitor("claire").get("/records?q=Zorbal")
    fresh.visitor("dieter").get("/records")
    ada = fresh.visitor("ada")
    text = ada.get("/audit").text
    assert "claire" in text
    assert "dieter" not in text
    assert "Zorbal" not in text
    assert "record" in text
    rows = ada.get("/api/audit").json()
    assert {row["member"] for row in rows} == {"FR", "NL"}
    assert all(row["about"] == "FR" for row in rows if row["member"] == "NL"), (
        "what the host did for FR is FR's to read"
    )
    assert rows == sorted(rows, key=lambda row: row["at"], reverse=True)
    assert "seq" not in rows[0]  # the gaps would tell how much others do


def test_more_rows_are_a_longer_page(fresh: Place) -> None:
    ada = fresh.visitor("ada")
    for _ in range(3):
        fresh.visitor("claire").get("/lists")
    assert "Show 4" in ada.get("/audit?limit=2").text
    assert len(ada.get("/api/audit?limit=2").json()) == 2


def test_a_counted_read_and_a_refusal_can_be_told(fresh: Place) -> None:
    with fresh.node.store.count(fresh.node.store.actor("claire")) as view:
        view.prepared()
    assert "counted" in fresh.visitor("ada").get("/audit").text
