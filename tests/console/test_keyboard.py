"""The marketer signs in and works with nothing but a keyboard, and always sees the focus."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import EMAIL, PASSWORD

pytestmark = pytest.mark.browser

MAX_STEPS = 40


def test_the_marketer_signs_in_by_keyboard_and_reaches_the_requested_page(page: Page, console_url: str) -> None:
    page.goto(f"{console_url}/paths?by=ref")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#paths tbody th").first).to_have_text("alice")
    assert page.url == f"{console_url}/paths?by=ref"


def test_the_keyboard_alone_reaches_the_model_and_switches_it(signed_in: Page) -> None:
    expect(signed_in.locator("#credits caption")).to_contain_text("last click")
    signed_in.keyboard.press("Tab")
    expect(signed_in.get_by_role("link", name="Skip to the figures")).to_be_focused()
    walk_to(signed_in, "model")
    signed_in.keyboard.type("Linear")
    expect(signed_in.locator("#credits caption")).to_contain_text("linear")
    expect(signed_in.get_by_role("combobox", name="Model")).to_be_focused()
    expect(signed_in).to_have_url(re.compile("model=linear"))


def test_the_skip_link_leads_past_the_menu(signed_in: Page) -> None:
    signed_in.keyboard.press("Tab")
    signed_in.keyboard.press("Enter")
    signed_in.keyboard.press("Tab")
    expect(signed_in.locator("[data-views] summary")).to_be_focused()
    signed_in.keyboard.press("Tab")
    expect(signed_in.get_by_role("combobox", name="Show")).to_be_focused()


def test_nothing_is_animated_with_reduced_motion(signed_in: Page) -> None:
    signed_in.emulate_media(reduced_motion="reduce")
    moving = "[...document.querySelectorAll('*')].filter(each => parseFloat(getComputedStyle(each).transitionDuration))"
    assert signed_in.evaluate(f"{moving}.length") == 0


def walk_to(page: Page, name: str) -> None:
    """Presses Tab until the control of this name has the focus; each stop on the way is seen."""
    for _ in range(MAX_STEPS):
        page.keyboard.press("Tab")
        ring = "getComputedStyle(document.activeElement).outlineStyle"
        assert page.evaluate(ring) != "none", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not reached by the keyboard")
