"""The DuckDB engine against the pure reference, pair by pair, and what it leaves behind: nothing."""

import itertools
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from coalesce.engines import LinkBatch, LinkOptions, link
from coalesce.engines.duckdb_tables import connect
from coalesce.errors import StoreFull
from coalesce.handling import seal
from coalesce.linking.agreement import weigh
from coalesce.linking.columns import Columns
from coalesce.linking.model import Model, load_model
from coalesce.linking.rows import LinkRow
from coalesce.records import Link

MakeRows = Callable[[int, int, Model], list[LinkRow]]


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="module")
def rows(make_rows: MakeRows, model: Model) -> list[LinkRow]:
    return make_rows(1, 120, model)


@pytest.fixture(scope="module")
def batch(rows: list[LinkRow], model: Model) -> LinkBatch:
    return link(rows, LinkOptions(model, least=1e-9))


def _closed(left: LinkRow, right: LinkRow) -> bool:
    return left.deduplicated and left.list_id == right.list_id


def test_every_pair_with_a_key_in_common_is_weighed_as_the_reference_does(
    rows: list[LinkRow], batch: LinkBatch, model: Model
) -> None:
    least = model.calibration.weight_at(1e-9)
    expected = {}
    for left, right in itertools.combinations(rows, 2):
        if set(left.keys) & set(right.keys) and not _closed(left, right):
            weight = weigh(left.columns, right.columns, model)
            if weight.total >= least:
                expected[left.record, right.record] = weight
    found = {(one.left, one.right): one.weight for one in batch}
    assert len(expected) > 200
    assert found == expected


def test_links_are_in_order_with_calibrated_probabilities(batch: LinkBatch, model: Model) -> None:
    links = list(batch)
    assert len(links) == len(batch)
    assert [(one.left, one.right) for one in links] == sorted((one.left, one.right) for one in links)
    for one in links:
        assert one.left < one.right
        assert one.model == model.name
        assert one.probability == pytest.approx(model.calibration.probability(one.weight.total))


def test_the_threshold_cuts_and_nothing_else(rows: list[LinkRow], batch: LinkBatch, model: Model) -> None:
    kept = list(link(rows, LinkOptions(model, least=0.3)))
    assert kept == [one for one in batch if one.probability >= 0.3]
    assert 0 < len(kept) < len(batch)


def test_splink_sums_to_the_same_weight(
    rows: list[LinkRow], batch: LinkBatch, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    from splink.internals.linker_components.inference import LinkerInference

    seen: dict[tuple[int, int], float] = {}
    plain = LinkerInference.predict

    def watched(self, *args, **more):  # type: ignore[no-untyped-def]
        answer = plain(self, *args, **more)
        query = f"SELECT l, r, match_weight FROM {answer.physical_name} JOIN evidence ON pair = pair_l"
        for left, right, weight in answer.db_api.duckdb_con.execute(query).fetchall():
            seen[left, right] = weight
        return answer

    monkeypatch.setattr(LinkerInference, "predict", watched)
    link(rows, LinkOptions(model, least=1e-9))
    number = {row.record: place + 1 for place, row in enumerate(sorted(rows, key=lambda row: row.record))}
    ours = {(number[one.left], number[one.right]): one.weight.total for one in batch}
    assert seen == {pair: pytest.approx(total, abs=1e-9) for pair, total in ours.items()}


@pytest.mark.parametrize("seed", [2, 3])
def test_non_interference(make_rows: MakeRows, model: Model, seed: int) -> None:
    """Whatever other records there are, a pair is the same candidate with the same weight."""
    whole = make_rows(seed, 90, model)
    rest = [row for place, row in enumerate(whole) if place % 3]
    kept = {row.record for row in rest}
    options = LinkOptions(model, least=1e-4)
    expected = [one for one in link(whole, options) if one.left in kept and one.right in kept]
    assert list(link(rest, options)) == expected
    assert expected


def test_the_order_of_the_rows_does_not_matter(rows: list[LinkRow], batch: LinkBatch, model: Model) -> None:
    assert list(link(reversed(rows), LinkOptions(model, least=1e-9, threads=1))) == list(batch)


def test_two_records_of_a_list_free_of_duplicates_are_never_a_pair(rows: list[LinkRow], batch: LinkBatch) -> None:
    on = {row.record: row for row in rows}
    pairs = [(on[one.left], on[one.right]) for one in batch]
    assert not any(_closed(left, right) for left, right in pairs)
    assert any(left.list_id == right.list_id for left, right in pairs)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_records(make_rows: MakeRows, model: Model, count: int) -> None:
    few = [LinkRow(f"r{place}", 1, "L", False, Columns(), ()) for place in range(count)]
    assert list(link(few, LinkOptions(model))) == []


def test_records_without_names_meet_by_their_documents(model: Model) -> None:
    columns = Columns(documents=("A1234567|SY",), births=("19860314",))
    both = [LinkRow(record, 3, "L", False, columns, ("n:A1234567",)) for record in ("a", "b")]
    (one,) = link(both, LinkOptions(model, least=1e-9))
    assert (one.left_version, one.right_version) == (3, 3)
    assert one.weight == weigh(columns, columns, model)


def test_with_too_little_memory_it_says_what_to_do_and_writes_nothing(
    make_rows: MakeRows, model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreFull, match="link_memory"):
        link(make_rows(5, 2_000, model), LinkOptions(model, memory="3MB"))
    assert list(tmp_path.iterdir()) == []


def test_the_world_outside_is_closed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    connection = connect("100MB", 1)
    for statement in (f"SELECT * FROM read_csv('{secret}')", "INSTALL httpfs", f"COPY (SELECT 1) TO '{tmp_path}/out'"):
        with pytest.raises(Exception, match=r"(?i)disabled|permission|not allowed"):
            connection.execute(statement)
    assert connection.execute("SELECT current_setting('temp_directory')").fetchall() == [("",)]


def test_no_network_is_asked_for(rows: list[LinkRow], model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("linking asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert len(link(rows, LinkOptions(model)))


def test_progress_is_told_and_ends(rows: list[LinkRow], model: Model) -> None:
    told: list[tuple[str, float]] = []
    link(rows, LinkOptions(model, progress=lambda step, share: told.append((step, share))))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_it_runs_on_what_is_sealed(rows: list[LinkRow], model: Model) -> None:
    sealed = seal(rows).map(link, LinkOptions(model))
    opened = sealed.open_for("coalesce.store.writer")
    assert all(isinstance(one, Link) for one in opened)
    assert repr(sealed) == "Sealed(...)"
