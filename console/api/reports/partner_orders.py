"""What a partner sees in place of an order id: a short keyed hash, unless the site shows its orders on purpose.

Whoever sees the ids of a shop can guess the next one and report it first.
"""

import hashlib
import hmac

from msgspec.structs import replace
from sqlalchemy.orm import Session

from console.access import Caller
from registry.sites import get_site
from reports.conversions.report import Conversion

_SHOWN = 8


def are_orders_hidden(session: Session, caller: Caller, site_id: int) -> bool:
    """Whether the caller is a partner of a site that does not show its orders."""
    return caller.partner_id is not None and not get_site(session, site_id).partners_see_orders


def hide_order(secret: bytes, site_id: int, found: Conversion) -> Conversion:
    """The same order has the same name each time, so that a partner and the shop can speak of it."""
    if not found.order_id:
        return found
    digest = hmac.new(secret, f"order:{site_id}:{found.order_id}".encode(), hashlib.sha256).hexdigest()
    return replace(found, order_id=f"#{digest[:_SHOWN]}")
