"""What the shop's server reports of an order: the pages of a shop can be forged, its server confirms."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import httpx2

from demo.coffees import CURRENCY, Coffee

LOG = logging.getLogger(__name__)
_TIMEOUT_SECONDS = 10.0
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Order:
    """One sale, as the thank-you page shows it; ``visitor_id`` is of the tag's cookie, empty without one."""

    order_id: str
    coffee: Coffee
    email: str
    promo_code: str
    visitor_id: str = ""

    def describe(self) -> dict[str, object]:
        """As page and server report it."""
        return {
            "order_id": self.order_id,
            "amount": self.coffee.price_minor,
            "currency": CURRENCY,
            "email": self.email or None,
            "promo_code": self.promo_code or None,
            "properties": {"coffee": self.coffee.slug},
        }


ReportOrder = Callable[[Order], None]


def open_reporter(tracker_url: str, secret_key: str) -> ReportOrder:
    """A function that reports an order to ``POST /v1/events``, and never raises."""
    headers = {"Authorization": f"Bearer {secret_key}"}
    client = httpx2.Client(timeout=_TIMEOUT_SECONDS, headers=headers)
    url = f"{tracker_url}/v1/events"

    def report(order: Order) -> None:
        sale = {"type": "sale", **order.describe(), "visitor_id": order.visitor_id or None}
        for _ in range(_ATTEMPTS):
            try:
                client.post(url, json=sale).raise_for_status()
            except httpx2.HTTPError as exc:
                LOG.warning("order %s could not be reported: %s", order.order_id, exc)
            else:
                return

    return report
