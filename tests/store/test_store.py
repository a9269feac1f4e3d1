"""A node's folder, its first actor, and its doors."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coalesce.dates import FixedClock
from coalesce.errors import BadUsage, CoalesceError, NoNode, NotFound, NotPermitted, StoreBusy, StoreError
from coalesce.handling import READING_ROLES, Member, Purpose, Role
from coalesce.settings import Settings
from coalesce.store import Store
from coalesce.store.names import DATABASE, HEAD, KEY, LOCK
from tests.builders import (
    INVESTIGATION,
    NOON,
    add_list,
    entry,
    handling,
    ids,
    leaves,
    let_in,
    make_store,
    owner,
    publish,
    raw_rows,
    reopened,
    staged,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path / "node")
    yield made
    made.close()


def test_a_new_node_is_its_owner_s_alone(store: Store) -> None:
    assert store.folder.stat().st_mode & 0o777 == 0o700
    for name in (DATABASE, KEY, HEAD):
        assert (store.folder / name).stat().st_mode & 0o777 == 0o600, name
    assert len(store.key) == 32
    assert store.actors() == [owner(store)]
    assert owner(store).roles == frozenset(Role)
    assert [member.code for member in store.members()] == ["NL"]
    assert '"action":"init"' in leaves(store.folder)[0]
    assert store.integrity() is None


def test_two_nodes_share_no_key(store: Store, tmp_path: Path) -> None:
    other = make_store(tmp_path / "other")
    assert other.key != store.key
    other.close()


def test_a_node_is_not_made_over_another(store: Store) -> None:
    for clean in (False, True):
        with pytest.raises(BadUsage, match="node"):
            make_store(store.folder)
        if not clean:
            (store.folder / DATABASE).rename(store.folder / "moved.db")
    (store.folder / "moved.db").rename(store.folder / DATABASE)
    assert reopened(store).key == store.key


def test_a_node_is_not_made_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(BadUsage, match="another folder"):
            make_store(place)
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.parametrize("absent", [DATABASE, KEY])
def test_a_folder_without_database_or_key_is_no_node(store: Store, absent: str) -> None:
    store.close()
    (store.folder / absent).unlink()
    with pytest.raises(NoNode, match="coalesce init"):
        Store(store.folder, store.settings, store.clock)
    with pytest.raises(NoNode):
        Store(store.folder / "nowhere", Settings(), FixedClock(NOON))


@pytest.mark.parametrize("role", Role)
def test_the_reading_door_asks_for_a_role_that_reads(store: Store, role: Role) -> None:
    who = let_in(store, "rob", "NL", role)
    if role in READING_ROLES:
        with store.read(who, INVESTIGATION) as view:
            assert view.lists() == []
    else:
        with pytest.raises(NotPermitted, match="reads records"), store.read(who, INVESTIGATION):
            pass


def test_nobody_reads_for_statistics(store: Store) -> None:
    with pytest.raises(NotPermitted, match="counts and never shows"), store.read(owner(store), Purpose.STATISTICS):
        pass


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.STATISTICS])
def test_what_is_released_for_one_purpose_is_not_for_another(store: Store, purpose: Purpose) -> None:
    claire = let_in(store, "claire", "FR")
    publish(store, add_list(store), [staged(entry("R"), handling("FR:border", "FR:statistics"))])
    assert list(ids(store, claire, purpose)) == (["R"] if purpose is Purpose.BORDER else [])
    assert list(ids(store, owner(store), purpose)) == ["R"]


def test_viewing_as_shows_what_both_may_see(store: Store) -> None:
    claire = let_in(store, "claire", "FR")
    to = add_list(store)
    rules = {"none": handling(), "fr": handling("FR"), "be": handling("BE"), "both": handling("FR", "BE")}
    publish(store, to, [staged(entry(name), rule) for name, rule in rules.items()])
    publish(store, add_list(store, "french", member="FR"), [staged(entry("own"), handling("BE"))])

    def seen(who: str, also: str) -> set[str]:
        with store.read(store.actor(who), INVESTIGATION, also) as view:
            assert view.also == also
            return {fact.reference for fact in view.facts().values()}

    assert seen("owner", "") == {"none", "fr", "be", "both"}
    assert seen("owner", "FR") == {"fr", "both"}
    assert seen("owner", "NL") == {"none", "fr", "be", "both"}
    assert seen("owner", "XX") == set()
    assert seen(claire.name, "") == {"fr", "both", "own"}
    assert seen(claire.name, "BE") == {"both", "own"}
    assert '"also":"BE"' in leaves(store.folder)[-1]


def test_a_read_that_finds_nothing_leaves_its_row(store: Store) -> None:
    with pytest.raises(NotFound), store.read(owner(store), INVESTIGATION) as view:
        view.record("a" * 26)
    assert '"outcome":"NotFound"' in leaves(store.folder)[-1]


def test_a_view_is_of_no_use_outside_its_block(store: Store) -> None:
    publish(store, add_list(store), [entry("R")])
    with store.read(owner(store), INVESTIGATION) as view:
        assert len(view.facts()) == 1
    with pytest.raises(Exception, match=r"closed|invalid|could not"):
        view.facts()


def test_a_row_is_noted_beside_the_database_after_each_commit(store: Store) -> None:
    for _ in range(3):
        with store.read(owner(store), INVESTIGATION):
            pass
        number = raw_rows(store.folder, "SELECT max(seq) FROM audit")[0][0]
        assert (store.folder / HEAD).read_text().startswith(f"{number:020d} ")


def test_threads_share_a_store(store: Store) -> None:
    claire = let_in(store, "claire", "FR")
    publish(store, add_list(store, held=handling()), [entry("hidden")])
    publish(store, add_list(store, "shared", handling("FR")), [entry("open")])
    faults: list[object] = []

    def read(who: str, expected: int) -> None:
        for _ in range(15):
            with store.read(store.actor(who), INVESTIGATION) as view:
                found = len(view.facts())
                if found != expected:
                    faults.append((who, found))

    threads = [threading.Thread(target=read, args=args) for args in (("owner", 2), (claire.name, 1)) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert store.verify_audit(store.actor("owner")).rows == len(leaves(store.folder))


def test_one_long_job_at_a_time(store: Store) -> None:
    other = Store(store.folder, store.settings, store.clock)
    with store.alone("import"):
        with pytest.raises(StoreBusy, match="link again when it is done"), other.alone("link"):
            pass
        with other.read(owner(other), INVESTIGATION) as view:
            assert view.lists() == [], "readers are not held up"
    with other.alone("link"):
        assert (store.folder / LOCK).exists()
    other.close()


def test_the_lock_goes_with_a_killed_process(store: Store) -> None:
    script = "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(1, flush=True); time.sleep(60)"
    lock = store.folder / LOCK
    with subprocess.Popen([sys.executable, "-c", script, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreBusy), store.alone("import"):
            pass
        holder.kill()
        holder.wait()
    with store.alone("import"):
        pass
    assert holder.returncode == -9


def test_what_is_wrong_with_the_file_is_found(store: Store) -> None:
    publish(store, add_list(store), [entry("R")])
    assert store.integrity() is None
    raw_rows(store.folder, "DELETE FROM record")
    assert "without their owner" in str(store.integrity())


def test_a_page_that_is_damaged_is_found(store: Store) -> None:
    publish(store, add_list(store), [entry(f"R{n}", remarks="r" * 900) for n in range(40)])
    page = raw_rows(store.folder, "PRAGMA page_size")[0][0]
    root = raw_rows(store.folder, "SELECT rootpage FROM sqlite_master WHERE name = 'version'")[0][0]
    store.close()
    with (store.folder / DATABASE).open("r+b") as file:
        file.seek((root - 1) * page + 3)  # how many cells the page has
        file.write(b"\x7f\xff")
    damaged = reopened(store)
    try:
        found = damaged.integrity()
    except StoreError as error:
        found = str(error)
    assert "restore a backup" in str(found)
    damaged.close()


def test_an_actor_that_is_not_here_is_told(store: Store) -> None:
    with pytest.raises(BadUsage, match="coalesce actor list"):
        store.actor("nobody")


def test_the_day_ends_a_release(store: Store) -> None:
    publish(store, add_list(store), [staged(entry("R"), handling(until=NOON.date()))])
    assert list(ids(store)) == ["R"]
    assert isinstance(store.clock, FixedClock)
    store.clock.moment = store.clock.moment.replace(day=2)
    assert ids(store) == {}


def test_errors_of_ours_keep_their_names_in_the_log(store: Store) -> None:
    def refuse() -> None:
        with store.read(owner(store), INVESTIGATION):
            raise BadUsage("not like that")

    with pytest.raises(CoalesceError):
        refuse()
    assert '"outcome":"BadUsage"' in leaves(store.folder)[-1]


def test_making_a_node_is_all_that_create_does(tmp_path: Path) -> None:
    made = Store.create(
        tmp_path / "a" / "b", replace(Settings(), member="INTERPOL"), Member("INTERPOL", "Interpol"), FixedClock(NOON)
    )
    assert made.members() == [Member("INTERPOL", "Interpol")]
    made.close()
