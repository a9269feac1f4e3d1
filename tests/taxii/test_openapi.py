"""The description is the server's: each route and method, no other; and the page in docs is this description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coalesce.taxii.openapi import PARAMETERS, TAKEN, WORDS, document
from coalesce.taxii.places import METHODS, PATHS
from tests.taxii.asks import Place, identity, made, make_place

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = make_place(tmp_path_factory.mktemp("described") / "node")
    yield found
    found.close()


def test_each_route_and_method_is_described_and_no_other() -> None:
    told = {(path, method.upper()) for path, methods in document()["paths"].items() for method in methods}
    assert told == {(PATHS[resource], method) for resource, methods in METHODS.items() for method in methods}
    assert set(WORDS) == {(resource, method) for resource, methods in METHODS.items() for method in methods}


def test_the_file_in_the_docs_is_this_description() -> None:
    written = json.loads((DOCS / "taxii-openapi.json").read_text(encoding="utf-8"))
    assert written == document(), "write it anew with scripts/document_taxii.py"


def test_the_page_names_each_route_and_parameter() -> None:
    page = (DOCS / "taxii.md").read_text(encoding="utf-8")
    assert [path for path in PATHS.values() if f"`{path}`" not in page] == []
    assert [name for name in PARAMETERS if f"`{name}`" not in page] == []


def test_each_described_route_answers_as_it_says(place: Place) -> None:
    one = identity()
    paris = place.of("paris")
    status = paris.post(made(one)).json["id"]
    names = {"collection": "inbox", "object": one, "status": status}
    for path, methods in document()["paths"].items():
        for method, operation in sorted(methods.items(), reverse=True):  # POST and GET before DELETE
            told = paris.ask(method.upper(), path.format(**names), body=b"{}" if method == "post" else None)
            assert str(told.status) in operation["responses"], (path, method, told.status)
            assert told.status < 300
            paris.post(made(one))


def test_each_parameter_is_taken_where_it_is_described(place: Place) -> None:
    values = {"added_after": "yesterday", "limit": "0", "next": "x", "match[version]": "newest"}
    one = identity()
    place.of("paris").post(made(one))
    for resource, taken in TAKEN.items():
        path = PATHS[resource].format(collection="inbox", object=one)
        for name in taken:
            told = place.of("paris").get(path, f"{name}={values.get(name, 'a%00')}")
            assert told.status == 400, (path, name)
