"""Whatever is asked or sent, no answer is a fault of the program, and each is a TAXII message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coalesce.taxii.media import TAXII
from coalesce.taxii.openapi import PARAMETERS, document
from tests.taxii.asks import INBOX, Place, Told, identity, lay_ready, made, make_place

ONE = "identity--04be1dee-2c49-4227-82c8-38b087c26efe"
DOCUMENT = document()
ROUTES = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
CALM = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = make_place(tmp_path_factory.mktemp("fuzzed") / "node", taxii_page_size=3)
    lay_ready(found, 7)
    found.of("paris").post(made(ONE))
    yield found
    found.close()


def sound(told: Told) -> bool:
    """No fault of ours, and a message that says what its status does."""
    assert told.status < 500 or told.status == 507
    assert told.headers["content-type"] == TAXII
    assert int(told.headers["content-length"]) == len(told.body)
    if told.status >= 400:
        assert told.json["http_status"] == str(told.status)
        assert isinstance(told.json["title"], str)
    else:
        assert isinstance(told.json, dict)
    return True


words = st.one_of(
    st.sampled_from([
        "", "0", "1", "3", "-1", "99999999999999999999", "1e3", "last", "first", "all", "last,first", "2014-09-05T10:11:12Z",
        "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z", "2.1", "2.0", "identity", ONE, f"{ONE},x", "a,,b", "%00", "%ff",
        "'", '"', "\\", "*", "../..", "[", "]", "%", "😀", "next", ";drop table wire;--",
    ]),
    st.text(max_size=20),
)  # fmt: skip
names = st.one_of(st.sampled_from([*PARAMETERS, "match[]", "match", "limit[]", "x"]), st.text(max_size=10))
parts = st.one_of(
    st.sampled_from(["inbox", "released", ONE, "other", "..", "%2e%2e", "a b", "é", ""]), st.text(max_size=12)
)


@CALM
@given(
    route=st.sampled_from(ROUTES),
    named=st.fixed_dictionaries(dict.fromkeys(("collection", "object", "status"), parts)),
    query=st.lists(st.tuples(names, words), max_size=4),
    accept=st.sampled_from([TAXII, "*/*", "application/json", "", ";;;", "application/taxii+json;version=2.1;q=x"]),
)
def test_no_question_breaks_it(
    place: Place, route: tuple[str, str], named: dict[str, str], query: list[tuple[str, str]], accept: str
) -> None:
    path, method = route
    asked = "&".join(f"{name}={value}" for name, value in query)
    told = place.of("paris").ask(
        method.upper(), path.format(**named), asked, body=b"{}" if method == "post" else None, accept=accept
    )
    assert sound(told)


@CALM
@given(
    path=st.text(max_size=30).map(lambda text: f"/taxii2/{text}"),
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "X"]),
    authorization=st.one_of(st.none(), st.text(st.characters(max_codepoint=255), max_size=20)),
)
def test_no_address_or_method_breaks_it(place: Place, path: str, method: str, authorization: str | None) -> None:
    headers = {} if authorization is None else {"authorization": authorization}
    told = place.of("paris").ask(method, path, **headers)
    if method != "HEAD":
        assert sound(told)


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=10),
        st.sampled_from([ONE, "identity", "2.1", "2014-09-05T10:11:12Z", "bundle", "identity--x"]),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@st.composite
def bundles(draw: st.DrawFn) -> bytes:
    """An envelope of identities, some of them changed, and its bytes changed perhaps."""
    objects: list[Any] = []
    for _ in range(draw(st.integers(0, 4))):
        one: Any = made(draw(st.sampled_from([ONE, identity(), identity()])))
        for name in draw(st.lists(st.sampled_from([*one, "extensions", "x"]), max_size=3)):
            if draw(st.booleans()):
                one.pop(name, None)
            else:
                one[name] = draw(values)
        objects.append(draw(st.one_of(st.just(one), values)))
    told: Any = {"objects": objects} if draw(st.integers(0, 5)) else draw(values)
    raw = json.dumps(told, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    for _ in range(draw(st.integers(0, 2)) * draw(st.integers(0, 1))):
        at = draw(st.integers(0, max(0, len(raw) - 1)))
        raw = raw[:at] + draw(st.binary(max_size=3)) + raw[at + draw(st.integers(0, 3)) :]
    return raw


@CALM
@given(body=bundles(), pieces=st.integers(1, 5))
def test_no_bundle_breaks_it_and_what_is_told_is_so(place: Place, body: bytes, pieces: int) -> None:
    paris = place.of("paris")
    size = max(1, len(body) // pieces)
    told = paris.ask(
        "POST", f"{INBOX}objects/", body=[body[at : at + size] for at in range(0, len(body), size)] or [b""]
    )
    assert sound(told)
    assert told.status in (202, 422)
    if told.status == 202:
        counts = told.json
        assert counts["total_count"] == counts["success_count"] + counts["failure_count"]
        for one in counts.get("successes", []):
            assert paris.get(f"{INBOX}objects/{one['id']}/", "match[version]=all").ids
    assert sound(paris.get(f"{INBOX}objects/", "match[version]=all"))
