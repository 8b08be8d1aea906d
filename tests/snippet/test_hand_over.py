"""Who hands a visitor over has recorded the click already: the tag takes the visitor and beacons no click."""

import time
from uuid import uuid4

import pytest

from tests.snippet.visitor import Visitor

pytestmark = pytest.mark.browser


def hand_over(visitor_id: str, age_seconds: float) -> str:
    """The first page as a redirect of that age leads to it."""
    return f"/?ref=alice&prm_visitor={visitor_id}.{int((time.time() - age_seconds) * 1000)}"


def test_a_visitor_is_taken_over_without_a_second_click(visitor: Visitor) -> None:
    handed = str(uuid4())
    visitor.open(hand_over(handed, 0))
    visitor.open("/second")
    visitor.call("lead")
    (lead,) = visitor.expect("lead")
    assert (lead.visitor_id, lead.ref) == (handed, "alice")


def test_a_reload_of_the_landing_page_is_no_click_either(visitor: Visitor) -> None:
    visitor.open(hand_over(str(uuid4()), 0))
    visitor.page.reload()
    visitor.expect()


def test_a_shared_address_makes_another_visitor(visitor: Visitor) -> None:
    handed = str(uuid4())
    visitor.open(hand_over(handed, 120))
    (click,) = visitor.expect("click")
    assert click.visitor_id != handed


def test_a_known_visitor_continues_as_the_one_handed_over(visitor: Visitor) -> None:
    handed = str(uuid4())
    visitor.open("/")
    visitor.open(hand_over(handed, 0))
    assert visitor.cookies()["prm_visitor"]["value"] == handed
