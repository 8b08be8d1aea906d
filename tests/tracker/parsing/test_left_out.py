"""A sale with an invalid e-mail address is stored without it, and the sender gets a warning."""

from typing import Any

import httpx2
import orjson
import pytest

from events.enums import Rejection
from events.event import Event
from tests.tracker.making import BROWSER, SECRET, SERVER, SITE_ID
from tests.tracker.running import RunningEdge
from tracker.parsing.arrival import Arrival
from tracker.parsing.event import parse_event
from tracker.parsing.rejection import Rejected

SALE = {"type": "sale", "visitor_id": "v", "order_id": "A-1", "amount": 4990, "currency": "EUR"}


@pytest.mark.parametrize("arrival", [BROWSER, SERVER], ids=["browser", "server"])
@pytest.mark.parametrize(
    ("email", "reason"),
    [
        (5, Rejection.NOT_A_STRING),
        ("nobody", Rejection.NOT_AN_EMAIL),
        ("a b@example.com", Rejection.NOT_AN_EMAIL),
        ("a\x00b@example.com", Rejection.NOT_AN_EMAIL),
        ("a" * 310 + "@example.com", Rejection.TOO_LONG),
    ],
)
def test_the_address_alone_is_left_out(arrival: Arrival, email: object, reason: Rejection) -> None:
    left_out: list[Rejected] = []
    event = parse_event({**SALE, "email": email}, SITE_ID, arrival, SECRET, left_out)
    assert isinstance(event, Event)
    assert (event.amount_minor, event.email_hash, event.email_domain) == (4990, "", "")
    assert left_out == [Rejected("email", reason)]


@pytest.mark.parametrize("arrival", [BROWSER, SERVER], ids=["browser", "server"])
@pytest.mark.parametrize(
    ("sent", "kept", "reason"),
    [
        ("x" * 129, "x" * 128, Rejection.TOO_LONG),
        ("x" * 127 + "🧶🧶", "x" * 127 + "🧶", Rejection.TOO_LONG),
        ("spring\rsale", "springsale", Rejection.CONTROL_CHARACTER),
        ("\x00", "", Rejection.CONTROL_CHARACTER),
    ],
)
def test_a_sub_id_is_cleaned_and_cut_and_the_click_stays(
    arrival: Arrival, sent: str, kept: str, reason: Rejection
) -> None:
    left_out: list[Rejected] = []
    event = parse_event({"type": "click", "ref": "alice", "sub_id": sent}, SITE_ID, arrival, SECRET, left_out)
    assert isinstance(event, Event)
    assert (event.ref, event.sub_id) == ("alice", kept)
    assert left_out == [Rejected("sub_id", reason)]


@pytest.mark.parametrize("arrival", [BROWSER, SERVER], ids=["browser", "server"])
@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("promo_code", "x" * 129, Rejection.TOO_LONG),
        ("promo_code", 10, Rejection.NOT_A_STRING),
        ("ref", "x" * 129, Rejection.TOO_LONG),
        ("link", "a\x00b", Rejection.CONTROL_CHARACTER),
        ("url", "/thanks", Rejection.NOT_A_URL),
        ("url", {}, Rejection.NOT_A_STRING),
        ("referrer", 5, Rejection.NOT_A_STRING),
        ("properties", {"a": []}, Rejection.NOT_FLAT),
        ("properties", {str(number): "" for number in range(21)}, Rejection.TOO_MANY),
    ],
)
def test_a_sale_is_kept_without_a_field_that_is_no_money(
    arrival: Arrival, field: str, value: object, reason: Rejection
) -> None:
    left_out: list[Rejected] = []
    event = parse_event({**SALE, field: value}, SITE_ID, arrival, SECRET, left_out)
    assert isinstance(event, Event)
    assert (event.order_id, event.amount_minor, getattr(event, field) or "") == ("A-1", 4990, "")
    assert left_out == [Rejected(field, reason)]
    click = {"type": "click", "visitor_id": "v", field: value}
    assert parse_event(click, SITE_ID, arrival, SECRET, []) == Rejected(field, reason)


@pytest.mark.parametrize("field", ["order_id", "customer_id", "visitor_id", "currency", "event_id"])
def test_a_sale_is_rejected_over_what_says_whose_it_is_and_how_much(field: str) -> None:
    rejected = parse_event({**SALE, field: "x" * 129}, SITE_ID, SERVER, SECRET, [])
    assert rejected == Rejected(field, Rejection.TOO_LONG)


def test_a_refund_is_kept_without_its_address() -> None:
    left_out: list[Rejected] = []
    refund = {"type": "refund", "order_id": "A-1", "refund_id": "R-1", "url": "/orders/A-1"}
    event = parse_event(refund, SITE_ID, SERVER, SECRET, left_out)
    assert isinstance(event, Event)
    assert (event.order_id, left_out) == ("A-1", [Rejected("url", Rejection.NOT_A_URL)])


@pytest.mark.parametrize("arrival", [BROWSER, SERVER], ids=["browser", "server"])
def test_a_sale_whose_order_is_null_is_kept_and_says_so(arrival: Arrival) -> None:
    left_out: list[Rejected] = []
    event = parse_event({**SALE, "order_id": None}, SITE_ID, arrival, SECRET, left_out)
    assert isinstance(event, Event)
    assert (event.order_id, left_out) == ("", [Rejected("order_id", Rejection.NOT_A_NAME)])
    without = {name: value for name, value in SALE.items() if name != "order_id"}
    for raw in (without, {**without, "type": "lead", "order_id": None}):
        left_out = []
        assert isinstance(parse_event(raw, SITE_ID, arrival, SECRET, left_out), Event)
        assert left_out == []


def test_an_event_that_is_rejected_has_nothing_left_out() -> None:
    left_out: list[Rejected] = []
    parsed = parse_event({**SALE, "amount": "1", "email": "nobody"}, SITE_ID, SERVER, SECRET, left_out)
    assert (parsed, left_out) == (Rejected("amount", Rejection.NOT_AN_INTEGER), [])


def test_a_server_is_warned_by_the_index_in_its_batch(own_edge: RunningEdge) -> None:
    sales: list[dict[str, Any]] = [SALE, {**SALE, "amount": -1}, {**SALE, "email": "nobody"}]
    answer = own_edge.client.post("/v1/events", json=sales, headers={"Authorization": "Bearer sk_shop"})
    assert answer.status_code == 202
    assert answer.json() == {
        "accepted": 2,
        "rejected": [{"index": 1, "field": "amount", "reason": "out_of_range"}],
        "warnings": [{"index": 2, "field": "email", "reason": "not_an_email"}],
    }
    assert len(own_edge.stored()) == 2
    assert 'prm_tracker_left_out_total{worker="0"} 1.0' in own_edge.client.get("/metrics").text


def test_a_page_is_warned_and_may_read_it(each_edge: RunningEdge) -> None:
    answer: httpx2.Response = each_edge.post(orjson.dumps({**SALE, "site": "pk_shop", "email": "nobody"}))
    assert answer.status_code == 202
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert answer.json()["warnings"] == [{"index": 0, "field": "email", "reason": "not_an_email"}]
    assert each_edge.post(orjson.dumps({**SALE, "site": "pk_shop", "email": "a@example.com"})).content == b""
