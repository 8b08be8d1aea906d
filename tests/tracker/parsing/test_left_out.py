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
