"""One account for all partners of a person, at whatever sites, under one e-mail address.

A link proves that whoever opens it may see one partner, and no more: the team of a site can open each link that it
makes, whatever address stands there. So a link alone opens its own partner, and adds it to an account only for somebody
who is signed in to that account by its password; nobody reaches the partners of another site through an address.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from registry.enums import WITHOUT_ACCESS
from registry.errors import RegistryConflict
from registry.logins import LoginKind, find_login_by_email, put_login_password
from registry.models import (
    AccountPartner,
    AccountRecoveryCode,
    AccountSession,
    Partner,
    PartnerAccount,
    Site,
)

ACCOUNTS = LoginKind(
    PartnerAccount,
    AccountSession,
    AccountSession.account_id,
    AccountSession,
    AccountRecoveryCode,
    AccountRecoveryCode.account_id,
    AccountRecoveryCode,
    "pa",
)


def find_account_of_partner(session: Session, partner_id: int) -> PartnerAccount | None:
    """The account that opens this partner."""
    joined = session.get(AccountPartner, partner_id)
    return session.get(PartnerAccount, joined.account_id) if joined else None


def list_account_partners(session: Session, account_id: int) -> list[Partner]:
    """The account's partners that have access, at live sites, in the order in which they joined."""
    found = (
        select(Partner)
        .join(AccountPartner, AccountPartner.partner_id == Partner.id)
        .join(Site, Site.id == Partner.site_id)
        .where(AccountPartner.account_id == account_id, Site.archived_at.is_(None))
        .where(Partner.status.not_in(WITHOUT_ACCESS))
        .order_by(AccountPartner.joined_at, Partner.id)
    )
    return list(session.scalars(found))


def set_own_password(session: Session, partner_id: int, password_hash: str, joined_by: str) -> PartnerAccount:
    """For whoever opened a link of this partner: a new account under the partner's address, or its forgotten password.

    Raises ``RegistryConflict`` where the partner has no address, where the address has an account without this
    partner, or where the account opens partners of another site, whose team made no link.
    """
    partner = session.get_one(Partner, partner_id, with_for_update=True)
    account = find_account_of_partner(session, partner_id)
    if account is None:
        return _create_account(session, partner, password_hash, joined_by)
    if any(each != partner.site_id for each in _list_site_ids(session, account.id)):
        raise RegistryConflict(
            "password", "your account also opens programs of other sites: ask whoever runs this installation to end it"
        )
    put_login_password(session, ACCOUNTS, account.id, password_hash)
    # Whoever made the link may know the password now.
    of_account = update(AccountPartner).where(AccountPartner.account_id == account.id)
    session.execute(of_account.values(joined_by=joined_by))
    return account


def join_partner(session: Session, account: PartnerAccount, partner: Partner, joined_by: str) -> bool:
    """Adds the partner to the account if they have the same address; whether the account opens it now."""
    joined = session.get(AccountPartner, partner.id)
    if joined is not None:
        return joined.account_id == account.id
    if partner.email.strip().lower() != account.email:
        return False
    session.add(AccountPartner(partner_id=partner.id, account_id=account.id, joined_by=joined_by))
    session.flush()
    return True


def end_account(session: Session, email: str) -> bool:
    """Deletes the account of this address; its partners stay, and open by links. Whether there was one."""
    account = find_login_by_email(session, ACCOUNTS, email)
    if account is None:
        return False
    for table in (AccountPartner, AccountSession, AccountRecoveryCode):
        session.execute(delete(table).where(table.account_id == account.id))
    session.delete(account)
    session.flush()
    return True


def _create_account(session: Session, partner: Partner, password_hash: str, joined_by: str) -> PartnerAccount:
    email = partner.email.strip().lower()
    if not email:
        raise RegistryConflict("email", "the program has no e-mail address of yours; ask whoever runs it to add it")
    former = find_login_by_email(session, ACCOUNTS, email)
    if former is not None and not _list_site_ids(session, former.id):
        # It opens nothing any more, so whoever has its password loses nothing.
        end_account(session, email)
    elif former is not None:
        raise RegistryConflict(
            "email", f"{email} has an account already: sign in with its password to add this program"
        )
    account = PartnerAccount(email=email, password_hash=password_hash)
    session.add(account)
    session.flush()
    join_partner(session, account, partner, joined_by)
    return account


def _list_site_ids(session: Session, account_id: int) -> list[int]:
    found = (
        select(Partner.site_id)
        .join(AccountPartner, AccountPartner.partner_id == Partner.id)
        .where(AccountPartner.account_id == account_id)
    )
    return list(session.scalars(found))
