"""A thief with a page, the public site key and curl tries everything at once; the honest partner keeps his sale."""

import json
import time
from typing import Any

import httpx2

from events.enums import Scope
from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm

BUYER, THIEF, OTHER = (f"0190f3c2-7a3b-4cc1-ad2e-00000000000{n}" for n in (1, 2, 3))
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
DAY_MS = 24 * 60 * 60 * 1000
WHOLE = {"from": "2000-01-01", "to": "2100-01-01"}


class Shop:
    """The site under attack: what its owner, its server and anybody's browser do."""

    def __init__(self, prm: RunningPrm) -> None:
        self.prm = prm
        self.site_key = (site := prm.create_site("Attacked", "attacked.example"))["site_key"]
        self.key = prm.create_admin_key(site["site_id"], ",".join(Scope))
        self.now_ms = int(time.time() * 1000)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer of the API."""
        url, headers = f"{self.prm.console_url}/api/v1{path}", {"Authorization": f"Bearer {self.key}"}
        answer = httpx2.request(method, url, json=body, headers=headers, timeout=120, verify=NO_TLS)
        assert answer.status_code < 300, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def report(self, **event: Any) -> None:
        """By the shop's server."""
        sent = {"ip": "203.0.113.7", "user_agent": AGENT, "currency": "EUR", **event}
        if event["type"] == "click":
            del sent["currency"]
        assert self.prm.send(self.key, [sent])["rejected"] == []
        self.prm.wait_until_settled(self.key)

    def beacon(self, **event: Any) -> int:
        """By curl with the Origin of the shop; the status."""
        sent = json.dumps({**event, "site": self.site_key})
        headers = {"Origin": "https://attacked.example", "User-Agent": AGENT}
        answer = httpx2.post(f"{self.prm.tracker_url}/e", content=sent, headers=headers, timeout=60, verify=NO_TLS)
        self.prm.wait_until_settled(self.key)
        return answer.status_code


def test_the_honest_partner_keeps_his_sale_and_the_thief_gets_nothing(running: RunningPrm) -> None:
    shop = Shop(running)
    for code in ("alice", "mallory"):
        shop.call("POST", "/partners", {"code": code, "name": code})
    reward = {"id": "all", "percent": "100", "event": "sale"}
    shop.call("POST", "/terms", {"rules": {"hold_days": 0, "rewards": [reward]}})
    sold = {"type": "sale", "currency": "EUR"}
    # Alice's visitor, a day ago. The thief guesses the next order and the buyer's customer id.
    shop.report(type="click", visitor_id=BUYER, ref="alice", timestamp=shop.now_ms - DAY_MS)
    assert shop.beacon(**sold, order_id="A-1", amount=1, visitor_id=THIEF, ref="mallory") == 202
    shop.beacon(type="click", customer_id="c-1", ref="mallory")
    shop.beacon(type="identify", customer_id="c-1", visitor_id=THIEF)
    shop.beacon(type="click", visitor_id=THIEF, ref="mallory")
    shop.report(**sold, order_id="A-1", amount=4990, visitor_id=BUYER, customer_id="c-1")
    # A sale without a visitor, claimed afterwards by a browser with a click of before.
    shop.report(**sold, order_id="A-2", amount=5000)
    early = {"timestamp": shop.now_ms - 60_000, "visitor_id": OTHER, "ref": "mallory"}
    shop.beacon(type="click", **early)
    shop.beacon(**sold, order_id="A-2", amount=5000, visitor_id=OTHER, ref="mallory")
    # A sale of nine days ago, and a click dated before it.
    shop.report(**sold, order_id="A-3", amount=700, visitor_id=OTHER, timestamp=shop.now_ms - 9 * DAY_MS)
    shop.beacon(type="click", visitor_id=OTHER, ref="mallory", timestamp=shop.now_ms - 10 * DAY_MS)
    # A sale that never was; and one by a picture.
    assert shop.beacon(**sold, order_id="F-1", amount=90000, visitor_id=THIEF, ref="mallory") == 202
    pixel = {"site": shop.site_key, "type": "sale", "order_id": "P-1", "amount": "90000", "currency": "EUR"}
    answer = httpx2.get(f"{running.tracker_url}/e.gif", params={**pixel, "ref": "mallory"}, verify=NO_TLS)
    assert answer.headers["X-PRM-Rejected"]
    running.wait_until_settled(shop.key)

    shop.call("POST", "/fraud/run")
    shop.call("POST", "/earnings/run")
    rows = {row["order_id"]: row for row in running.ask("/api/v1/conversions", shop.key, **WHOLE)["rows"]}
    shown = {order: (row["partner"], row["value"]["minor"], row["decision"]) for order, row in rows.items()}
    assert shown == {
        "A-1": ("alice", 4990, "pay"),
        "A-2": ("", 5000, "pay"),
        "A-3": ("", 700, "pay"),
        "F-1": ("mallory", 90000, "pending"),
    }
    assert "contradicted_order" in rows["A-1"]["reasons"]
    assert "unconfirmed" in rows["F-1"]["reasons"]
    balances = {row["partner"]: row for row in shop.call("GET", "/balances")["rows"]}
    assert balances["alice"]["payable"]["minor"] == 4990
    assert {name: balances["mallory"][name]["minor"] for name in ("payable", "held", "reserved", "paid")} == {
        "payable": 0,
        "held": 0,
        "reserved": 0,
        "paid": 0,
    }
