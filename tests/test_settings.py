"""An unknown name or a value out of range is refused, never ignored; the environment wins."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.errors import BadSettings
from coalesce.settings import FILE_NAME, NOT_SETTINGS, Settings, read_settings, write_settings


def told(folder: Path, text: str) -> Path:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_there_are_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == Settings()
    (tmp_path / "file").write_text("x")
    assert read_settings(tmp_path / "file", {}) == Settings()
    assert read_settings(told(tmp_path, ""), {}) == Settings()


def test_the_file_and_then_the_environment(tmp_path: Path) -> None:
    folder = told(tmp_path, 'member = "NL"\ndraws = 50\nsample = true\nbusy_seconds = 3\n')
    assert read_settings(folder, {}) == replace(Settings(), member="NL", draws=50, sample=True, busy_seconds=3.0)
    environ = {"COALESCE_DRAWS": "70", "COALESCE_BUSY_SECONDS": "2.5", "HOME": "x", "COALESCE_HOST": "0.0.0.0"}
    found = read_settings(folder, environ)
    assert (found.draws, found.busy_seconds, found.host, found.member) == (70, 2.5, "0.0.0.0", "NL")


def test_what_the_command_line_reads_is_no_setting(tmp_path: Path) -> None:
    assert read_settings(tmp_path, dict.fromkeys(NOT_SETTINGS, "x")) == Settings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("drawz = 50", "no setting 'drawz'"),
        ('draws = "many"', "'draws' takes a int"),
        ("draws = 3.7", "'draws' takes a int"),
        ("draws = true", "'draws' takes a int"),
        ("draws = [1]", "'draws' takes a int"),
        ("sample = 1", "'sample' takes a bool"),
        ('sample = "perhaps"', "'sample' takes a bool"),
        ("member = 7", "'member' takes a str"),
        ("busy_seconds = true", "'busy_seconds' takes a float"),
        ('busy_seconds = "nan"', "busy_seconds"),
        ("busy_seconds = inf", "busy_seconds"),
        ("draws = 0", "'draws' must be from 1"),
        ("draws = -5", "'draws' must be from 1"),
        ("draws = 99999999", "'draws' must be from 1"),
        ("clock_days_back = -1", "'clock_days_back' must be from 0"),
        ("max_records_per_key = 100000", "max_records_per_key"),
        ("retention_years = 101", "retention_years"),
        ('link_memory = "much"', "link_memory"),
        ('link_memory = ""', "link_memory"),
        ("draws 50", FILE_NAME),
        ("draws = 50\ndraws = 60", FILE_NAME),
        ("[draws]\nx = 1", "'draws' takes a int"),
    ],
)
def test_a_bad_file_names_the_setting(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings(told(tmp_path, text), {})
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COALESCE_DRAWZ", "1"),
        ("COALESCE_DRAWS", "many"),
        ("COALESCE_DRAWS", ""),
        ("COALESCE_DRAWS", "1.5"),
        ("COALESCE_DRAWS", "0"),
        ("COALESCE_BUSY_SECONDS", "nan"),
        ("COALESCE_MEMBER", "FR"),  # what a node is, is not changed from outside
        ("COALESCE_SAMPLE", "true"),
        ("COALESCE_CLOCK_DAYS_BACK", "9"),
        ("COALESCE_LINK_MEMORY", "1 giraffe"),
    ],
)
def test_a_bad_environment_names_itself(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings(tmp_path, {name: value})
    assert name.removeprefix("COALESCE_").lower() in str(caught.value).lower()


def test_a_file_of_another_encoding_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes('member = "é"'.encode("latin-1"))
    with pytest.raises(BadSettings, match=FILE_NAME):
        read_settings(tmp_path, {})
    (tmp_path / FILE_NAME).unlink()
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(BadSettings, match="cannot be read"):
        read_settings(tmp_path, {})


@pytest.mark.parametrize("size", ["800MB", "1GB", "1.5GB", "2 GB", "512MiB", "1TB"])
def test_sizes_of_memory(tmp_path: Path, size: str) -> None:
    assert read_settings(told(tmp_path, f'link_memory = "{size}"'), {}).link_memory == size


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.builds(
        Settings,
        member=texts,
        sample=st.booleans(),
        clock_days_back=st.integers(0, 10_000),
        draws=st.integers(1, 10_000),
        busy_seconds=st.floats(1, 1e9, allow_nan=False),
        host=texts,
        max_file_bytes=st.integers(1, 10**12),
    )
)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    folder = tmp_path_factory.mktemp("settings")
    write_settings(folder, settings)
    assert read_settings(folder, {}) == settings


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    write_settings(tmp_path, replace(Settings(), member="NL"))
    lines = (tmp_path / FILE_NAME).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == ['member = "NL"']


def test_every_setting_says_what_it_is() -> None:
    source = (Path(__file__).resolve().parents[1] / "src" / "coalesce" / "settings.py").read_text(encoding="utf-8")
    for field in fields(Settings):
        following = source.split(f"    {field.name}: ", 1)[1].splitlines()[1]
        assert following.strip().startswith('"""'), field.name
