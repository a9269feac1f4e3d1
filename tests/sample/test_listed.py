from __future__ import annotations

import csv
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from coalesce.sample import World, build_world
from coalesce.sample.listed import digest, is_listed, name_keys


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ben Salah, Mohamed", "MOHAMED SALAH"),
        ("Jérémy Al-Khatib", "al khatib jeremy"),
        ("أحمد إبراهيم", "ابراهيم احمد"),
        ("Фёдоров Артём", "Артем Федоров"),
        ("Şahin İbrahim", "ibrahim sahin"),
        ("O’Neil Sean", "sean oneil"),
    ],
)
def test_order_case_marks_and_particles_do_not_count(left: str, right: str) -> None:
    assert name_keys(left) & name_keys(right)


def test_different_names_have_different_keys() -> None:
    assert not name_keys("Mohamed Salah") & name_keys("Mohamed Saleh")
    assert not name_keys("1234") & name_keys("Salah")
    assert name_keys(" - ") == frozenset()
    assert digest("a") != digest("b")


def test_invented_names_are_free() -> None:
    assert not is_listed("Qwertzu Yxcvbnm")


@pytest.fixture(scope="module")
def maker(root: Path) -> ModuleType:
    """The script that makes the data, as a module."""
    spec = importlib.util.spec_from_file_location("make_sample_data", root / "scripts" / "make_sample_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def every_name(world: World) -> Iterator[str]:
    for person in world.truth.people.values():
        yield person.name
        yield person.native_name
    for samples in world.entries.values():
        for sample in samples:
            yield from (name.full for name in sample.entry.names)


def test_no_name_of_any_world_is_a_listed_one(shared_data: Path, maker: ModuleType, whole: World) -> None:
    """Against the lists themselves, read again; for the world of the demo and for another seed."""
    listed = [name for name in maker.listed_names(shared_data / "lists") if name.strip()]
    assert len(listed) > 15_000
    with (shared_data / "lists" / "ofac" / "sdn.csv").open(encoding="latin-1", newline="") as rows:
        assert {row[1] for row in csv.reader(rows) if len(row) > 2 and row[2] == "individual"} <= set(listed)
    keys = {key for name in listed for key in name_keys(name)}
    assert all(is_listed(name) for name in listed if name_keys(name))
    for world in (whole, build_world(99, 700)):
        clashes = [name for name in every_name(world) if name_keys(name) & keys]
        assert not clashes


def test_the_data_files_are_what_the_script_makes(
    shared_data: Path, maker: ModuleType, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = root / "src" / "coalesce" / "sample" / "data"
    (tmp_path / "name_seeds.toml").write_bytes((shipped / "name_seeds.toml").read_bytes())
    monkeypatch.setattr(maker, "DATA", tmp_path)
    maker.main(shared_data)
    for name in ("names.json", "shares.json", "listed.bin"):
        assert (tmp_path / name).read_bytes() == (shipped / name).read_bytes(), name
