"""The audit log as an auditor reads it."""

from __future__ import annotations

import csv
import io
import json
import time

import httpx

from tests.builders import leaves, raw_rows
from tests.web.visits import Place, Visitor


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
    assert [row["row"] for row in rows] == list(range(len(rows), 0, -1))


def test_rows_are_chosen_and_the_address_says_how(fresh: Place) -> None:
    claire, ada = fresh.visitor("claire"), fresh.visitor("ada")
    claire.get(f"/records/{fresh.ids['N1']}", params={"purpose": "border"})
    claire.get(f"/records/{fresh.ids['N1']}")
    refused = ada.get("/api/audit?refused=yes").json()
    assert [row["detail"]["outcome"] for row in refused] == ["NotFound"]
    assert refused[0]["purpose"] == "border"
    assert "unknown, or not for this reader" in ada.get("/audit?refused=yes").text
    by_id = ada.get(f"/api/audit?id={fresh.ids['N1']}").json()
    assert {row["actor"] for row in by_id} == {"claire"}
    assert ada.get(f"/api/audit?id={fresh.ids['N1']}&actor=ada").json() == []
    assert {row["action"] for row in ada.get("/api/audit?act=sign+in").json()} == {"sign in"}
    assert ada.get("/api/audit?since=2014-12").json() == []
    assert "There is no such row" in ada.get("/audit?since=2014-12").text
    assert ada.get("/audit?refused=no").status_code == ada.get("/audit?since=x").status_code == 400


def test_older_rows_are_the_next_page(fresh: Place) -> None:
    ada = fresh.visitor("ada")
    for _ in range(3):
        fresh.visitor("claire").get("/lists")
    first = ada.get("/api/audit?limit=2").json()
    older = ada.get(f"/api/audit?limit=2&before={first[-1]['row']}").json()
    assert [row["row"] for row in (*first, *older)] == list(range(first[0]["row"], first[0]["row"] - 4, -1))
    page = ada.get("/audit?limit=2").text
    assert "Older rows" in page
    assert "before=" in page


def test_a_counted_read_and_a_refusal_can_be_told(fresh: Place) -> None:
    with fresh.node.store.count(fresh.node.store.actor("claire")) as view:
        view.prepared()
    assert "counted" in fresh.visitor("ada").get("/audit").text


def test_an_export_is_every_row_and_a_row_itself(fresh: Place) -> None:
    ada = fresh.visitor("ada")
    ada.get("/audit")
    sent = ada.get("/audit.jsonl")
    lines = [json.loads(line) for line in sent.text.splitlines()]
    assert [line["row"] for line in lines] == list(range(len(lines), 0, -1))
    assert 'filename="audit.jsonl"' in sent.headers["content-disposition"]
    assert '"action":"audit export"' in leaves(fresh.node.store.folder)[-1]
    table = list(csv.DictReader(io.StringIO(ada.get("/audit.csv?actor=ada").text)))
    assert {row["actor"] for row in table} == {"ada"}
    assert table[0]["act"] == "audit export"
    assert json.loads(table[0]["detail"])["by_id"] is False


def checked(ada: Visitor) -> httpx.Response:
    for _ in range(300):
        page = ada.get("/audit/verify")
        if 'http-equiv="refresh"' not in page.text:
            return page
        time.sleep(0.01)
    raise AssertionError("the check never ended")


def begun(ada: Visitor, noted: str = "") -> httpx.Response:
    assert ada.post("/audit/verify", {"csrf": ada.csrf, "noted": noted}).headers["location"] == "/audit/verify"
    return checked(ada)


def test_the_log_is_verified_from_the_page(fresh: Place) -> None:
    ada = fresh.visitor("ada")
    assert "Check the whole log" in ada.get("/audit/verify").text
    page = begun(ada).text
    assert "The whole chain is as it was written" in page
    head = page.partition('<code class="long">')[2].partition("</code>")[0]
    assert fresh.node.store.verify_audit(fresh.node.store.actor("owner")).rows >= int(head.partition(":")[0]) > 5
    assert "are those whose tree head you noted" in begun(ada, head).text
    assert "Whole on" in ada.get("/audit").text
    other = head[:-1] + ("0" if head[-1] != "0" else "1")
    assert "not the one that was noted" in begun(ada, other).text
    assert ada.post("/audit/verify", {"csrf": ada.csrf, "noted": "7"}).status_code == 400


def test_planted_faults_are_found_from_the_page(fresh: Place) -> None:
    ada, folder = fresh.visitor("ada"), fresh.node.store.folder
    raw_rows(folder, "DELETE FROM audit_place WHERE seq = 9")
    assert "The log is broken at row 9." in begun(ada).text
    raw_rows(folder, "UPDATE audit SET leaf = CAST(replace(leaf, 'owner', 'other') AS BLOB) WHERE seq = 4")
    assert "The log is broken at row 4." in begun(ada).text
    raw_rows(folder, "DELETE FROM audit WHERE seq = 2")
    page = begun(ada).text
    assert "The log is broken at row 2." in page
    assert "It was found broken" in ada.get("/audit").text
    assert "Check again" in page
