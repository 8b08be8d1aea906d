"""How far a site believes what browsers report: its signing key, whose reports make conversions, two bounds."""

from sqlalchemy.orm import Session

from events.enums import ConversionsFrom
from registry.checks import check_choice, check_number
from registry.models import Site
from registry.sites import get_site
from registry.tokens import make_signing_key

MAX_AMOUNT_MINOR = 10**15
MAX_SALES_PER_HOUR = 10_000_000


def update_trust(
    session: Session,
    site_id: int,
    *,
    sales_from: str | None = None,
    leads_from: str | None = None,
    max_browser_amount: int | None = None,
    browser_sales_per_hour: int | None = None,
) -> Site:
    """Only what is given changes. It holds for what the edge receives from now on, not for what is stored."""
    site, words = get_site(session, site_id), tuple(ConversionsFrom)
    if sales_from is not None:
        site.sales_from = check_choice("sales_from", sales_from, words)
    if leads_from is not None:
        site.leads_from = check_choice("leads_from", leads_from, words)
    if max_browser_amount is not None:
        site.max_browser_amount = check_number("max_browser_amount", max_browser_amount, 0, MAX_AMOUNT_MINOR)
    if browser_sales_per_hour is not None:
        site.browser_sales_per_hour = check_number(
            "browser_sales_per_hour", browser_sales_per_hour, 0, MAX_SALES_PER_HOUR
        )
    session.flush()
    return site


def rotate_signing_key(session: Session, site_id: int) -> Site:
    """A new key; what is signed by the old one counts as the browser's word as soon as the edge has the new one."""
    site = get_site(session, site_id)
    site.signing_key = make_signing_key()
    session.flush()
    return site
