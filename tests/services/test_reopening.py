"""A judgement and a link hold while the compared fields stay the same; another edition of the rest does not reopen them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from store import worlds

from coalesce.handling import Purpose
from coalesce.intake import Read
from coalesce.records import Entry, Name, Provenance, Sighting, SightingKind, Verdict
from coalesce.services import reviewing
from coalesce.services.importing import import_rows
from coalesce.services.linking import LinkOrder, link_records


def test_only_a_compared_field_reopens(tmp_path: Path) -> None:
    world = worlds.make(tmp_path / "node", seed=3)
    node, who = world.node, worlds.actor("AA")
    with node.store.read(who, Purpose.INVESTIGATION) as view:
        facts = view.facts()
        mine = {r: f for r, f in facts.items() if f.owner == "AA"}
        link = next(one for one in view.links() if one.left in mine or one.right in mine)
        own = link.left if link.left in mine else link.right
        held = view.record(own)
        entries = [(r, view.record(r)) for r, f in mine.items() if f.list_id == held.list_id]
    word = reviewing.Word(Verdict.SAME, "the same papers")
    reviewing.judge(node, who, Purpose.INVESTIGATION, (link.left, link.right), word)

    def again(change: dict[str, object], edition: str) -> tuple[bool, bool]:
        rows = []
        for record, one in entries:
            entry: Entry = replace(one.entry, **(change if record == own else {}))  # type: ignore[arg-type]  # test's own fields
            rows.append(Read(entry))
        import_rows(node, who, f"AA/{held.list_name}", rows, ("again", edition))
        with node.store.read(who, Purpose.INVESTIGATION) as view:
            pairs = {(one.left, one.right) for one in view.links()}
            words = [one for one in view.judgements([own]) if (one.left, one.right) == (link.left, link.right)]
            return (link.left, link.right) in pairs, words[-1].current

    seen = (Sighting(SightingKind.PRESENT, "SY"),)
    assert again({"remarks": "seen again", "sightings": seen}, "e1") == (True, True)
    assert again({"names": (Name("Otherone Altogether", "Latn"),), "provenance": Provenance("made", 2)}, "e2") == (
        False,
        False,
    )
    link_records(node, node.store.actor("owner"), LinkOrder())
    node.store.close()
