"""The calls of `prm(…)` and the events they make."""

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def referred(visitor: Visitor) -> Visitor:
    """A visitor who came by alice's link."""
    visitor.open("/?ref=alice")
    return visitor


def test_a_sale_carries_order_amount_and_the_partners_code(referred: Visitor) -> None:
    referred.open("/second")
    referred.call("sale", {"order_id": "1042", "amount": 4990, "currency": "EUR"})
    click, sale = referred.expect("click", "sale")
    assert (sale.order_id, sale.amount_minor, sale.currency) == ("1042", 4990, "EUR")
    assert (sale.ref, sale.visitor_id) == ("alice", click.visitor_id)


def test_an_order_id_may_be_a_number_and_unknown_fields_empty(referred: Visitor) -> None:
    referred.call("sale", {"order_id": 1042, "amount": 4990, "currency": "EUR", "email": None, "customer_id": 7})
    _, sale = referred.expect("click", "sale")
    assert (sale.order_id, sale.customer_id, sale.email_hash) == ("1042", "7", "")


def test_further_fields_go_into_properties(referred: Visitor) -> None:
    referred.call("lead", {"promo_code": "ALICE10", "properties": {"form": "footer"}})
    _, lead = referred.expect("click", "lead")
    assert (lead.promo_code, lead.properties) == ("ALICE10", {"form": "footer"})


def test_an_event_has_a_name_and_properties(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.call("event", "trial", {"plan": "pro"})
    (event,) = visitor.expect("event")
    assert (event.name, event.properties, event.ref) == ("trial", {"plan": "pro"}, "")


def test_a_lead_without_anything_is_a_lead(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.call("lead")
    visitor.expect("lead")


def test_a_customer_is_identified_once_and_is_part_of_every_later_event(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.call("identify", 42)
    visitor.open("/second")
    visitor.call("identify", 42)
    visitor.call("lead")
    identify, lead = visitor.expect("identify", "lead")
    assert (identify.customer_id, lead.customer_id) == ("42", "42")


def test_calls_before_the_tag_has_loaded_wait_in_the_stub(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/early", tag.html() + "<script>prm('event', 'early')</script>")
    visitor.open("/early?ref=alice")
    click, event = visitor.expect("click", "event")
    assert (event.name, event.visitor_id, event.ref) == ("early", click.visitor_id, "alice")


def test_get_returns_the_visitor_and_the_first_and_last_code(referred: Visitor) -> None:
    referred.open("/?ref=bob")
    known = referred.call("get")
    assert (known["ref"], known["first_ref"]) == ("bob", "alice")
    assert int(known["first_ref_timestamp"]) < int(known["ref_timestamp"])
    assert known["visitor_id"] == referred.expect("click", "click")[0].visitor_id


def test_get_calls_back_for_a_call_from_the_stub(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/early", tag.html() + "<script>prm('get', visitor => { document.title = visitor.ref })</script>")
    visitor.open("/early?ref=alice")
    assert visitor.page.title() == "alice"


def test_page_views_are_an_option(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/second", tag.html(pageviews=""))
    visitor.open("/?ref=alice")
    visitor.open("/second")
    visitor.open("/second")
    visitor.expect("click", "pageview", "pageview")


def test_a_page_can_report_its_own_views(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.call("pageview")
    visitor.expect("pageview")


@pytest.mark.parametrize("words", [["refund", {"order_id": "1"}], ["nonsense"], [], [None]])
def test_an_event_that_a_browser_may_not_send_is_rejected_and_dropped(visitor: Visitor, words: list[object]) -> None:
    visitor.open("/")
    visitor.call(*words)
    visitor.expect()
