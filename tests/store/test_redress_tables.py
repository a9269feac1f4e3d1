"""The words of a request go with its record, whichever way that goes; a correction goes with it whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import add_list, entry, ids, make_store, publish, raw_rows

ROW = "INSERT INTO redress VALUES (?, 'part', ?, ?, 'NL', 'NL', 'a', 'redress', '', '', 'w', 'f', 'v', '', '', NULL, 'y', '', '')"


@pytest.mark.parametrize("gone", ["A", "B", "C"])
def test_words_go_with_either_record(tmp_path: Path, gone: str) -> None:
    store = make_store(tmp_path / "node")
    publish(store, add_list(store), [entry(name) for name in "ABC"])
    known = ids(store)
    raw_rows(store.folder, ROW, "q", known["A"], known["B"])
    raw_rows(store.folder, "INSERT INTO correction VALUES (?, 'sex', x'01', x'02', '')", known["A"])
    with store.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM record WHERE id = ?", (known[gone],))
    words = raw_rows(store.folder, "SELECT words, field, value, why FROM redress")
    assert words == [("w", "f", "v", "y") if gone == "C" else ("",) * 4]
    assert raw_rows(store.folder, "SELECT count(*) FROM correction") == [(0 if gone == "A" else 1,)]
    store.close()
