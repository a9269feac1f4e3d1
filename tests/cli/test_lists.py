"""list, import, withdraw; and hostile files, each of which is one clear line, exit 2, and a store unchanged."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import tables
from tests.cli.conftest import PERSONS, Run
from tests.intake.workbooks import book, texts

UNCOMPARED = ("release_set", "reader", "grant", "audit")
KEYS = {"accepted", "added", "changed", "unchanged", "delisted", "rejected", "left_out"}
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><CONSOLIDATED_LIST>&j;</CONSOLIDATED_LIST>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>&a;</FIRST_NAME></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
)
HOSTILE: dict[str, bytes] = {
    "entity-bomb.xml": BOMB.encode(),
    "external-entity.xml": OUTSIDE.encode(),
    "cut-short.xml": b'<?xml version="1.0"?><CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>Zor',
    "other.xml": b'<?xml version="1.0"?><html></html>',
    "latin.csv": PERSONS.replace("Zorbal", "Zörbal").encode("latin-1"),
    "utf16.csv": PERSONS.encode("utf-16"),
    "nul.csv": PERSONS.encode().replace(b"Vulneq", b"Vul\0neq"),
    "no-name.csv": b"reference,born\nA1,1990\n",
    "no-header.csv": b"A1,1990\nA2,1991\n",
    "empty.csv": b"",
    "blank.csv": b"\n\n\n",
    "unclosed.csv": PERSONS.encode() + b'A9,"Zorbal',
    "mid-row.csv": PERSONS.encode() + b"A9,Zorbal Kem",
    "twice.csv": b"name,reference,name\nZorbal,A1,Kemtari\n",
    "spreadsheet.xlsx": b"PK\x03\x04" + b"\0" * 40,
    "paper.pdf": b"%PDF-1.7\n",
    "cut-list.json": b'[{"name": "Zorbal"}, {"name": ',
    "noise.bin": bytes(range(256)) * 20,
    "old-stix.json": b'{"type":"bundle","spec_version":"2.0","objects":[{"type":"identity","name":"Zorbal"}]}',
    "deep-stix.json": b'{"type":"bundle","objects":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "no-number-stix.json": b'{"type":"bundle","objects":[{"type":"identity","spec_version":"2.1","name":NaN}]}',
    "surrogate-stix.json": b'{"type":"bundle","objects":[{"name":"Zorbal \\ud800"}]}',
    "empty-stix.json": b'{"type":"bundle","objects":[]}',
}


def test_an_import_tells_every_row(at: Run, persons: Path, sightings: Path, tmp_path: Path) -> None:
    said = at("import", persons, "--list", "border", "--sightings", sightings, "--format", "json")
    assert (said.code, said.err) == (0, "")
    told = said.json()
    assert told.keys() >= KEYS
    assert (told["accepted"], told["added"], told["rejected"], told["left_out"]) == (3, 3, 0, {})
    persons.write_text(PERSONS.replace("1990", "1991").replace("A3,", "A4,") + "A5,,,,,,,,\n", encoding="utf-8")
    told = at("import", persons, "--list", "NL/border", "--format", "csv").csv()[0]
    assert told.keys() >= KEYS
    counts = {name: int(told[name]) for name in ("added", "changed", "unchanged", "delisted", "rejected", "edition")}
    # A1 and A2 have lost their sightings, A2 another birth year, A3 is gone, A4 is new
    assert counts == {"added": 1, "changed": 2, "unchanged": 0, "delisted": 1, "rejected": 1, "edition": 2}
    assert (tmp_path / "persons.csv.rejected.csv").read_text(encoding="utf-8").splitlines()[1].startswith("A5,")
    assert "persons.csv.rejected.csv" in told["rejected_files"]
    assert "unchanged" in at("import", persons, "--list", "border").out


def test_a_mapping_says_what_other_headers_are(at: Run, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("Nr;Naam;Geboren\nA1;Zorbal Kemtari;03.02.1985\n", encoding="utf-8")
    (tmp_path / "m.toml").write_text(
        'day_first = true\ndelimiter = ";"\n[columns]\nreference = "Nr"\nname = "Naam"\nbirth_date = "Geboren"\n',
        encoding="utf-8",
    )
    told = at("import", tmp_path / "p.csv", "--list", "border", "--mapping", tmp_path / "m.toml", "--format", "json")
    assert told.json()["added"] == 1
    for path in ("absent.toml", "p.csv"):
        said = at("import", tmp_path / "p.csv", "--list", "border", "--mapping", tmp_path / path)
        assert said.code == 2
        assert said.err.count("\n") == 1


def test_individuals_of_others_are_imported_from_stix(at: Run, tmp_path: Path) -> None:
    times = '"spec_version":"2.1","created":"2014-07-01T00:00:00Z","modified":"2014-07-01T00:00:00Z"'
    identity = '"id":"identity--00000000-0000-4000-8000-000000000001"'
    person = f'{{"type":"identity",{identity},{times},"name":"Zorbal Kemtari","identity_class":"individual"}}'
    path = tmp_path / "theirs.json"
    path.write_text(f'{{"objects":[{person},{{"type":"malware"}}]}}', encoding="utf-8")
    told = at("import", path, "--list", "border", "--reader", "stix", "--format", "json").json()
    assert (told["added"], told["rejected"], told["left_out"]) == (1, 0, {"malware": 1})


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_line_and_changes_nothing(full: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    before = tables(tmp_path / "node", *UNCOMPARED)
    said = full("import", tmp_path / name, "--list", "border")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"coalesce: {name}")
    assert said.err.count("\n") == 1 or name == "no-name.csv", "which proposes a mapping"
    assert "Zorbal" not in said.err
    assert tables(tmp_path / "node", *UNCOMPARED) == before
    assert not (tmp_path / f"{name}.rejected.csv").exists()


def test_a_field_of_ten_million_characters(full: Run, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(PERSONS + "A9," + "Z" * 10_000_000 + ",,,,,,,\n", encoding="utf-8")
    before = tables(tmp_path / "node", *UNCOMPARED)
    said = full("import", path, "--list", "border")
    assert said.code == 2
    assert len(said.err) < 300
    assert "long.csv, line 5" in said.err
    assert tables(tmp_path / "node", *UNCOMPARED) == before


@pytest.mark.parametrize("what", ["folder", "absent.csv", "/dev/null", "", "a\nb"])
def test_what_is_no_file_is_one_line(full: Run, tmp_path: Path, what: str) -> None:
    (tmp_path / "folder").mkdir()
    path = what if what.startswith("/") else str(tmp_path / what)
    before = tables(tmp_path / "node", *UNCOMPARED)
    for arguments in ([path], [tmp_path / "persons.csv", "--sightings", path]):
        said = full("import", *arguments, "--list", "border")
        assert (said.code, said.out) == (2, "")
        assert "Traceback" not in said.err
    assert tables(tmp_path / "node", *UNCOMPARED) == before


ROWS = {
    "impossible date": ("A1,Zorbal Kemtari,1985-02-30", "birth_date"),
    "ambiguous date": ("A1,Zorbal Kemtari,03/04/1985", "birth_date"),
    "duplicate key": ("X,Zorbal Kemtari,1985", "already stands in line 2"),
    "no name": ("A1,,1985", "every person needs a name"),
    "too few columns": ("A1,Zorbal", "columns where the header has"),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_bad_row_costs_itself_alone(at: Run, tmp_path: Path, case: str) -> None:
    row, reason = ROWS[case]
    path = tmp_path / "p.csv"
    path.write_text(
        f"reference,name,birth_date\nX,Vulneq Shambir,1990\n{row}\nY,Hedraq Tolumis,1991\n", encoding="utf-8"
    )
    told = at("import", path, "--list", "border", "--format", "json").json()
    assert (told["added"], told["rejected"]) == (2, 1)
    assert reason in (tmp_path / "p.csv.rejected.csv").read_text(encoding="utf-8")


def test_usage_of_an_import(at: Run, persons: Path) -> None:
    for arguments in (
        ["--list", "absent"],
        ["--list", "FR/border"],
        ["--list", "border", "--reader", "abacus"],
        ["--list", "border", "--reader", "un"],
        [],
    ):
        said = at("import", persons, *arguments)
        assert (said.code, said.out) == (2, "")
        assert "Traceback" not in said.err


@pytest.fixture
def limited() -> Iterator[Callable[[int], None]]:
    """Sets how large a file this process may write; what goes beyond fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_one_line_and_the_same_command_goes_on(
    full: Run, tmp_path: Path, limited: Callable[[int], None]
) -> None:
    path = tmp_path / "many.csv"
    rows = [f"M{n},Zorbal{n} Kemtari{n},19{60 + n % 30}-02-0{1 + n % 9},,,,,,{'r' * 200}" for n in range(1500)]
    path.write_text(PERSONS + "\n".join(rows) + "\n", encoding="utf-8")
    people = full("people", "--format", "json").out
    size = (tmp_path / "node" / "node.db").stat().st_size
    limited(size + 300_000)
    said = full("import", path, "--list", "border")
    assert (said.code, said.out) == (2, "")
    assert said.err == "coalesce: the disk is full: make room and run the same command again; the store is as it was\n"
    limited(resource.RLIM_INFINITY)
    assert full("people", "--format", "json").out == people
    assert full("audit", "verify").code == 0
    assert full("import", path, "--list", "border", "--format", "json").json()["accepted"] == 1503


def test_a_list_is_added_and_listed(at: Run) -> None:
    said = at("list", "add", "wanted", "--kind", "designations", "--tlp", "red", "--owner", "FR", "--source-group", "g")
    assert (said.code, said.out) == (0, "")
    assert "FR/wanted, kept until 2019-11-01" in said.err
    at("list", "add", "own", "--deduplicated", "--figures-to", "FR,BE")
    rows = {row["list"]: row for row in at("list", "list", "--format", "json").json()}
    assert list(rows) == ["border", "own"], "FR's list is FR's, until something of it is released"
    assert rows["border"] == {
        "list": "border",
        "member": "NL",
        "kind": "travellers",
        "tlp": "amber",
        "records": 0,
        "edition": None,
        "deduplicated": False,
    }
    assert rows["own"]["deduplicated"]
    assert len(at("list", "list", "--format", "csv").csv()) == 2
    assert "border" in at("list", "list").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["border"], "already"),
        (["x", "--release", "FR"], "MEMBER:PURPOSE"),
        (["x", "--release", "FR:fun"], "MEMBER:PURPOSE"),
        (["x", "--release", "INTERPOL:border"], "coalesce member add INTERPOL"),
        (["x", "--figures-to", "fr"], "capital letters"),
        (["x", "--keep-until", "2014-10-31"], "passed"),
        (["x", "--keep-until", "2019"], "whole day"),
        (["x", "--keep-until", "2019-13-01"], "--keep-until"),
        (["a/b"], "list's name"),
        ([" "], "list's name"),
    ],
)
def test_a_bad_list_is_bad_input(at: Run, tmp_path: Path, arguments: list[str], words: str) -> None:
    before = tables(tmp_path / "node", "audit", "member")
    said = at("list", "add", *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert said.err.count("\n") == 1
    assert tables(tmp_path / "node", "audit", "member") == before


def test_viewing_as_a_member(full: Run) -> None:
    def seen(*arguments: str) -> dict[str, int]:
        rows = full("list", "list", *arguments, "--format", "json").json()
        return {row["list"]: row["records"] for row in rows}

    assert seen() == {"border": 3, "police": 3}
    assert seen("--view-as", "FR") == {"border": 3}
    assert seen("--as", "claire") == {"border": 3}
    assert seen("--view-as", "FR", "--purpose", "border") == {}
    assert full("list", "list", "--view-as", "QQ").code == 2


def test_a_withdrawal_needs_a_reason_and_a_record_of_one_s_own(full: Run) -> None:
    rows = full("people", "--format", "json").json()
    record = next(one["record"] for row in rows for one in row["records"] if one["reference"] == "A1")
    assert full("withdraw", record).code == 2
    assert full("withdraw", record, "--why", " ").code == 2
    refused = [full("--as", "claire", "withdraw", one, "--why", "x") for one in (record, "z" * 26)]
    assert refused[0] == refused[1]
    assert refused[0].code == 1
    said = full("withdraw", record, "--why", "mistaken")
    assert (said.code, said.out, said.err) == (0, "", "withdrawn and erased\n")
    left = full("people", "--format", "json").json()
    assert "A1" not in [one["reference"] for row in left for one in row["records"]]
    assert full("withdraw", record, "--why", "again").code == 1


def test_rejected_rows_that_do_not_tell_whose_they_are_are_told(at: Run, tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    rows = [f'{{"reference": "J{n}", "name": "Zorbal {name}emtari"}}\n' for n, name in enumerate("KLM")]
    path.write_text("".join(rows), encoding="utf-8")
    assert at("import", path, "--list", "border").code == 0
    path.write_text("".join([rows[0], "{broken\n", rows[2].replace('"name"', '"name": "x", "name"')]), encoding="utf-8")
    said = at("import", path, "--list", "border", "--format", "json")
    told = said.json()
    assert [told[name] for name in ("kept", "delisted", "rejected", "unnamed")] == [1, 1, 2, 1]
    assert "1 of the rejected rows do not tell whose they are" in said.err
    assert "among the 1 delisted" in said.err


def test_a_list_whose_rows_share_their_keys_is_bounded_and_told_so(
    at: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COALESCE_MAX_RECORDS_PER_KEY", "2")
    path = tmp_path / "hostile.csv"
    path.write_text("reference,name\n" + "".join(f"R{n},Zorbal Kemtari\n" for n in range(9)), encoding="utf-8")
    said = at("import", path, "--list", "border", "--format", "json")
    assert (said.code, said.json()["accepted"], said.json()["crowded"], said.json()["without_keys"]) == (0, 9, 7, 7)
    assert "7 rows lost a key" in said.err
    assert "over 2 rows of this list have it" in said.err


def test_only_what_is_given_of_a_handling_changes(at: Run) -> None:
    """Naming a last day kept nobody from seeing the list any more."""
    at("member", "add", "FR")
    at("list", "add", "given", "--release", "FR:border", "--figures-to", "FR", "--keep-until", "2018-01-31")

    def handled(*said: str) -> tuple[list[str], list[str]]:
        told = at("list", "handle", "given", *said, "--format", "json").json()
        return told["lose"], told["gain"]

    assert handled("--keep-until", "2017-01-31") == ([], [])
    assert handled("--figures-to", "none") == ([], [])
    assert handled("--release", "FR:border", "--release", "FR:redress") == ([], ["FR:redress"])
    assert at("list", "handle", "given", "--release", "none", "--release", "FR:border").code == 2
    assert handled("--release", "none") == (["FR:border", "FR:redress"], [])


def test_columns_and_sheets_that_nothing_reads_are_told(at: Run, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    people = texts(("name", "shoe size"), ("Ali Veli", "44"))
    path.write_bytes(book(*people, second=tuple(people)))
    said = at("import", path, "--list", "border", "--format", "json")
    told = said.json()
    assert (said.code, told["unread_columns"], told["unread_sheets"]) == (0, ["shoe size"], ["Seen"])
    assert "several for one: shoe size" in said.err
    assert "only one sheet was read; others hold something: Seen" in said.err
