"""A shop whose partners have earned something, as the pages of a partner show it."""

from datetime import UTC, datetime, timedelta

import httpx2

from database.sessions import Sessions, begin_change
from events.enums import Scope
from registry.keys import create_key
from tests.console.conftest import Shop
from tests.fixtures.event_rows import make_event, store_events
from warehouse.interface import Warehouse

TERMS = {"rules": {"rewards": [{"id": "sale", "event": "sale", "percent": "10"}], "hold_days": 14}}


def earn(console_url: str, warehouse: Warehouse, sessions: Sessions, shop: Shop) -> None:
    """The shop reports a sale of Alice's; then come terms, the rules, the commissions and a bonus."""
    now = datetime.now(UTC)
    said = {"site_id": shop.site_id, "customer_id": "confirmed"}
    sale = {"type": "sale", "order_id": "confirmed", "amount_minor": 5000, "currency": "EUR"}
    click = make_event(1, now - timedelta(days=2), **said, ref="alice")
    store_events(warehouse, [click, make_event(2, now - timedelta(days=1), **said, **sale)])
    with begin_change(sessions) as session:
        key = create_key(session, shop.site_id, "tests", Scope)[1]
    headers = {"Authorization": f"Bearer {key}"}
    with httpx2.Client(base_url=f"{console_url}/api/v1", headers=headers, timeout=120) as client:
        for path, body in (("/terms", TERMS), ("/fraud/run", {}), ("/earnings/run", {})):
            answer = client.post(path, json=body)
            assert answer.status_code in (200, 201), answer.text
        bonus = {"partner": "alice", "reason": "bonus", "currency": "EUR", "minor": 1500, "note": "Thank you"}
        assert client.post("/adjustments", json=bonus).status_code == 201
