"""Two partners become one: everything that earns moves, what is earned stays."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.enums import WITHOUT_ACCESS, PartnerStatus
from registry.errors import RegistryConflict, RegistryInvalid
from registry.models import Code, Link, Partner, PromoCode
from registry.partners import archive_partner, get_earning_partner


def merge_partners(session: Session, site_id: int, partner_id: int, into_id: int, now: datetime) -> Partner:
    """Moves all codes, links, promo codes and children of a partner to another; the emptied one is archived.

    Reports follow the codes, for all history. The ledger names the emptied partner by his own code for good, so money
    that was decided stays his. Raises :class:`RegistryConflict` where the move would revive what is blocked.
    """
    if partner_id == into_id:
        raise RegistryInvalid("into", "is the partner himself: give another")
    emptied, into = (get_earning_partner(session, site_id, each) for each in (partner_id, into_id))
    if emptied.status == PartnerStatus.BLOCKED:
        raise RegistryConflict(
            "partner_id", f"{emptied.name} is blocked, and his clicks would earn again: activate him"
        )
    if into.status in WITHOUT_ACCESS:
        raise RegistryConflict("into", f"{into.name} is {into.status}: activate him first, or give another")
    _move_children(session, emptied, into)
    for kind in (Code, Link, PromoCode):
        session.execute(update(kind).where(kind.partner_id == emptied.id).values(partner_id=into.id))
    archive_partner(session, site_id, emptied.id, now)
    emptied.merged_into_id = into.id
    session.flush()
    for partner in (emptied, into):
        session.expire(partner, ["codes"])
    return into


def _move_children(session: Session, emptied: Partner, into: Partner) -> None:
    above: Partner | None = into
    while above is not None:
        above = session.get(Partner, above.parent_id) if above.parent_id else None
        if above is not None and above.id == emptied.id:
            raise RegistryConflict("into", f"{into.name} is below {emptied.name}: give him another parent first")
    for child in session.scalars(select(Partner).where(Partner.parent_id == emptied.id)):
        child.parent_id = into.id
    emptied.parent_id = None
    session.flush()
