"""Fitting and publishing on a node: whose records are read, and what changes when."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce import app
from coalesce.errors import BadUsage, NotPermitted, Refusal
from coalesce.handling import Role
from coalesce.linking import fitting as pure
from coalesce.records import ListKind
from coalesce.services import fitting, moving
from coalesce.services.linking import LinkOrder, link_records
from coalesce.services.node import Node
from coalesce.store import Store
from coalesce.store.migrate import index_is_made
from tests.builders import INVESTIGATION, add_list, handling, leaves, let_in, make_node, owner, publish, tables
from tests.linking.test_fitting import records


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node of NL with 440 own records, and ten of FR that NL may see; fitted once."""
    node = make_node(tmp_path_factory.mktemp("fit"))
    publish(node.store, add_list(node.store), [record.entry for record in records(220)])
    let_in(node.store, "claire", "FR")
    seen = handling("NL:investigation")
    publish(node.store, add_list(node.store, "guests", seen, "FR"), [record.entry for record in records(5)])
    yield node
    node.store.close()


@pytest.fixture(scope="module")
def told(base: Node) -> dict[str, object]:
    """What the fit says; beside it, that nothing but the log has changed."""
    before = tables(base.store.folder, "audit")
    answer = fitting.fit_own(base, owner(base.store), [])
    assert tables(base.store.folder, "audit") == before
    return answer


def test_a_fit_reads_the_own_member_alone(base: Node, told: dict[str, object]) -> None:
    with base.store.read(owner(base.store), INVESTIGATION) as view:
        assert len(view.facts()) == 450
        rows = fitting.own_rows(view, "NL", [])
    assert len(rows.rows) == 440
    assert told["lists"] == {"border": 440}


def test_were_a_received_record_let_through_the_fit_would_refuse_it(base: Node) -> None:
    with base.store.read(owner(base.store), INVESTIGATION) as view:
        everybody = view.records(list(view.facts())).values()
    with pytest.raises(NotPermitted, match="never on received"):
        pure.OwnRows("NL", everybody, [], frozenset())


def test_it_is_a_version_that_is_not_published(base: Node, told: dict[str, object]) -> None:
    assert told["version"] == 2
    assert told["published"] is False
    assert [(row["version"], row["published"]) for row in fitting.versions(base)] == [(1, True), (2, False)]
    assert fitting.published(base.store.folder).name == "model-1"
    file = base.store.folder / "models" / "own-2.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert '"version":2' in next(leaf for leaf in leaves(base.store.folder) if "fit model" in leaf)


@pytest.mark.usefixtures("told")
def test_publishing_makes_columns_and_keys_anew_and_going_back_gives_the_old_ones(base: Node) -> None:
    link_records(base, owner(base.store), LinkOrder())
    before = tables(base.store.folder, "audit", "state")
    model = fitting.use(base, owner(base.store), 2)
    assert (model.name, fitting.published(base.store.folder).name) == ("own-2", "own-2")
    during = tables(base.store.folder, "audit", "state")
    assert {name for name in before if before[name] != during[name]} <= {"prepared", "search_key", "kept_key"}
    assert before["prepared"] != during["prepared"]
    opened = app.build(Store(base.store.folder, base.store.settings, base.store.clock))
    assert opened.model.name == "own-2"
    assert not opened.store.write(owner(opened.store), INVESTIGATION).links_are_of(opened.model.name)
    link_records(opened, owner(opened.store), LinkOrder())
    assert opened.store.write(owner(opened.store), INVESTIGATION).links_are_of("own-2")
    opened.store.close()
    fitting.use(base, owner(base.store), 1)
    of_links = {"link", "link_right", "link_weight"}
    after = tables(base.store.folder, "audit", "state", *of_links)
    assert after == {name: rows for name, rows in before.items() if name not in of_links}


@pytest.mark.usefixtures("told")
def test_what_was_broken_off_keeps_the_node_closed_until_it_is_migrated(base: Node) -> None:
    whole = tables(base.store.folder, "audit", "state")

    def stop(step: str, share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fitting.use(base, owner(base.store), 1, stop)
    assert not index_is_made(base.store.engine)
    again = app.build(Store(base.store.folder, base.store.settings, base.store.clock, indexed=False))
    moving.make_index(again)
    again.store.close()
    assert index_is_made(base.store.engine)
    assert tables(base.store.folder, "audit", "state") == whole


def test_who_may_not_and_what_is_not_there(base: Node) -> None:
    analyst = let_in(base.store, "ann", "NL", Role.ANALYST)
    guest = let_in(base.store, "otto", "FR", Role.OPERATOR, Role.ANALYST)
    with pytest.raises(NotPermitted, match="operator"):
        fitting.fit_own(base, analyst, [])
    with pytest.raises(NotPermitted, match="operator of NL"):
        fitting.fit_own(base, guest, [])
    with pytest.raises(NotPermitted):
        fitting.use(base, analyst, 1)
    with pytest.raises(BadUsage, match="no model 9"):
        fitting.use(base, owner(base.store), 9)
    with pytest.raises(BadUsage, match="'guests' is no list of NL"):
        fitting.fit_own(base, owner(base.store), ["guests"])


def test_customers_and_small_lists_are_no_ground_for_a_fit(tmp_path: Path) -> None:
    node = make_node(tmp_path)
    add_list(node.store, "clients", kind=ListKind.CUSTOMERS)
    publish(node.store, add_list(node.store), [record.entry for record in records(3)])
    with pytest.raises(BadUsage, match="'clients' is no list"):
        fitting.fit_own(node, owner(node.store), ["clients"])
    with pytest.raises(Refusal, match="too few pairs"):
        fitting.fit_own(node, owner(node.store), [])
    assert [row["version"] for row in fitting.versions(node)] == [1]
    node.store.close()
