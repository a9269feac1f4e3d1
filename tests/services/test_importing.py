"""What becomes of every row of a file, and that a file which cannot be read to its end changes nothing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson
import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadFile
from coalesce.handling import TLP, Grant, Handling, Purpose
from coalesce.intake import LeftOut, Mapping, Read, Rejected, Row
from coalesce.linking.prepared import stored_keys
from coalesce.records import RecordList
from coalesce.services.importing import ImportOrder, ImportReport, import_file, import_rows
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.services.withdrawing import withdraw
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_node,
    owner,
    raw_rows,
    tables,
)

HEADER = "reference,name,birth_date,nationality"
SIGHTINGS = "reference,kind,country,date"
UNCOMPARED = ("release_set", "reader", "grant", "audit")
"""A set that was made for rows taken away again says nothing; the log only grows."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = make_node(tmp_path / "node", FixedClock(NOON), write_batch_rows=50)
    let_in(made.store, "claire", "FR")
    yield made
    made.store.close()


@pytest.fixture
def to(node: Node) -> RecordList:
    return add_list(node.store, held=handling("FR"))


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def brought(node: Node, path: Path, name: str = "border", **how: object) -> ImportReport:
    return import_file(node, owner(node.store), ImportOrder(path, name, **how))  # type: ignore[arg-type]  # a test's own words


def test_the_report_tells_every_row(node: Node, to: RecordList, tmp_path: Path) -> None:
    one = written(
        tmp_path / "one.csv",
        HEADER,
        "A,Zorbal Kemtari,1985-02-03,TN",
        "B,Vulneq Shambir,1990-02,FR",
        "C,Kelmo Tarsin,1990-02-31,FR",
    )
    report = brought(node, one)
    assert report.counts() == {
        "accepted": 2,
        "added": 2,
        "changed": 0,
        "unchanged": 0,
        "delisted": 0,
        "kept": 0,
        "rejected": 1,
        "unnamed": 0,
        "left_out": {},
        "crowded": 0,
        "without_keys": 0,
        "unreal_dates": 0,
        "corrected": 0,
    }
    assert report.edition == 1
    (rejected,) = report.rejected_files
    assert Path(rejected) == tmp_path / "one.csv.rejected.csv"
    two = written(tmp_path / "two.csv", HEADER, "A,Zorbal Kemtari,1985-02-03,TN", "D,Hedraq Tolumis,,IQ")
    report = brought(node, two)
    assert (report.added, report.unchanged, report.delisted, report.accepted) == (1, 1, 1, 2)
    assert report.rejected_files == ()
    assert sorted(ids(node.store)) == ["A", "D"]


def test_the_edition_and_the_log_keep_the_numbers(node: Node, to: RecordList, tmp_path: Path) -> None:
    brought(node, written(tmp_path / "one.csv", HEADER, "A,Zorbal Kemtari,,"))
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        (edition,) = view.editions(to.id)
    assert (edition.number, edition.source) == (1, "one.csv")
    assert edition.report["added"] == edition.report["accepted"] == 1
    assert edition.report["delisted"] == 0
    assert '"action":"import"' in next(
        leaf for leaf in leaves(node.store.folder) if to.id in leaf and "edition" in leaf
    )


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_rejected_rows_can_be_mended_and_brought_again(node: Node, to: RecordList, tmp_path: Path) -> None:
    one = written(tmp_path / "one.csv", HEADER, "A,Zorbal Kemtari,1285-02-20,TN", "B,Vulneq Shambir,,FR")
    brought(node, one)
    header, row = cells(tmp_path / "one.csv.rejected.csv")
    assert header == [*HEADER.split(","), "line", "reason"]
    assert row[:5] == ["A", "Zorbal Kemtari", "1285-02-20", "TN", "2"]
    assert "birth_date" in row[5]


def test_sightings_find_their_records_and_strays_are_told(node: Node, to: RecordList, tmp_path: Path) -> None:
    persons = written(tmp_path / "p.csv", HEADER, "A,Zorbal Kemtari,,", "B,,,")
    seen = written(
        tmp_path / "s.csv",
        SIGHTINGS,
        "A,entered,SY,2014-03",
        "A,present,IQ,",
        "B,entered,SY,2014-03",  # its person is rejected
        "Z,entered,SY,2014-03",  # and this one is nowhere
        "A,flew,SY,2014-03",
    )
    report = brought(node, persons, sightings=seen)
    assert (report.added, report.rejected, report.rejected_sightings) == (1, 1, 3)
    assert [row[0] for row in cells(tmp_path / "s.csv.rejected.csv")[1:]] == ["B", "Z", "A"]
    assert len(report.rejected_files) == 2
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        assert sorted(one.country for one in view.sightings()[ids(node.store)["A"]]) == ["IQ", "SY"]


def test_a_sighting_of_a_person_rejected_late_is_not_lost(node: Node, to: RecordList, tmp_path: Path) -> None:
    persons = written(tmp_path / "p.csv", HEADER + ",release", "A,Zorbal Kemtari,,,XX:border", "B,Vulneq Shambir,,,")
    seen = written(tmp_path / "s.csv", SIGHTINGS, "A,entered,SY,2014-03", "B,entered,SY,2014-03")
    report = brought(node, persons, sightings=seen)
    assert (report.added, report.rejected, report.rejected_sightings) == (1, 1, 1)
    assert cells(tmp_path / "s.csv.rejected.csv")[1][0] == "A"


def test_a_row_s_own_handling_wins_over_the_list_s(node: Node, to: RecordList, tmp_path: Path) -> None:
    let_in(node.store, "bea", "BE")
    brought(
        node,
        written(
            tmp_path / "p.csv",
            "reference,name,tlp,release,figures_to,keep_until",
            "A,Zorbal Kemtari,,,,",
            "B,Vulneq Shambir,red,BE:border;FR:statistics,BE,2015-06-30",
            "C,Hedraq Tolumis,,none,,",
        ),
    )
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        held = {record.entry.reference: record.handling for record in view.records(list(view.facts())).values()}
    assert held["A"] == to.handling
    assert held["B"] == Handling(
        date(2015, 6, 30),
        TLP.RED,
        frozenset({Grant(Purpose.BORDER, "BE"), Grant(Purpose.STATISTICS, "FR")}),
        frozenset({"BE"}),
    )
    assert held["C"] == replace(to.handling, releases=frozenset())


@pytest.mark.parametrize("column", ["release", "figures_to"])
def test_a_release_to_a_stranger_is_rejected(node: Node, to: RecordList, tmp_path: Path, column: str) -> None:
    cell = "QQ:border" if column == "release" else "QQ"
    one = written(tmp_path / "p.csv", f"reference,name,{column}", f"A,Zorbal Kemtari,{cell}", "B,Vulneq Shambir,")
    report = brought(node, one)
    assert (report.added, report.rejected) == (1, 1)
    assert "'QQ' is no member of this node: add it first" in cells(tmp_path / "p.csv.rejected.csv")[1][-1]


def test_what_was_to_be_kept_until_yesterday_is_rejected(node: Node, to: RecordList, tmp_path: Path) -> None:
    one = written(
        tmp_path / "p.csv",
        "reference,name,keep_until",
        "A,Zorbal Kemtari,2014-10-31",
        "B,Vulneq Shambir,2014-11-01",
    )
    report = brought(node, one)
    assert (report.added, report.rejected) == (1, 1)
    assert "2014-10-31" in cells(tmp_path / "p.csv.rejected.csv")[1][-1]


@pytest.mark.parametrize(
    ("born", "release", "seen_on", "kept"),
    [
        ("1985-02-03", "", "2014-03-01", False),
        ("1998-02-03", "", "2014-03-01", True),
        ("1998-02-03", "FR:investigation", "2014-03-01", False),  # the owner says so of this record
        ("1996-03-01", "", "2014-02-28", True),
        ("1996-03-01", "", "2014-03-01", False),
        ("1996", "", "2014-06-01", True),  # 31 December 1996 is possible
        ("", "", "2014-03-01", False),
        ("1996-11-02", "", "", True),  # not seen on any day: today counts
        ("1996-11-01", "", "", False),
    ],
)
def test_minors_are_their_owner_s_alone(
    node: Node, to: RecordList, tmp_path: Path, born: str, release: str, seen_on: str, kept: bool
) -> None:
    persons = written(tmp_path / "p.csv", HEADER + ",release", f"A,Zorbal Kemtari,{born},,{release}")
    seen = written(tmp_path / "s.csv", SIGHTINGS, f"A,entered,SY,{seen_on}")
    report = brought(node, persons, sightings=seen)
    assert report.minors == int(kept)
    assert list(ids(node.store)) == ["A"]
    assert list(ids(node.store, node.store.actor("claire"))) == ([] if kept else ["A"])


def test_a_crowded_key_is_left_out_and_its_record_kept(tmp_path: Path) -> None:
    node = make_node(tmp_path / "small", FixedClock(NOON), max_records_per_key=3)
    add_list(node.store)
    lines = [f"R{n},Zorbal Kemtari,1985-02-03,TN" for n in range(6)]
    lines += ["D,Zorbal Kemtari,1990-07-08,TN", "X,Hedraq Tolumis,,"]
    report = brought(node, written(tmp_path / "p.csv", HEADER, *lines))
    assert (report.added, report.rejected) == (8, 0)
    assert report.crowded == 4, "three rows beyond the bound, and the one that shares the name with them"
    assert report.without_keys == 3, "that one has keys of its own date"
    assert set(ids(node.store)) == {"D", "X", *(f"R{n}" for n in range(6))}
    stored = raw_rows(node.store.folder, "SELECT body FROM prepared")
    bearers = Counter(key for (body,) in stored for key in stored_keys(body))
    assert max(bearers.values()) == 3
    link_records(node, owner(node.store), LinkOrder())
    assert raw_rows(node.store.folder, "SELECT count(*) FROM link")[0][0] <= 6
    counted = raw_rows(node.store.folder, "SELECT report FROM edition")[0][0]
    assert orjson.loads(counted)["crowded"] == 4
    node.store.close()


def test_one_list_does_not_use_up_another_s_keys(tmp_path: Path) -> None:
    node = make_node(tmp_path / "small", FixedClock(NOON), max_records_per_key=3)
    for name in ("border", "other"):
        add_list(node.store, name)
    lines = [f"R{n},Zorbal Kemtari,1985-02-03,TN" for n in range(6)]
    path = written(tmp_path / "p.csv", HEADER, *lines)
    reports = [import_file(node, owner(node.store), ImportOrder(path, name)) for name in ("border", "other")]
    assert [report.crowded for report in reports] == [3, 3]
    node.store.close()


def test_what_is_no_person_is_left_out_by_kind(node: Node, to: RecordList) -> None:
    rows: list[Row] = [Read(entry("A")), LeftOut(2, "vessel"), LeftOut(3, "organisation"), LeftOut(4, "vessel")]
    report = import_rows(node, owner(node.store), "border", [*rows, Rejected(5, "name", "is empty")], ("made", "d"))
    assert report.left_out == {"vessel": 2, "organisation": 1}
    assert (report.added, report.rejected, report.edition) == (1, 1, 1)
    assert list(report.counts()["left_out"]) == ["organisation", "vessel"]  # type: ignore[call-overload]


def test_what_was_withdrawn_is_counted_as_left_out(node: Node, to: RecordList, tmp_path: Path) -> None:
    one = written(tmp_path / "p.csv", HEADER, "A,Zorbal Kemtari,,", "B,Vulneq Shambir,,")
    brought(node, one)
    withdraw(node, owner(node.store), INVESTIGATION, ids(node.store)["A"], "mistaken")
    report = brought(node, one)
    assert report.left_out == {"withdrawn": 1}
    assert (report.accepted, report.unchanged, report.delisted) == (1, 1, 0)


def long_file(path: Path, rows: int = 5200) -> Path:
    return written(path, HEADER, *(f"R{n},Zorbal{n} Kemtari{n % 97},19{60 + n % 30}-02-03,TN" for n in range(rows)))


def unclosed(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write('last,"Zorbal')


def wrong_byte(path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    lines[5000] = b"R4999,Zorb\xff\xfe\xfal,1990,TN"
    path.write_bytes(b"\n".join(lines))


def nul(path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    lines[5000] = b"R4999,Zorb\0al,1990,TN"
    path.write_bytes(b"\n".join(lines))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-12])


@pytest.mark.parametrize("spoil", [unclosed, wrong_byte, nul, cut_short], ids=lambda spoil: spoil.__name__)
def test_a_file_that_fails_near_its_end_changes_nothing(
    node: Node, to: RecordList, tmp_path: Path, spoil: object
) -> None:
    brought(node, written(tmp_path / "one.csv", HEADER, "R1,Zorbal1 Kemtari1,,", "Old,Vulneq Shambir,,"))
    before = tables(node.store.folder, *UNCOMPARED)
    bad = long_file(tmp_path / "bad.csv")
    assert callable(spoil)
    spoil(bad)
    with pytest.raises(BadFile, match=r"bad\.csv, line \d+"):
        brought(node, bad)
    after = tables(node.store.folder, *UNCOMPARED)
    assert {name for name in after if after[name] != before[name]} == set()
    assert sorted(ids(node.store)) == ["Old", "R1"]
    assert not (tmp_path / "bad.csv.rejected.csv").exists()


def test_a_bad_sightings_file_changes_nothing(node: Node, to: RecordList, tmp_path: Path) -> None:
    before = tables(node.store.folder, *UNCOMPARED)
    persons = written(tmp_path / "p.csv", HEADER, "A,Zorbal Kemtari,,")
    with pytest.raises(BadFile, match=r"s\.csv"):
        brought(node, persons, sightings=written(tmp_path / "s.csv", "reference,country", "A,SY"))
    with pytest.raises(BadFile, match="absent"):
        brought(node, persons, sightings=tmp_path / "absent")
    assert tables(node.store.folder, *UNCOMPARED) == before


class Interrupted(Exception):
    """What a test stops an import with."""


def cut(rows: Iterable[Row], after: int) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number == after:
            raise Interrupted
        yield row


def test_an_import_goes_on_after_it_was_broken_off(node: Node, to: RecordList) -> None:
    rows = [Read(entry(f"R{n}", f"Zorbal{n} Kemtari")) for n in range(200)]
    who = owner(node.store)
    with pytest.raises(Interrupted):
        import_rows(node, who, "border", cut(rows, 130), ("made", "d"))
    assert ids(node.store) == {}
    staged = raw_rows(node.store.folder, "SELECT count(*) FROM version")[0][0]
    assert 0 < staged < 200
    report = import_rows(node, who, "border", rows, ("made", "d"))
    assert (report.added, report.edition) == (200, 1)
    assert len(ids(node.store)) == 200
    assert raw_rows(node.store.folder, "SELECT count(*) FROM version") == [(200,)]


def test_another_mapping_or_day_does_not_go_on_with_what_was_staged(node: Node, to: RecordList, tmp_path: Path) -> None:
    one = long_file(tmp_path / "p.csv", 300)
    text = one.read_text(encoding="utf-8")
    one.write_text(text.replace("1960-02-03", "03.02.1960"), encoding="utf-8")
    columns = {"reference": ("reference",), "name": ("name",), "birth_date": ("birth_date",)}

    def broken_off(day_first: bool) -> None:
        calls = 0

        def stop(step: str, share: float) -> None:
            nonlocal calls
            calls += 1
            if step == "publishing":
                raise Interrupted

        order = ImportOrder(one, "border", mapping=Mapping(columns, day_first=day_first))
        with pytest.raises(Interrupted):
            import_file(node, owner(node.store), order, stop)
        assert calls > 1

    broken_off(day_first=False)
    report = brought(node, one, mapping=Mapping(columns, day_first=True))
    assert report.added == 300
    with node.store.read(owner(node.store), INVESTIGATION) as view:
        record = view.record(ids(node.store)["R0"])
    assert str(record.entry.birth_dates[0]) == "1960-02-03"


def test_nobody_has_more_sightings_than_are_allowed(tmp_path: Path) -> None:
    node = make_node(tmp_path / "few", FixedClock(NOON), max_sightings_per_record=2)
    add_list(node.store)
    persons = written(tmp_path / "p.csv", HEADER, "A,Zorbal Kemtari,,", "B,Vulneq Shambir,,")
    seen = written(tmp_path / "s.csv", SIGHTINGS, *(f"A,entered,SY,2014-0{n}" for n in (1, 2, 3)), "B,entered,SY,")
    report = brought(node, persons, sightings=seen)
    assert (report.added, report.rejected, report.rejected_sightings) == (1, 1, 3)
    assert "3 sightings, more than the 2 allowed" in cells(tmp_path / "p.csv.rejected.csv")[1][-1]
    node.store.close()


def test_a_file_without_a_row_empties_no_list_unaware(node: Node, to: RecordList, tmp_path: Path) -> None:
    bare = written(tmp_path / "bare.csv", HEADER)
    assert brought(node, bare).edition == 1, "there was nothing that it could take away"
    brought(node, written(tmp_path / "one.csv", HEADER, "A,Zorbal Kemtari,1985-02-03,TN"))
    before = tables(node.store.folder, *UNCOMPARED)
    with pytest.raises(BadFile, match=r"bare.csv, line 1: there is no row .* --empty"):
        brought(node, bare)
    assert tables(node.store.folder, *UNCOMPARED) == before
    report = brought(node, bare, empty=True)
    assert (report.edition, report.delisted, ids(node.store)) == (3, 1, {})
