"""Every screen: it shows what the server answers, and whoever cannot see or point can use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.workbench.browser import SCREENS, Served, open_screen, settle, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible_and_named(page: Page, served: Served, screen: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_screen(page, served, screen)
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Ascribe")
    assert page.title() != "Ascribe"


def test_without_a_session_it_says_what_to_open(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(f"{served.base}/inbox")
    assert answer is not None
    assert answer.status == 401
    assert "ascribe serve" in page.inner_text("body")
    context.close()


def test_keys_are_shown_and_followed(page: Page, served: Served) -> None:
    open_screen(page, served, "inbox")
    page.keyboard.press("?")
    assert page.locator("dialog").get_by_text("search the reports").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/d")
    page.keyboard.press("/")
    page.keyboard.type("ganja missile")
    page.keyboard.press("Enter")
    page.wait_for_url("**/d?q=*")
    settle(page)
    assert page.locator("tbody tr").count() > 0
    assert "Panjshir" not in page.locator("tbody").inner_text()


def test_back_and_forward(page: Page, served: Served) -> None:
    open_screen(page, served, "reports")
    page.locator("nav >> text=Outlets").click()
    page.wait_for_url("**/s")
    page.go_back()
    page.wait_for_url("**/d")
    assert page.locator("h1").inner_text() == "Reports"
