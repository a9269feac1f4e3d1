"""To the identity provider and back, as a browser goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from coalesce.settings import OPENID_SECRET
from coalesce.web import build_desk
from tests import builders
from tests.fake_provider import CLIENT, SECRET, FakeProvider, answering
from tests.web.accounts import code, enrolled
from tests.web.visits import AT, Place, Visitor, later


@pytest.fixture
def fake(fresh: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    monkeypatch.setenv(OPENID_SECRET, SECRET)
    with answering(FakeProvider(lambda: int(fresh.clock.now().timestamp()))) as found:
        store = fresh.node.store
        store.settings = replace(
            store.settings, openid_issuer=found.at, openid_client=CLIENT, openid_name="the ministry"
        )
        store.staff.bind(builders.owner(store), "claire", found.at, "42")
        yield found


def begun(place: Place, path: str = "/sign-in/openid") -> tuple[Visitor, str]:
    visitor = Visitor(build_desk(place.node))
    answer = visitor.get(path)
    assert answer.status_code == 303
    return visitor, answer.headers["location"]


def test_one_signs_in_through_the_provider_and_is_led_on(fresh: Place, fake: FakeProvider) -> None:
    assert "Sign in with the ministry" in Visitor(build_desk(fresh.node)).get("/sign-in").text
    visitor, address = begun(fresh, "/sign-in/openid?back=%2Fpeople")
    page = visitor.get(fake.authorize(address).removeprefix(AT))
    assert page.status_code == 200
    assert '<meta http-equiv="refresh" content="0; url=/people">' in page.text
    cookies = page.headers.get_list("set-cookie")
    assert [("Max-Age=0" in one, "SameSite=strict" in one) for one in cookies] == [(False, True), (True, False)]
    assert visitor.get("/people").status_code == 200


def test_the_way_back_leads_nowhere_else(fresh: Place, fake: FakeProvider) -> None:
    visitor, address = begun(fresh, "/sign-in/openid?back=//evil.example")
    assert "url=/&" not in (page := visitor.get(fake.authorize(address).removeprefix(AT)).text)
    assert 'content="0; url=/"' in page


def test_an_answer_without_its_browser_or_brought_again_opens_nothing(fresh: Place, fake: FakeProvider) -> None:
    visitor, address = begun(fresh)
    back = fake.authorize(address).removeprefix(AT)
    assert Visitor(build_desk(fresh.node)).get(back).status_code == 401
    stranger, _ = begun(fresh)
    assert stranger.get(back).status_code == 401, "another's sign-in under way"
    held = dict(visitor.client.cookies)
    assert visitor.get(back).status_code == 200
    visitor.client.cookies.update(held)
    again = Visitor(visitor.client._transport.app)  # type: ignore[attr-defined]  # the same desk
    again.client.cookies.update(held)
    assert again.get(back).status_code == 401


def test_a_second_factor_that_is_set_here_is_asked_for_all_the_same(fresh: Place, fake: FakeProvider) -> None:
    shown, _ = enrolled(fresh, fresh.visitor())
    later(fresh, 0.1)
    visitor, address = begun(fresh)
    page = visitor.get(fake.authorize(address).removeprefix(AT))
    assert 'action="/sign-in/code"' in page.text
    assert visitor.get("/flows").status_code == 401
    assert visitor.post("/sign-in/code", {"code": code(fresh, shown)}).status_code == 303
    assert visitor.get("/flows").status_code == 200


def test_no_page_or_answer_tells_the_client_secret(fresh: Place, fake: FakeProvider) -> None:
    otto = Visitor(build_desk(fresh.node))
    otto.sign_in(fresh.link("otto"))
    for path in ("/settings", "/api/settings", "/sign-in", "/members/FR"):
        assert SECRET not in otto.get(path).text
    assert SECRET not in begun(fresh)[1]
    store = fresh.node.store
    store.settings = replace(store.settings, openid_issuer="http://127.0.0.1:9", openid_seconds=1.0)
    answer = Visitor(build_desk(fresh.node)).get("/sign-in/openid")
    assert answer.status_code == 503
    assert SECRET not in answer.text
