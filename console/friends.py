"""A friend as the API and his own page show him: his link, his promo code, and what became of those who came by it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from earnings.figures.balances import OwnerBalance, query_balances
from earnings.figures.brought import Brought, query_brought
from registry.friends import find_promo_code
from registry.models import Partner
from registry.site_addresses import find_ref_link
from registry.sites import get_site


@dataclass(frozen=True, slots=True)
class ShownFriend:
    """``balances``: in each currency in which he ever earned."""

    partner: Partner
    link: str
    promo_code: str
    brought: Brought
    balances: tuple[OwnerBalance, ...]


def show_friend(session: Session, partner: Partner) -> ShownFriend:
    """From the registry and the ledger alone, so a warehouse that is away takes nobody's link."""
    connection, site_id, owner = session.connection(), partner.site_id, partner.own_code
    return ShownFriend(
        partner=partner,
        link=find_ref_link(session, get_site(session, site_id), owner),
        promo_code=find_promo_code(session, partner),
        brought=query_brought(connection, site_id, owner),
        balances=tuple(query_balances(connection, site_id, owner)),
    )
