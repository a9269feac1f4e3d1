"""Contributions: what each list gives, within what the reader sees."""

from __future__ import annotations

from tests.web.visits import Place, Visitor


def test_numbers_are_of_what_the_reader_sees(place: Place, claire: Visitor) -> None:
    found = claire.get("/api/contributions").json()
    rows = {row["list"]: row for row in found["lists"]}
    assert {name: (row["records"], row["people"], row["sightings"]) for name, row in rows.items()} == {
        "border": (2, 2, 6), "departures": (2, 2, 6),
    }  # fmt: skip
    assert rows["border"]["newest_edition"] is rows["border"]["lag_days"] is None
    assert rows["departures"]["newest_edition"].startswith("2014-11-01")
    assert rows["departures"]["months"] == {"2014-01": 2, "2014-02": 2, "2014-03": 2}
    assert rows["departures"]["newest_sighting"] == "2014-03-31"
    assert rows["departures"]["filled"] == {
        "born": 0.5, "nationality": 1.0, "document": 0.0, "seen": 1.0, "original_script": 0.5,
    }  # fmt: skip
    assert found["members"] == [{"member": "FR", "people": 2}, {"member": "NL", "people": 2}]
    assert place.visitor("dieter").get("/api/contributions").json()["lists"] == []


def test_the_page_says_what_its_owner_alone_knows(place: Place, claire: Visitor) -> None:
    text = claire.get("/contributions").text
    assert "its owner's to know" in text
    assert "1 Nov 2014" in text
    assert "2014-03" in text
    assert "No list is released to you" in place.visitor("dieter").get("/contributions").text
