"""A job's folder is its own, and a killed job's remains do not outlive the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalesce.errors import StoreBusy, StoreFull
from coalesce.store.scratch import scratch


def test_the_folder_is_empty_private_and_gone_afterwards(tmp_path: Path) -> None:
    with scratch(tmp_path, "link") as folder:
        assert list(folder.iterdir()) == []
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "spilt").write_text("x")
    assert not folder.exists()


def test_it_is_gone_after_an_error_too(tmp_path: Path) -> None:
    seen: list[Path] = []

    def fail() -> None:
        with scratch(tmp_path, "link") as folder:
            seen.append(folder)
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        fail()
    assert not seen[0].exists()


def test_what_a_killed_job_left_is_removed(tmp_path: Path) -> None:
    left, other = tmp_path / "link-k1lled", tmp_path / "backup-other"
    for folder in (left, other):
        folder.mkdir()
        (folder / "node.db").write_text("personal")
    with scratch(tmp_path, "link"):
        assert not left.exists()
        assert other.exists(), "another kind's may be at work"


def test_one_job_of_a_kind_at_a_time(tmp_path: Path) -> None:
    with scratch(tmp_path, "backup") as first:
        with pytest.raises(StoreBusy, match="another backup"), scratch(tmp_path, "backup"):
            pass
        assert first.exists()
        with scratch(tmp_path, "link") as second:
            assert second != first


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreFull, match="make room"), scratch(tmp_path / "absent", "link"):
        pass
    (tmp_path / "in").mkdir()
    with pytest.raises(StoreFull, match="make room"), scratch(tmp_path, "in/../absent/link"):
        pass
