"""Whose earnings a caller sees: a partner's own, else those of one partner or of all."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.access import Caller
from console.api.reports.conversion_id import find_conversion_id
from console.api.reports.partner_orders import are_orders_hidden, hide_order_id
from console.api.request import ApiDependencies
from console.errors import AccessDenied, InvalidRequest
from database.sessions import begin_read
from earnings.runs.facts import SiteRegistry, query_site_registry
from earnings.runs.orders import parse_order
from earnings.runs.standing import find_subject
from registry.errors import RegistryMissing
from registry.partners import get_partner, resolve_owner

CUSTOMER = "customer:"


@dataclass(frozen=True, slots=True)
class EarningsScope:
    """``owner`` None: everybody; ``order_secret``: under which order ids are hidden, None where they are shown."""

    registry: SiteRegistry
    owner: str | None
    order_secret: bytes | None

    def show_order(self, subject: str) -> str:
        """The order id that a line or decision is about; empty where it has none."""
        name = parse_order(subject)
        if name is None or not name.order_id:
            return ""
        secret = self.order_secret
        return name.order_id if secret is None else hide_order_id(secret, self.registry.site_id, name.order_id)


def open_scope(dependencies: ApiDependencies, caller: Caller, site_id: int, given: str = "") -> EarningsScope:
    """``given``: the partner that the caller asks for; raises ``InvalidRequest`` for one that is not on the site."""
    with begin_read(dependencies.sessions) as session:
        registry = query_site_registry(session, site_id, dependencies.secret)
        is_hidden = are_orders_hidden(session, caller, site_id)
        owner = None
        if caller.partner_id is not None:
            owner = get_partner(session, site_id, caller.partner_id).own_code
        elif given:
            try:
                owner = resolve_owner(session, site_id, given).own_code
            except RegistryMissing:
                raise InvalidRequest("partner", "give the id or a code of a partner of this site") from None
    return EarningsScope(registry, owner, dependencies.secret if is_hidden else None)


def parse_before(query: Mapping[str, str]) -> int:
    """The number in ``cursor``, 0 without one."""
    text = query.get("cursor", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 16):
        raise InvalidRequest("cursor", "give the next_cursor of an answer")
    return int(text or 0)


def find_asked_subject(dependencies: ApiDependencies, caller: Caller, site_id: int, given: str) -> str | None:
    """The name in the ledger of the conversion whose event id is ``given``, None without one; raises ``NothingFound``.

    For the team alone: a partner would learn that a browser's report of a guessed order was right.
    """
    if not given:
        return None
    if caller.partner_id is not None:
        raise AccessDenied("only the site's team may choose commissions by event_id")
    return find_subject(dependencies.warehouse, site_id, find_conversion_id(dependencies.warehouse, site_id, given))


def split_owner(owner: str) -> tuple[str, str]:
    """Partner and customer, of whom one is empty."""
    return ("", owner.removeprefix(CUSTOMER)) if owner.startswith(CUSTOMER) else (owner, "")
