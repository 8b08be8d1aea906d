"""The time from an event to its mark by the scheduled runs."""

import time
from pathlib import Path

from loadtest.labelled_month import Shop
from loadtest.verdict import print_figures
from tests.fixtures.running import run_prm


def bench_delay(place: Path) -> None:
    """Prints how long after its sending an order of the partner's own stands marked, with the settings as delivered."""
    with run_prm(place / "prm", environ={"PRM_IP_EVENTS_PER_SECOND": "0"}) as running:
        running.create_site()
        shop = Shop(running, running.create_admin_key())
        shop.post("/partners", {"code": "eve", "name": "Eve", "email": "eve@gmail.com"})
        for number in range(3):
            who = {"visitor_id": f"v{number}", "ref": "eve", "email": "e.v.e+shop@gmail.com"}
            sent = time.time()
            order = {"type": "sale", "order_id": f"o{number}", "amount": 500, "currency": "EUR", **who}
            shop.running.send(shop.key, [{**order, "timestamp": int(sent * 1000)}])
            while f"o{number}" not in {mark["order_id"] for mark in shop.ask("/fraud/marks", rule="own_order")["rows"]}:
                time.sleep(0.1)
            print_figures(bench="event to mark", seconds=round(time.time() - sent, 1))
