"""What an import stores of an entry is what a migration makes of it again."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

import orjson

from coalesce.dates import PartialDate
from coalesce.linking.coding import Encoder
from coalesce.linking.model import Frequencies, KeyRules
from coalesce.linking.prepared import MAKE, stored
from coalesce.names.own_letters import spelling
from coalesce.records import Document, Entry, Name, Place, Provenance
from coalesce.services.preparing import KeyRoom, prepared, prepared_again
from tests.builders import encoder, entry, model


def test_made_again_it_is_the_same() -> None:
    one = entry("R-1", "Vulneq Shambir Dorvek", documents=(Document("K771209X"),))
    made = prepared(one, encoder())
    assert prepared_again(one, made.packed) == made.search_keys


def test_a_crowded_key_is_neither_stored_nor_indexed() -> None:
    one = entry("R-1", documents=(Document("K771209X"),))
    whole, less = prepared(one, encoder()), prepared(one, encoder(), lambda found: found[1:])
    assert stored(less.packed)[1] == stored(whole.packed)[1][1:]
    assert set(less.search_keys) < set(whole.search_keys)
    assert less.compared == whole.compared


def test_a_key_has_room_for_so_many_records_beyond_two_bytes_too() -> None:
    room = KeyRoom(70_000)
    assert all(room.kept(("k:often",)) for _ in range(70_000))
    assert room.kept(("k:often", "k:other")) == ("k:other",)


MADE = {6: "07d8e6f8145841eb1f89bed7"}
"""By make: a digest of what is prepared of ``WRITTEN``."""

WRITTEN = (
    Entry(
        "1", (Name("Zorbal Abdul-Latif al-Kemtari", "Latn"), Name("زربال عبداللطيف", "Arab")), Provenance("made.csv", 1)
    ),
    Entry("2", (Name("Вулнек Шамбирович Дорвек", "Cyrl"),), Provenance("made.csv", 2), nationalities=("RU",)),
    Entry(
        "3", (Name("הדרק תולומיס", "Hebr"), Name("王秀英", "Hani"), Name("Hedraq", "Latn")), Provenance("made.csv", 3)
    ),
    Entry(
        "4",
        (Name("Mansub bin Dervolin", "Latn"),),
        Provenance("made.csv", 4),
        birth_dates=(PartialDate.of(1986, 3, 4), PartialDate.of(1987)),
        birth_places=(Place("Tolmis, Vard", "TN"),),
        residences=(Place("12 Rue Vulneq, AB1 2CD Tolmis", "FR"),),
        documents=(Document("K771209X", "passport", "TN"),),
    ),
    Entry("5", (Name("Тевлорский Дземиховский", "Cyrl"),), Provenance("made.csv", 5)),
    Entry("6", (Name("יבחורף", "Hebr"), Name("عبدالحي متصبر", "Arab")), Provenance("made.csv", 6)),
    Entry(
        "7", (Name("زربال ٢", "Arab"),), Provenance("made.csv", 7), documents=(Document("٧٧١٢٠٩", "passport", "TN"),)
    ),
    Entry("8", (Name("志强 杨", "Hani"), Name("志 杨", "Hani"), Name("あか ヤマ", "Jpan")), Provenance("made.csv", 8)),
)


def test_what_is_prepared_changes_only_with_its_make() -> None:
    """Where this fails, what a node stored before is no longer what it would store: raise ``linking.prepared.MAKE``, so that
    ``coalesce migrate`` makes it anew, and put the digest in ``MADE`` in the place of the old one. A model of its own
    keeps the shipped one's frequencies, of which a node has the digest anyway, out of it.
    """
    plain = Frequencies({}, 72)
    own = replace(
        model(),
        tokens=Frequencies({spelling("志强"): 52}, 72),
        skeletons=plain,
        blocking=plain,
        nationalities=plain,
        places=plain,
    )
    own = replace(own, residences=Frequencies({"TLMS": 40}, 72), key_rules=KeyRules(60.0, 60), population=10_000)
    said = blake2b(digest_size=12)
    for one in WRITTEN:
        said.update(prepared(one, Encoder(own)).compared)
        said.update(orjson.dumps(stored(prepared(one, Encoder(own)).packed)[1]))
    assert {MAKE: said.hexdigest()} == MADE
