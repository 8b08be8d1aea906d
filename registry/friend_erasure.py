"""Takes out of a friend's row whatever says who he is; his codes and his money name nobody, and stay."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.enums import PartnerStatus
from registry.friends import name_friend
from registry.models import AccountPartner, Partner
from registry.partner_accounts import end_account, find_account_of_partner
from registry.partners import update_partner


def erase_friend(session: Session, friend: Partner) -> None:
    """He is archived: his link still leads to the shop, and nobody signs in as him.

    His login goes with him unless it opens another partner, whose it then is.
    """
    account = find_account_of_partner(session, friend.id)
    update_partner(
        session,
        friend.site_id,
        friend.id,
        name=name_friend(friend.own_code),
        email="",
        customer_id="",
        group="",
        tags=(),
        notes="",
        status=PartnerStatus.ARCHIVED,
    )
    if account is None:
        return
    others = select(AccountPartner.partner_id).where(AccountPartner.account_id == account.id)
    if session.scalar(others.limit(1)) is None:
        end_account(session, account.email)
