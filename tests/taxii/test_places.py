"""An address is one resource or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.taxii.places import METHODS, PATHS, Place, Resource, place

ONE = "04be1dee-2c49-4227-82c8-38b087c26efe"


@pytest.mark.parametrize("resource", Resource)
def test_each_resource_stands_at_its_address(resource: Resource) -> None:
    path = PATHS[resource].format(collection=ONE, object=f"identity--{ONE}", status="a-b_c")
    found = place(path)
    assert found is not None
    assert found.resource is resource
    assert found == place(path.removesuffix("/"))
    assert METHODS[resource]
    names = {"collection": ONE, "object": f"identity--{ONE}", "status": "a-b_c"}
    expected = {name: value if f"{{{name}}}" in PATHS[resource] else "" for name, value in names.items()}
    assert found == Place(resource, **expected)


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/taxii2x/", "/taxii2/api/no-such-thing/", "/taxii2/api/collections//objects/", "/taxii2//",
        "/taxii2/api/collections/a'b/", "/taxii2/api/collections/../objects/", "/taxii2/api/collections/a/objects/b/c/",
        "/taxii2/api/collections/a%20b/", "/TAXII2/", "/taxii2/api/status/", f"/taxii2/api/collections/{'a' * 301}/",
        "/taxii2/api/collections/é/", "/taxii2/\n",
    ],
)  # fmt: skip
def test_nothing_stands_elsewhere(path: str) -> None:
    assert place(path) is None


@given(st.text(max_size=40))
def test_no_path_breaks_it(text: str) -> None:
    found = place(f"/taxii2/api/{text}")
    assert found is None or found.resource in Resource
