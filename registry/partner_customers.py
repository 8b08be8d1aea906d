"""Which partner is which customer of the shop: by the shop's own id, which is of one partner of a site at most."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.checks import check_customer_id
from registry.errors import RegistryConflict
from registry.models import Partner


def find_partner_of_customer(session: Session, site_id: int, customer_id: str) -> Partner | None:
    """In any state; for one who was merged into another that one, who has his codes."""
    found = session.scalar(select(Partner).where(Partner.site_id == site_id, Partner.customer_id == customer_id))
    while found is not None and found.merged_into_id is not None:
        found = session.get_one(Partner, found.merged_into_id)
    return found


def check_free_customer(session: Session, site_id: int, given: str, partner_id: int | None = None) -> str:
    """The id in its normal form, unless another partner has it; may be empty."""
    customer_id = check_customer_id("customer_id", given)
    if customer_id:
        rows = select(Partner.id).where(Partner.site_id == site_id, Partner.customer_id == customer_id)
        taken = session.scalar(rows)
        if taken not in (None, partner_id):
            raise RegistryConflict("customer_id", f"this customer is partner {taken} already")
    return customer_id


def list_own_customers(partners: Iterable[Partner]) -> Iterator[tuple[str, str]]:
    """Own code and customer id, of a merged partner under the one who has his codes now."""
    by_id = {partner.id: partner for partner in partners}
    for partner in by_id.values():
        owner = partner
        while owner.merged_into_id is not None:
            owner = by_id[owner.merged_into_id]
        if partner.customer_id:
            yield owner.own_code, partner.customer_id
