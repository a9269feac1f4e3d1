"""Every page and document equals that of a twin desk whose node holds only what the reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.handling import Purpose
from coalesce.services.node import Node
from coalesce.store.accounts import CredentialKind
from coalesce.web import build_desk
from tests.store import worlds
from tests.web.visits import Visitor

PAGES = (
    "/flows?least=0", "/flows?least=0&by=leg,month&into=SY", "/flows?least=0&by=list", "/flows.csv?least=0&by=leg,origin",
    "/flows.svg?least=0", "/records", "/records?limit=3", "/records?q=zubaydrim", "/records?script=Arab&seen_in=SY", "/people?q=zubaydrim", "/contributions", "/records?q=P00003", "/people",
    "/people?joined=yes", "/review", "/lists", "/api/flows", "/api/records", "/api/people", "/api/links", "/api/review",
    "/api/lists", "/", "/review/conflicts", "/api/review/conflicts", "/api/contributions", "/flows/how?into=SY", "/review?stage=third",
    "/flows?least=0&since=2014-01&until=2014-03&other_since=2014-04&other_until=2014-09", "/api/flows/compared?by=list&since=2014-03",
    "/flows?least=0&view=stages", "/api/people?joined=yes", "/records?list=nosuch&born=1980", "/estimate?into=SY", "/api/estimate",
)  # fmt: skip


@pytest.fixture(scope="module", params=(5, 6))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    made = worlds.make(tmp_path_factory.mktemp("world") / "node", request.param)
    yield made
    made.node.store.close()


def visitor(node: Node, name: str) -> Visitor:
    visitor = Visitor(build_desk(node))
    visitor.sign_in(node.store.issue(node.store.actor(name), name, CredentialKind.LINK))
    return visitor


def answers(node: Node, name: str, paths: list[str]) -> dict[str, tuple[int, str]]:
    """What each address gives; the session's own token apart, and the day of an edition's report."""
    asking = visitor(node, name)
    found = {path: asking.get(path) for path in paths}
    return {
        path: (answer.status_code, re.sub(r'name="csrf" value="\w+"', "", answer.text))
        for path, answer in found.items()
    }


@pytest.mark.parametrize("member", worlds.MEMBERS)
@pytest.mark.parametrize("purpose", worlds.PURPOSES)
def test_every_answer_of_the_desk_is_the_twins(
    world: worlds.World, member: str, purpose: Purpose, tmp_path: Path
) -> None:
    reader = worlds.actor(member)
    twin = worlds.twin(world, tmp_path / "twin", reader, purpose)
    try:
        paths = addresses(world.node, reader.name, purpose)
        ours, theirs = answers(world.node, reader.name, paths), answers(twin, reader.name, paths)
        assert any(status == 404 for status, _ in ours.values())
        assert any(status == 200 and path.startswith("/records/") for path, (status, _) in ours.items())
        for path in paths:
            assert ours[path] == theirs[path], path
    finally:
        twin.store.close()


def addresses(node: Node, name: str, purpose: Purpose) -> list[str]:
    """Every address that a reader of the whole node could think of."""
    lists, records, people, pairs = set(), set(), set(), set()
    for member in worlds.MEMBERS:
        asking = visitor(node, f"analyst-{member}")
        records |= {row["record"] for row in asking.get("/api/records?limit=500").json()["records"]}
        lists |= {row["id"] for row in asking.get("/api/lists").json()}
        people |= {row["person"] for row in asking.get("/api/people?limit=500").json()}
        pairs |= {(row["left"], row["right"]) for row in asking.get("/api/links").json()[:12]}
    whole = [*PAGES, *(f"/records/{one}" for one in sorted(records)), *(f"/lists/{one}" for one in sorted(lists))]
    whole += [f"/people/{one}" for one in sorted(people)[:40]] + [f"/review/{a}/{b}" for a, b in sorted(pairs)]
    whole += [
        f"{page}{'&' if '?' in page else '?'}as={other}"
        for page in ("/lists", "/flows?least=0", "/records")
        for other in worlds.MEMBERS
    ]
    return [f"{path}{'&' if '?' in path else '?'}purpose={purpose}" for path in whole]
