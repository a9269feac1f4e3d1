"""Signing in as people do it: a password, an authenticator, the provider and back, and a session ended elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from coalesce.access import one_time_codes
from coalesce.dates import SystemClock
from coalesce.services.building import VISITOR
from coalesce.settings import OPENID_SECRET
from tests import builders
from tests.browser import served
from tests.browser.served import Served
from tests.fake_provider import CLIENT, SECRET, FakeProvider, answering

pytestmark = pytest.mark.browser
GOOD = "four grey herons wade"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small node of this file's own, in the machine's time, since authenticators go by it."""
    node = builders.make_node(tmp_path_factory.mktemp("accounts") / "node", password_memory_kib=64, password_passes=1)
    node.store.clock = SystemClock()
    builders.let_in(node.store, VISITOR, "FR")
    with served.serving(node) as found:
        yield found
    node.store.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context() as made:
        yield made


def signed_in(page: Page, desk: Served) -> None:
    """Give name and password at the page to sign in on."""
    page.goto(f"{desk.at}/sign-in")
    page.get_by_label("Name", exact=True).fill(VISITOR)
    page.get_by_label("Password", exact=True).fill(GOOD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code(secret: bytes, off: int = 0) -> str:
    return one_time_codes.code(secret, one_time_codes.step_at(SystemClock().now()) + off)


def test_a_link_a_password_an_authenticator_and_a_session_ended_elsewhere(
    browser: Browser, context: BrowserContext, own: Served
) -> None:
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(own.link(VISITOR))
    page.wait_for_url(f"{own.at}/")
    page.get_by_role("link", name="Your account").click()
    page.get_by_label("New password").fill(GOOD)
    page.get_by_label("The same again").fill(GOOD)
    page.get_by_role("button", name="Set a password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is set")

    page.get_by_role("link", name="Set up an authenticator").click()
    expect(page.locator("svg.qr")).to_be_visible()
    assert page.locator("svg.qr").evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(255, 255, 255)"
    secret = base64.b32decode(page.locator("#secret").inner_text().replace(" ", ""))
    page.get_by_label("Code", exact=True).fill(code(secret, -1))
    page.get_by_role("button", name="Ask for a code from now on").click()
    expect(page.locator(".codes li")).to_have_count(one_time_codes.RECOVERY_CODES)
    recovery = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()

    with browser.new_context(java_script_enabled=False) as elsewhere:
        other = elsewhere.new_page()
        signed_in(other, own)
        other.get_by_label("Code of your authenticator").fill(code(secret))
        other.get_by_role("button", name="Sign in").click()
        other.wait_for_url(f"{own.at}/")

        page.reload()
        rows = page.get_by_role("region", name="Where you are signed in").locator("tbody tr")
        expect(rows).to_have_count(2)
        rows.filter(has_not_text="this one").get_by_role("button").click()
        expect(rows).to_have_count(1)
        other.goto(f"{own.at}/flows")
        expect(other.get_by_role("heading", name="Sign in")).to_be_visible()

        signed_in(other, own)
        other.get_by_label("Code of your authenticator").fill(code(secret))
        other.get_by_role("button", name="Sign in").click()
        expect(other.get_by_role("alert")).to_contain_text("used before")
        other.get_by_label("Code of your authenticator").fill(recovery)
        other.get_by_role("button", name="Sign in").click()
        other.wait_for_url(f"{own.at}/")
    assert faults == []


def test_who_was_asked_to_sign_in_comes_back_to_the_page(context: BrowserContext, own: Served) -> None:
    own.node.store.staff.remove_factor(own.node.store.actor("owner"), VISITOR)
    page = context.new_page()
    page.goto(f"{own.at}/records?q=Zorbal")
    page.get_by_label("One-time link").fill(own.link(VISITOR))
    page.get_by_role("button", name="Open a session").click()
    page.wait_for_url("**/records?q=Zorbal")
    assert "Zorbal" in page.get_by_label("Name, document or reference").input_value()
    expect(page.get_by_role("heading", name="Records")).to_be_visible()


def test_a_link_opened_where_the_page_already_is_works_too(context: BrowserContext, own: Served) -> None:
    own.node.store.staff.remove_factor(own.node.store.actor("owner"), VISITOR)
    page = context.new_page()
    page.goto(f"{own.at}/sign-in")
    page.goto(own.link(VISITOR))
    page.wait_for_url(f"{own.at}/")
    assert "#" not in page.url


def test_through_the_provider_and_back(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OPENID_SECRET, SECRET)
    with answering(FakeProvider(lambda: int(SystemClock().now().timestamp()))) as fake:
        node = builders.make_node(tmp_path / "node")
        node.store.clock = SystemClock()
        chosen = {"openid_issuer": fake.at, "openid_client": CLIENT, "openid_name": "the ministry"}
        node.store.settings = replace(node.store.settings, **chosen)
        builders.let_in(node.store, VISITOR, "FR")
        node.store.staff.bind(builders.owner(node.store), VISITOR, fake.at, "42")
        with served.serving(node) as desk, browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{desk.at}/people")
            page.get_by_role("link", name="Sign in with the ministry").click()
            page.wait_for_url("**/people")
            expect(page.get_by_role("heading", name="People")).to_be_visible()
            assert [one.way for one in node.store.accounts.held(VISITOR)] == ["openid"]
        node.store.close()
