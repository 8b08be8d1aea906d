"""Forged orders sent to shops that report their sales in each way, and what of them prm would have paid."""

import hashlib
import hmac
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path

import httpx2

from loadtest.forged_orders import list_partners, make_crowd, make_flood, make_orders, name_email
from loadtest.forged_reports import Event, Phase, Report, Sender
from loadtest.forged_verdict import hold_to_bars, judge_orders, show_shares
from loadtest.labelled_month import BATCH_EVENTS, Shop
from loadtest.verdict import print_figures
from tests.fixtures.running import RunningPrm, run_prm
from tests.fraud.filling import USER_AGENTS
from tests.fraud.stage import Scenario, Shape, Visitor

_SIGNED = ("order_id", "amount", "currency", "visitor_id", "customer_id")


class Way(StrEnum):
    """How a shop reports its sales; ``BROWSER``: by the tag alone."""

    SERVER = "server"
    SIGNED = "signed"
    BROWSER = "browser"


# How the shop reports, and its setting `sales_from`; a shop that signs below `server` would lose its sales.
KINDS = (
    (Way.SERVER, "browser"), (Way.SERVER, "server"), (Way.SIGNED, "browser"), (Way.SIGNED, "signed"),
    (Way.BROWSER, "browser"), (Way.BROWSER, "signed"), (Way.BROWSER, "server"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ForgedShop:
    """A shop of one kind, and how its browsers and its server reach prm."""

    shop: Shop
    way: Way
    host: str
    site_key: str
    signing_key: str
    browsers: httpx2.Client

    def send_events(self, events: Sequence[Event]) -> None:
        """By the shop's server."""
        for begin in range(0, len(events), BATCH_EVENTS):
            answer = self.shop.running.send(self.shop.key, list(events[begin : begin + BATCH_EVENTS]))
            if answer["rejected"]:
                raise RuntimeError(f"rejected: {answer['rejected'][:3]}")

    def send_beacon(self, who: Visitor, events: Sequence[Event]) -> None:
        """By one browser, in one request."""
        headers = {
            "Content-Type": "text/plain", "Origin": f"https://{self.host}", "User-Agent": USER_AGENTS[who.agent],
            "X-Forwarded-For": who.ip,
        }  # fmt: skip
        body = json.dumps([{"site": self.site_key, **event} for event in events])
        url = f"{self.shop.running.tracker_url}/e"
        for _ in range(100):
            response = self.browsers.post(url, content=body, headers=headers)
            if response.status_code != 503:
                break
            time.sleep(0.1)
        # The answer has a body only where there is something to complain of.
        if response.status_code != 202 or (response.content and response.json()["rejected"]):
            raise RuntimeError(f"{response.status_code} {response.text}")

    def sign(self, event: Event) -> Event:
        """The event with the site's signature."""
        lines = [event["type"], self.site_key, *(str(event.get(name, "")) for name in _SIGNED)]
        made = hmac.new(self.signing_key.encode(), "\n".join(lines).encode(), hashlib.sha256)
        return {**event, "signature": made.hexdigest()}


def bench_forgeries(place: Path, count: int, crowd_clicks: int) -> bool:
    """Prints what came of ``count`` orders of each archetype at each kind of shop; whether all bars are held."""
    environ = {"PRM_IP_EVENTS_PER_SECOND": "0", "PRM_TRUSTED_PROXIES": "127.0.0.1", "PRM_FRAUD_SECONDS": "0"}
    is_held = True
    with run_prm(place / "prm", environ=environ) as running, httpx2.Client(timeout=30) as browsers:
        for number, (way, sales_from) in enumerate(KINDS):
            forged = _open_shop(running, browsers, number, way, sales_from)
            # The same orders at each of them.
            scenario = Scenario(random.Random(1), Shape())
            crowd, orders = list(make_crowd(scenario, crowd_clicks)), make_orders(scenario, count)
            flood = list(make_flood(scenario))
            _live_through(forged, crowd, [*flood, *(report for order in orders for report in order.reports)])
            figures = judge_orders(orders, forged.shop.list_conversions())
            named = {"reports_by": way.value, "sales_from": sales_from}
            for archetype, each in figures.items():
                print_figures(bench="forgeries", **named, archetype=archetype, **each.show())
            decisions = sum((each.decisions for each in figures.values()), Counter[str]())
            print_figures(bench="decisions on forgeries", **named, **show_shares(decisions))
            bars = hold_to_bars(figures, is_confirmed_by_shop=way is not Way.BROWSER)
            print_figures(bench="bars of forgeries", **named, **bars)
            is_held = all(bars.values()) and is_held
    return is_held


def _open_shop(running: RunningPrm, browsers: httpx2.Client, number: int, way: Way, sales_from: str) -> ForgedShop:
    host = f"shop{number}.example"
    made = running.create_site(f"Shop {number}", host)
    shop = Shop(running, running.create_admin_key(made["site_id"]))
    running.prm("site", "update", f"Shop {number}", "--sales-from", sales_from)
    for code in list_partners():
        shop.post("/partners", {"code": code, "name": code, "email": name_email(code)})
    return ForgedShop(shop, way, host, made["site_key"], made["signing_key"], browsers)


def _live_through(forged: ForgedShop, crowd: Iterable[Report], reports: Sequence[Report]) -> None:
    """Sends everything in the order of its phases, with a fraud run after each of them."""
    now_ms = int(time.time() * 1000)
    # By the server, because a browser's time is not believed over weeks.
    forged.send_events([{**_describe(each), "timestamp": now_ms - each.ago_ms} for each in crowd])
    for phase in Phase:
        _send_phase(forged, [report for report in reports if report.phase == phase])
        forged.shop.running.wait_until_settled(forged.shop.key, seconds=300)
        forged.shop.post("/fraud/run")


def _send_phase(forged: ForgedShop, reports: Sequence[Report]) -> None:
    by_server = [each for each in reports if each.sender == Sender.SHOP and forged.way is Way.SERVER]
    by_browser = [each for each in reports if each.sender == Sender.BROWSER or forged.way is not Way.SERVER]
    for _, same in groupby(by_browser, key=lambda each: each.browser.id):
        forged.send_beacon(*_make_beacon(forged, list(same)))
    # A sale without a time happens as it is received, thus after the clicks that reached prm.
    forged.send_events([_describe(each) for each in by_server])


def _make_beacon(forged: ForgedShop, reports: Sequence[Report]) -> tuple[Visitor, list[Event]]:
    now_ms = int(time.time() * 1000)
    events = []
    for each in reports:
        is_signed = each.sender == Sender.SHOP and forged.way is Way.SIGNED
        event = forged.sign(each.event) if is_signed else each.event
        events.append({**event, "timestamp": now_ms - each.ago_ms, "sent_at": now_ms})
    return reports[0].browser, events


def _describe(report: Report) -> Event:
    """The event as the shop's server sends it."""
    return {**report.event, "ip": report.browser.ip, "user_agent": USER_AGENTS[report.browser.agent]}
