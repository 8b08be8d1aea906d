"""What a partner sees in place of an order id: a short keyed hash, unless the site shows its orders on purpose.

Whoever sees the ids of a shop can guess the next one and report it first.
"""

import hashlib
import hmac

from msgspec.structs import replace
from sqlalchemy.orm import Session

from console.api.request import ApiRequest
from registry.sites import get_site
from reports.conversions.report import Conversion

_SHOWN = 8


def are_orders_hidden(session: Session, request: ApiRequest) -> bool:
    """Whether the caller is a partner of a site that does not show its orders."""
    if request.caller.partner_id is None:
        return False
    return not get_site(session, request.site().site_id).partners_see_orders


def hide_order(secret: bytes, site_id: int, found: Conversion) -> Conversion:
    """The same order has the same name each time, so that a partner and the shop can speak of it."""
    if not found.order_id:
        return found
    digest = hmac.new(secret, f"order:{site_id}:{found.order_id}".encode(), hashlib.sha256).hexdigest()
    return replace(found, order_id=f"#{digest[:_SHOWN]}")
