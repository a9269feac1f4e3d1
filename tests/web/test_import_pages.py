"""Importing through the desk: sent, looked at, mapped, imported, and what was rejected saved."""

from __future__ import annotations

import dataclasses
import re

from coalesce.handling import Role
from coalesce.services import uploading
from tests import builders
from tests.intake.workbooks import book, texts
from tests.web.visits import Place, Visitor

PERSONS = "Col A,Col B,Col C\nHedraq Tolumis,H1,1986\nBartuk <b>Yelgor</b>,H2,soon\n"


def sent(visitor: Visitor, path: str, text: str = PERSONS, csrf: str = "", **more: str) -> str:
    files = {"file": ("people.csv", text.encode(), "text/csv")}
    files |= {"sightings": ("seen.csv", more["seen"].encode(), "text/csv")} if "seen" in more else {}
    form = {"csrf": csrf or visitor.csrf}
    answer = visitor.post(path, form, files=files)
    assert answer.status_code == 303, answer.text[-400:]
    return str(answer.headers["location"])


def finished(place: Place, visitor: Visitor, at: str) -> str:
    place.desk.state.desk.imports.wait(at.rpartition("/")[2], 60)
    return visitor.get(at).text


def test_a_list_is_begun_sent_mapped_and_imported(fresh: Place) -> None:
    owner = fresh.visitor("owner")
    form = {"name": "coast guard", "kind": "travellers", "tlp": "amber", "release-FR-investigation": "yes"}
    assert "Begin a list" in owner.get("/lists").text
    begun = owner.post("/lists", {**form, "csrf": owner.csrf}).headers["location"]
    path = begun.partition("?")[0]
    assert "Send a file for its first edition" in owner.get(begun).text
    at = sent(owner, f"{path}/import")
    page = owner.get(at).text
    assert "people.csv" in owner.get("/imports").text
    assert 'role="alert"' in page, "the columns are not ours, and none is called a name"
    columns = {f"heading-{n}": name for n, name in enumerate(("Col A", "Col B", "Col C"))}
    fields = {"field-0": "name", "field-1": "reference", "field-2": "birth_date"}
    owner.post(at, {**columns, **fields, "csrf": owner.csrf, "reader": "auto", "separator": ";"})
    page = owner.get(at).text
    assert "Of all 2 rows 1 would be accepted, 1 rejected." in page
    assert "Hedraq Tolumis" in page
    assert "<b>" not in page
    assert "H1" not in fresh.visitor().get("/records").text
    owner.post(f"{at}/start", {"csrf": owner.csrf})
    done = finished(fresh, owner, at)
    assert "It is edition 1 of the list." in done
    saved = owner.get(f"{at}/rejected/0")
    assert saved.headers["content-disposition"] == 'attachment; filename="people.csv.rejected.csv"'
    assert "Bartuk" in saved.text
    assert "H1" in fresh.visitor().get("/records").text, "released to FR as the list says"
    assert "people.csv" in owner.get(path).text


def test_what_is_proposed_is_taken_where_nobody_says_otherwise(fresh: Place) -> None:
    owner = fresh.visitor("owner")
    seen = "reference,kind,country,date\nH1,entered,SY,2014-03\n"
    at = sent(owner, f"/lists/{fresh.lists['border']}/import", "Full name,Reference\nHedraq Tolumis,H1\n", seen=seen)
    assert "With the sightings of" in owner.get(at).text
    owner.post(f"{at}/start", {"csrf": owner.csrf})
    assert "It is edition 2 of the list." in finished(fresh, owner, at)
    assert "N1" not in builders.ids(fresh.node.store), "who is not in the file is delisted"


def test_whose_row_is_rejected_is_told_to_stand_as_it_did(fresh: Place) -> None:
    owner = fresh.visitor("owner")
    table = "Full name,Reference,Sex\nNobody of note,N1,Q\nHedraq Tolumis,H1,m\n"
    at = sent(owner, f"/lists/{fresh.lists['border']}/import", table)
    owner.post(f"{at}/start", {"csrf": owner.csrf})
    done = finished(fresh, owner, at)
    assert "Left as they were" in done
    assert "1 whose row was rejected" in done
    assert "N1" in builders.ids(fresh.node.store)
    assert "Left as they were" in owner.get(f"/lists/{fresh.lists['border']}").text


def test_rows_that_do_not_tell_whose_they_are_are_told(fresh: Place) -> None:
    owner = fresh.visitor("owner")
    at = sent(owner, f"/lists/{fresh.lists['border']}/import", "Full name,Reference,Sex\nHedraq Tolumis,H1,m\nX,,Q\n")
    owner.post(f"{at}/start", {"csrf": owner.csrf})
    assert "1 of the rejected: who of this list they are about is among the delisted" in finished(fresh, owner, at)


def test_nobody_else_finds_it(fresh: Place) -> None:
    owner, claire = fresh.visitor("owner"), fresh.visitor()
    at = sent(owner, f"/lists/{fresh.lists['border']}/import")
    assert claire.get(at).status_code == claire.get("/imports").status_code == 403
    builders.let_in(fresh.node.store, "fran", "FR", Role.RELEASING_OFFICER)
    fran = fresh.visitor("fran")
    for path in (at, "/imports/nosuch"):
        assert fran.get(path).status_code == 404
        assert fran.post(f"{path}/start", {"csrf": fran.csrf}).status_code == 404
    assert "people.csv" not in fran.get("/imports").text
    files = {"file": ("people.csv", b"name\nx\n", "text/csv")}
    assert fran.post(f"/lists/{fresh.lists['border']}/import", {"csrf": fran.csrf}, files=files).status_code == 404


def test_a_form_with_files_is_held_to_the_same_rules(fresh: Place) -> None:
    owner, path = fresh.visitor("owner"), f"/lists/{fresh.lists['border']}/import"
    files = {"file": ("people.csv", b"name\nx\n", "text/csv")}
    assert owner.post(path, {"csrf": "wrong"}, files=files).status_code == 403
    assert owner.post(path, {}, files=files).status_code == 403
    good = {"csrf": owner.csrf}
    assert owner.post(path, good, files=files, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert Visitor(fresh.desk).post(path, good, files=files).status_code == 401
    assert fresh.visitor("claire").post(path, good, files=files).status_code == 403
    fresh.node.store.settings = dataclasses.replace(fresh.node.store.settings, max_upload_bytes=3)
    too_long = owner.post(path, good, files=files)
    assert too_long.status_code == 400
    assert "max_upload_bytes" in too_long.text
    assert owner.post(path, good, files={"file": ("a.csv", b"", "text/csv")}).status_code == 400
    folder = fresh.node.store.folder / uploading.FOLDER
    assert not folder.exists() or list(folder.iterdir()) == []


def test_it_is_discarded(fresh: Place) -> None:
    owner = fresh.visitor("owner")
    at = sent(owner, f"/lists/{fresh.lists['border']}/import")
    gone = owner.post(f"{at}/discard", {"csrf": owner.csrf})
    assert "nothing was imported" in owner.get(gone.headers["location"]).text
    assert owner.get(at).status_code == 404
    assert any('"action":"upload discard"' in leaf for leaf in builders.leaves(fresh.node.store.folder))


def test_a_program_imports_with_its_token(fresh: Place) -> None:
    program = fresh.program("owner")
    files = {"file": ("people.csv", b"name,reference\nHedraq Tolumis,H1\n", "text/csv")}
    kept = program.post(f"/api/lists/{fresh.lists['border']}/import", files=files)
    assert kept.status_code == 201
    at = f"/api/imports/{kept.json()['import']}"
    assert program.get(at).json()["state"] == "kept"
    assert program.post(f"{at}/start").status_code == 201
    fresh.desk.state.desk.imports.wait(kept.json()["import"], 60)
    done = program.get(at).json()
    assert (done["state"], done["report"]["accepted"]) == ("done", 1)


def test_columns_that_are_none_are_refused(fresh: Place) -> None:
    owner = fresh.visitor("owner")
    at = sent(owner, f"/lists/{fresh.lists['border']}/import")
    for form in ({"heading-0": "Who", "field-0": "colour"}, {"heading-0": "Who", "field-0": "sex"}, {"reader": "pdf"}):
        assert owner.post(at, {**form, "csrf": owner.csrf}).status_code == 400
    assert re.search(r"Import.*people\.csv", owner.get(at).text)


def test_sheets_that_are_not_read_are_told_before_anything_is_imported(fresh: Place) -> None:
    owner = fresh.visitor("owner")
    people = texts(("reference", "name"), ("H1", "Hedraq Tolumis"))
    told = "One sheet of the workbook is read"
    for second, said in ((people, True), ([], False)):
        data = book(*people, second=tuple(second))
        answer = owner.post(
            f"/lists/{fresh.lists['border']}/import",
            {"csrf": owner.csrf},
            files={"file": ("people.xlsx", data, "application/octet-stream")},
        )
        page = owner.get(answer.headers["location"]).text
        assert "Hedraq Tolumis" in page
        assert (told in page, "<bdi>Seen</bdi>" in page) == (said, said)
