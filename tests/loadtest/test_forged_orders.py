"""What the forged orders of the bench are made of: who sends what, when, and who is owed."""

import random
from collections import Counter

import pytest

from loadtest.forged_orders import ARCHETYPES, FRAMED, HOUR_MS, list_partners, make_crowd, make_flood, make_orders
from loadtest.forged_reports import Event, Order, Phase, Sender
from tests.fraud.stage import Scenario, Shape

COUNT = 12
ATTACKS = ("squatting", "late_claim", "poisoned_identity")
RETRY_SPAN_MS = 48 * HOUR_MS


@pytest.fixture
def orders() -> list[Order]:
    """Some of each archetype."""
    return make_orders(Scenario(random.Random(1), Shape()), COUNT)


def list_events(order: Order, sender: Sender, type_: str) -> list[tuple[Phase, Event]]:
    """What of a type is sent, and when."""
    return [(each.phase, each.event) for each in order.reports if each.sender == sender and each.event["type"] == type_]


def test_each_archetype_has_its_orders_and_no_order_is_there_twice(orders: list[Order]) -> None:
    assert Counter(order.archetype for order in orders) == {each.__name__: COUNT for each in ARCHETYPES}
    assert len({order.order_id for order in orders}) == len(orders)


def test_the_same_seed_makes_the_same_orders(orders: list[Order]) -> None:
    assert make_orders(Scenario(random.Random(1), Shape()), COUNT) == orders


def test_the_shop_reports_every_order_once_and_no_invented_one(orders: list[Order]) -> None:
    for order in orders:
        sales = [event["amount"] for _, event in list_events(order, Sender.SHOP, "sale")]
        assert sales == ([] if order.archetype in ("forged_sale", "framing") else [order.amount]), order


def test_only_squatters_late_claims_and_pages_repeat_an_order(orders: list[Order]) -> None:
    repeated = {"honest_twice", "squatting", "late_claim"}
    assert all(order.repeats == (order.archetype in repeated) for order in orders)


def test_an_invented_order_has_a_ref_or_a_click_and_some_an_invented_signature(orders: list[Order]) -> None:
    forged = [order for order in orders if order.archetype == "forged_sale"]
    shapes = Counter[tuple[bool, bool, bool]]()
    for order in forged:
        [(_, sale)] = list_events(order, Sender.BROWSER, "sale")
        shapes["ref" in sale, bool(list_events(order, Sender.BROWSER, "click")), "signature" in sale] += 1
    assert shapes == {(True, False, False): 4, (False, True, False): 4, (False, True, True): 4}


def test_a_squatter_reports_the_order_of_the_amount_1_before_the_shop(orders: list[Order]) -> None:
    for order in orders:
        if order.archetype == "squatting":
            [(phase, squat)] = list_events(order, Sender.BROWSER, "sale")
            assert (phase, squat["amount"], squat["order_id"], squat["ref"]) == (0, 1, order.order_id, order.forger)


def test_a_late_claim_dates_its_click_before_the_purchase_and_sends_it_afterwards(orders: list[Order]) -> None:
    own_browser = Counter[bool]()
    for order in orders:
        if order.archetype == "late_claim":
            [purchase] = [each for each in order.reports if each.event["type"] == "sale" and each.sender == Sender.SHOP]
            click, _, claim = [each for each in order.reports if each.phase == Phase.AFTER]
            assert claim.event["order_id"] == order.order_id
            assert click.event["visitor_id"] == claim.event["visitor_id"]
            own_browser[click.event["visitor_id"] == purchase.browser.id] += 1
            assert purchase.ago_ms < click.ago_ms < RETRY_SPAN_MS
    assert own_browser == {False: 8, True: 4}, "of another visitor, and of the buyer's own browser"


def test_an_honest_partner_is_framed_by_sales_of_one_price_for_his_own_customers(orders: list[Order]) -> None:
    framed = [order for order in orders if order.archetype == "framed"]
    framing = [order for order in orders if order.archetype == "framing"]
    assert {order.partner for order in framed} == {order.forger for order in framing} == {FRAMED}
    customers = {event["customer_id"] for order in framed for _, event in list_events(order, Sender.SHOP, "sale")}
    shapes = Counter[tuple[int, bool, bool]]()
    for order in framing:
        [(_, sale)] = list_events(order, Sender.BROWSER, "sale")
        assert sale["customer_id"] in customers
        shapes[sale["amount"], "email" in sale, bool(list_events(order, Sender.BROWSER, "click"))] += 1
    assert shapes == {(999, has_email, has_click): 3 for has_email in (False, True) for has_click in (False, True)}


def test_the_flood_has_no_engagement_and_each_click_a_visitor_of_its_own() -> None:
    flood = [report.event for report in make_flood(Scenario(random.Random(1), Shape()))]
    assert {(event["type"], event["ref"]) for event in flood} == {("click", FRAMED)}
    assert len({event["visitor_id"] for event in flood}) == 2000


def test_a_poisoner_names_the_shops_customer_on_another_visitor(orders: list[Order]) -> None:
    phases = Counter[Phase]()
    for order in orders:
        if order.archetype == "poisoned_identity":
            [(phase, claim)] = list_events(order, Sender.BROWSER, "identify")
            [(_, sale)] = list_events(order, Sender.SHOP, "sale")
            assert claim["customer_id"] == sale["customer_id"]
            assert claim["visitor_id"] != sale.get("visitor_id")
            phases[phase] += 1
    assert phases == {Phase.BEFORE: 8, Phase.AFTER: 4}


@pytest.mark.parametrize("archetype", ATTACKS)
def test_victims_came_by_a_partner_or_not_and_name_their_visitor_or_not(archetype: str, orders: list[Order]) -> None:
    kinds = Counter[tuple[bool, bool]]()
    for order in orders:
        if order.archetype == archetype:
            [(_, sale)] = list_events(order, Sender.SHOP, "sale")
            kinds[bool(order.partner), "visitor_id" in sale] += 1
    assert set(kinds.values()) == {COUNT // 4}


def test_no_report_is_older_than_a_browsers_time_is_believed(orders: list[Order]) -> None:
    assert all(0 < report.ago_ms < RETRY_SPAN_MS for order in orders for report in order.reports)


def test_forgers_have_the_same_crowd_as_honest_partners() -> None:
    crowd = list(make_crowd(Scenario(random.Random(1), Shape()), 5))
    clicks = Counter(report.event["ref"] for report in crowd if report.event["type"] == "click")
    assert clicks == dict.fromkeys(list_partners(), 5) | {FRAMED: 25}
