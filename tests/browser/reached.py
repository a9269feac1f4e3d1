"""Pages that no address shows: what a form answers with, such as codes that are shown once, and a form that its link has filled in.

Each way leads a page on to the link or button behind which the page to look at stands; whoever looks presses it. What is made
for it in the node is taken back before, so that it can be looked at several times.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from coalesce.access import one_time_codes
from coalesce.handling import Role
from coalesce.services import signing_in
from coalesce.services.node import Node
from tests import builders

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FACTOR, CODED = "ottilie", "xenia"
"""Who takes up a second factor each time, and who has one and a password."""
PASSWORD = "four grey herons wade"


def let_in(node: Node) -> None:
    """Both, and the second factor of the one who has it."""
    for name in (FACTOR, CODED):
        builders.let_in(node.store, name, "FR", Role.ANALYST)
    actor = node.store.actor(CODED)
    signing_in.set_password(node, actor, PASSWORD)
    secret = one_time_codes.new_secret()
    node.store.accounts.enrol(actor, secret, _code(node, secret), one_time_codes.recovery_codes(), "")


def without_factor(node: Node) -> None:
    """Before: the one who takes a second factor up has none."""
    if node.store.accounts.account(FACTOR).factor_at:
        node.store.staff.remove_factor(builders.owner(node.store), FACTOR)


def recovery_codes(page: Page, node: Node) -> Locator:
    """From one's account to the codes that are shown once."""
    shown = page.locator("#secret").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(_code(node, base64.b32decode(shown)))
    return page.locator("form[action='/account/second-factor'] button.primary")


def code_asked_for(page: Page, node: Node) -> Locator:
    """From name and password to the code."""
    page.locator("input[name=name]").fill(CODED)
    page.locator("input[name=password]").fill(PASSWORD)
    return page.locator("form#by-password button")


def link_shown(page: Page, node: Node) -> Locator:
    """From a member's page to a one-time link that is shown once."""
    return page.locator("form:has(input[name=act][value=link]) button").first


def token_shown(page: Page, node: Node) -> Locator:
    """From one's account to a token that is shown once."""
    page.locator("details:has(form[action='/account/tokens']) > summary").click()
    page.locator("form[action='/account/tokens'] input[name=label]").fill("nightly")
    return page.locator("form[action='/account/tokens'] button")


def redress_form(page: Page, node: Node) -> Locator:
    """From a record or a pair to the request about it."""
    return page.locator("main a[href^='/redress/new']").first


def request_form(page: Page, node: Node) -> Locator:
    """From another member's record to the forms that ask its owner."""
    return page.locator("main a[href^='/requests/new']").first


def _code(node: Node, secret: bytes) -> str:
    return one_time_codes.code(secret, one_time_codes.step_at(node.store.accounts.machine_now()))
