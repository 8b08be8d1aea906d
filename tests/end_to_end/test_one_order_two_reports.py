"""Browser and server reporting the same order meet in one sale, whoever comes first, and the server's report stands."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm

VISITOR = "0190f3c2-7a3b-4cc1-ad2e-000000000001"
WHOLE = {"from": "2000-01-01", "to": "2100-01-01"}
Report = Callable[[RunningPrm, dict[str, Any], str], None]


def report_from_browser(prm: RunningPrm, site: dict[str, Any], order_id: str) -> None:
    """As the thank-you page does: it knows the visitor."""
    sale = {"type": "sale", "order_id": order_id, "amount": 4990, "currency": "EUR", "visitor_id": VISITOR, "ref": "a"}
    beacon = json.dumps({**sale, "site": site["site_key"]})
    answer = httpx2.post(
        f"{prm.tracker_url}/e", content=beacon, headers={"Origin": "https://shop.example"}, verify=NO_TLS
    )
    assert answer.status_code == 202


def report_from_server(prm: RunningPrm, site: dict[str, Any], order_id: str) -> None:
    """As the shop's server does: it knows the customer."""
    sale = {"type": "sale", "order_id": order_id, "amount": 4900, "currency": "EUR", "customer_id": "c-17"}
    assert prm.send(site["secret_key"], [sale]) == {"accepted": 1, "rejected": []}


@pytest.mark.parametrize("order", list(itertools.permutations([report_from_browser, report_from_server])))
@pytest.mark.parametrize("is_settled_between", [True, False])
def test_an_order_is_one_sale(running: RunningPrm, order: tuple[Report, Report], is_settled_between: bool) -> None:
    site = running.create_site()
    key = site["secret_key"]
    for report in order:
        report(running, site, "A-1001")
        if is_settled_between:
            running.wait_until_settled(key)
    freshness = running.wait_until_settled(key)
    stored = 2 if order[-1] is report_from_server else 1
    assert (freshness["accepted"], freshness["stored"], freshness["duplicates"]) == (2, stored, 2 - stored)
    (sale,) = running.ask("/api/v1/conversions", key, **WHOLE)["rows"]
    assert (sale["order_id"], sale["value"]["minor"], sale["duplicates"]) == ("A-1001", 4900, 1)
