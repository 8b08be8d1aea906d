"""Every report gives the same answer with the embedded client and with the native one."""

from typing import Any

from redis import Redis
from starlette.testclient import TestClient

from console.app import create_app
from database.sessions import Sessions
from settings import ConsoleSettings
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from tests.fixtures.money import money
from warehouse.interface import Warehouse

FUNNEL: dict[str, Any] = {
    "steps": [{"type": "click"}, {"type": "sale"}],
    "by": "partner",
    "exclude": [{"name": "x", "from_step": 0, "to_step": 1}],
}


def ask_everything(
    settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis, token: str
) -> list[dict[str, Any]]:
    """One answer of each report on a small story, without the clock's part."""
    click = make_event(1, at("2026-03-01"), visitor_id="v", ref="alice")
    paid = {"order_id": "o'1", "amount_minor": 1234, "currency": "EUR"}
    sale = make_event(2, at("2026-03-02"), type="sale", visitor_id="w", customer_id="c", **paid)
    identify = make_event(3, at("2026-03-03"), type="identify", visitor_id="v", customer_id="c")
    refund = make_event(4, at("2026-03-04"), type="refund", order_id="o'1", amount_minor=234)
    store_events(warehouse, [click, sale, identify, refund])
    store_duplicate(warehouse, sale, 5, "order_stored")
    with TestClient(create_app(settings, warehouse, sessions, redis, lambda: NOW)) as client:
        api = Api(client)
        paths = ["/attribution", "/attribution/compare", "/conversions", "/partners/stats"]
        answers = [api.get(path, token) for path in [*paths, f"/conversions/{event_id(2)}/why"]]
        answers += [api.post("/funnel", token, {**FUNNEL, "order": order}) for order in ("ordered", "unordered")]
    for answer in answers:
        del answer["meta"]["complete_until"]
    return answers


def test_both_clients_give_the_same_answers(
    console_settings: ConsoleSettings,
    sessions: Sessions,
    redis: Redis,
    shop: Tenant,
    warehouse: Warehouse,
    native_warehouse: Warehouse,
) -> None:
    embedded, native = (
        ask_everything(console_settings, each, sessions, redis, shop.key) for each in (warehouse, native_warehouse)
    )
    assert embedded == native
    assert embedded[0]["rows"][0]["revenue"] == [money(1000)]
    assert [step["people"] for step in embedded[-1]["steps"]] == [1, 1]
