"""Importing through the desk: send a file, say what its columns are, see what would become of it, import, see what did.

Invariant: everything here asks for a list that the actor may write; unknown and forbidden are alike. Nothing of a file is
published before somebody says so.
"""

from __future__ import annotations

from typing import Any

from coalesce.errors import BadUsage
from coalesce.handling import Purpose, Role
from coalesce.intake import Mapping
from coalesce.intake.headings import PERSON_FIELDS
from coalesce.records import RecordList
from coalesce.services import uploading
from coalesce.services.opening import READERS
from coalesce.services.previewing import Preview, preview
from coalesce.services.uploading import Kept, State, Upload
from coalesce.store.writable import writable_list
from coalesce.web.answers import Answer, Data, File, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.language import say
from coalesce.web.registrar import Door, Registrar

routes = Registrar()
OFFICERS = frozenset({Role.RELEASING_OFFICER})
PLANNING = Purpose.PLANNING


@routes.act("/lists/{id}/import", purpose=PLANNING, roles=OFFICERS, files=True)
def send(asked: Asked) -> Answer:
    """Keep a file for this list; it is looked at before anything is imported."""
    return Redirect(f"/imports/{_kept(asked).id}")


@routes.act("/api/lists/{id}/import", purpose=PLANNING, roles=OFFICERS, data=True, files=True)
def api_send(asked: Asked) -> Answer:
    """The same for a program: ``import`` is its id."""
    return Data(_document(asked, _kept(asked)), 201)


@routes.page("/imports", purpose=PLANNING, roles=OFFICERS, door=Door.ACTOR)
def imports(asked: Asked) -> Answer:
    """What was sent and is not erased yet."""
    uploading.sweep(asked.node)
    return Page("imports.html", say("Imports"), {"uploads": uploading.uploads(asked.node, asked.actor)})


@routes.page("/imports/{id}", purpose=PLANNING, roles=OFFICERS, door=Door.ACTOR)
def one_import(asked: Asked) -> Answer:
    """One import: its columns and first rows, or how far it is, or what became of it."""
    upload, to = _one(asked)
    step, share = asked.desk.imports.progress(upload.id)
    waiting = upload.state in (State.KEPT, State.FAILED)
    facts: dict[str, Any] = {
        "upload": upload,
        "of": to,
        "step": step,
        "share": share,
        "preview": preview(asked.node, to, uploading.order_of(asked.node, upload)) if waiting else Preview(),
        "mapping": (uploading.mapping_of(asked.node, upload) if waiting else None) or Mapping(),
        "readers": ("auto", *READERS),
        "fields": PERSON_FIELDS,
        "days": asked.node.store.settings.upload_days,
    }
    return Page("import.html", say("Import into %(list)s", list=to.name), facts, [to.handling.tlp])


@routes.act("/imports/{id}", purpose=PLANNING, roles=OFFICERS)
def settle(asked: Asked) -> Answer:
    """Say what the columns are."""
    upload, _ = _one(asked)
    reader = asked.words.form.get("reader", "auto")
    if reader not in ("auto", *READERS):
        raise BadUsage(f"there is no reader of this name: there are auto, {', '.join(READERS)}")
    uploading.settle(asked.node, upload, reader, _mapping(asked))
    uploading.log(asked.node, asked.actor, "upload columns", upload)
    return Redirect(f"/imports/{upload.id}")


@routes.act("/imports/{id}/start", purpose=PLANNING, roles=OFFICERS)
def start(asked: Asked) -> Answer:
    """Import it, in the background."""
    upload, _ = _one(asked)
    asked.desk.imports.begin(asked.node, asked.actor, _with_mapping(asked, upload))
    return Redirect(f"/imports/{upload.id}")


@routes.act("/imports/{id}/discard", purpose=PLANNING, roles=OFFICERS)
def discard(asked: Asked) -> Answer:
    """Erase what was sent."""
    upload, to = _one(asked)
    uploading.discard(asked.node, upload)
    uploading.log(asked.node, asked.actor, "upload discard", upload)
    return Redirect(f"/lists/{to.id}?done=discarded")


@routes.page("/imports/{id}/rejected/{number}", purpose=PLANNING, roles=OFFICERS, door=Door.ACTOR)
def rejected(asked: Asked) -> Answer:
    """Rows that were not taken, as they came, with why: to be mended and imported again."""
    upload, _ = _one(asked)
    number = asked.part("number")
    name, body = uploading.rejected_file(
        asked.node, upload, int(number) if number.isdigit() and len(number) < 4 else -1
    )
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in name)
    return File(body, "text/csv; charset=utf-8", plain)


@routes.data("/api/imports/{id}", purpose=PLANNING, roles=OFFICERS, door=Door.ACTOR)
def api_import(asked: Asked) -> Answer:
    """How far an import is, or what became of it."""
    return Data(_document(asked, _one(asked)[0]))


@routes.act("/api/imports/{id}/start", purpose=PLANNING, roles=OFFICERS, data=True)
def api_start(asked: Asked) -> Answer:
    """Import it, in the background."""
    upload, _ = _one(asked)
    return Data(_document(asked, asked.desk.imports.begin(asked.node, asked.actor, _with_mapping(asked, upload))), 201)


def _kept(asked: Asked) -> Upload:
    file, seen = asked.words.files.get("file"), asked.words.files.get("sightings")
    if file is None or not file.size:
        writable_list(asked.node.store.write(asked.actor, PLANNING), asked.part("id"))
        raise BadUsage("choose a file: the form brought none, or an empty one")
    persons = Kept(file.path, file.name)
    sightings = Kept(seen.path, seen.name) if seen is not None and seen.size else None
    return uploading.keep(asked.node, asked.actor, asked.part("id"), persons, sightings)


def _one(asked: Asked) -> tuple[Upload, RecordList]:
    return uploading.upload_of(asked.node, asked.actor, asked.part("id"))


def _mapping(asked: Asked) -> Mapping | None:
    """The mapping of the form: the columns as they stand in it, several of one field joined in their order."""
    form = asked.words.form
    columns: dict[str, tuple[str, ...]] = {}
    place = 0
    while f"heading-{place}" in form:
        name = form.get(f"field-{place}", "")
        if name and name not in PERSON_FIELDS:
            raise BadUsage(f"a column is one of {', '.join(PERSON_FIELDS)}")
        if name:
            columns[name] = (*columns.get(name, ()), form[f"heading-{place}"])
        place += 1
    if not columns:
        return None
    if "name" not in columns:
        raise BadUsage("say which column holds the name")
    first = {"yes": True, "no": False}.get(form.get("day_first", ""))
    return Mapping(columns, first, form.get("separator", "").strip() or ";")


def _with_mapping(asked: Asked, upload: Upload) -> Upload:
    """The upload with the mapping that its preview showed, where nobody has said another."""
    if upload.state is not State.KEPT or uploading.mapping_of(asked.node, upload) is not None:
        return upload
    to = uploading.upload_of(asked.node, asked.actor, upload.id)[1]
    shown = preview(asked.node, to, uploading.order_of(asked.node, upload))
    columns: dict[str, tuple[str, ...]] = {}
    for one in shown.columns:
        if one.field:
            columns[one.field] = (*columns.get(one.field, ()), one.heading)
    return uploading.settle(asked.node, upload, upload.reader, Mapping(columns)) if "name" in columns else upload


def _document(asked: Asked, upload: Upload) -> dict[str, Any]:
    step, share = asked.desk.imports.progress(upload.id)
    running = upload.state is State.RUNNING
    return {
        "import": upload.id,
        "list": upload.list_name,
        "file": upload.file,
        "state": upload.state,
        "step": step if running else None,
        "share": share if running else None,
        "fault": upload.fault or None,
        "report": dict(upload.report) or None,
    }
