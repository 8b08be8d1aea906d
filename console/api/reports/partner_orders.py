"""What a partner sees in place of an order id: a short keyed hash, unless the site shows its orders on purpose.

Whoever sees the ids of a shop can guess the next one and report it first. Nor may a partner learn that a guess was
right: what anybody's browser reported of an order is neither shown nor counted, and its id explains nothing.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs
from sqlalchemy.orm import Session

from console.access import Caller
from events.enums import Source
from registry.sites import get_site
from reports.conversions.evidence import Repeat
from reports.conversions.report import Conversion
from reports.conversions.standing import Standing

_SHOWN = 8


def are_orders_hidden(session: Session, caller: Caller, site_id: int) -> bool:
    """Whether the caller is a partner of a site that does not show its orders."""
    return caller.partner_id is not None and not get_site(session, site_id).partners_see_orders


def hide_order(secret: bytes, site_id: int, found: Conversion) -> Conversion:
    """The same order has the same name each time, so that a partner and the shop can speak of it."""
    if not found.order_id:
        return found
    return structs.replace(found, order_id=hide_order_id(secret, site_id, found.order_id))


def hide_reports(standing: Standing) -> Standing:
    """As if only the shop itself had reported it again."""
    return replace(standing, others=standing.others_of_shop)


def hide_repeats(repeats: Sequence[Repeat]) -> list[Repeat]:
    """Those of the shop itself."""
    return [each for each in repeats if each.source in (Source.SERVER, Source.IMPORT)]


def hide_order_id(secret: bytes, site_id: int, order_id: str) -> str:
    """The name that stands for the order."""
    digest = hmac.new(secret, f"order:{site_id}:{order_id}".encode(), hashlib.sha256).hexdigest()
    return f"#{digest[:_SHOWN]}"
