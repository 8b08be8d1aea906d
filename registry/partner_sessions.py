"""How a partner gets in: a link that opens once becomes a session, or the account's password does.

The token for the API is neither.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from events.snapshot import hash_key
from registry.changes import Act, Subject, add_change
from registry.enums import WITHOUT_ACCESS
from registry.errors import RegistryConflict
from registry.keys import COMMAND
from registry.logins import CODE_WITHIN, SESSION_LASTS, end_login_session, find_login_by_session
from registry.models import (
    AccountPartner,
    AccountSession,
    Partner,
    PartnerAccount,
    PartnerSession,
    PartnerSignInLink,
    Site,
)
from registry.partner_accounts import ACCOUNTS, find_account_of_partner, join_partner, list_account_partners
from registry.partners import get_partner
from registry.payout_access import may_give_method
from registry.tokens import make_token

SIGN_IN_PATH = "/partner/sign-in"
LINK_LASTS = timedelta(days=3)


def create_sign_in_link(
    session: Session, site_id: int, partner_id: int, now: datetime, *, created_by: str = COMMAND
) -> tuple[str, datetime]:
    """The token of a link that opens the partner's page once, and when it expires; expired ones are removed."""
    status = get_partner(session, site_id, partner_id).status
    if status in WITHOUT_ACCESS:
        raise RegistryConflict("partner_id", f"partner {partner_id} is {status}; change the status first")
    session.execute(delete(PartnerSignInLink).where(PartnerSignInLink.expires_at <= now))
    token, token_hash = make_token("pl")
    expires_at = now + LINK_LASTS
    session.add(
        PartnerSignInLink(token_hash=token_hash, partner_id=partner_id, created_by=created_by, expires_at=expires_at)
    )
    session.flush()
    # Whoever makes a link can open it, and then do what the partner can.
    add_change(session, site_id, Subject.PARTNER, partner_id, Act.UPDATED, sign_in_link=None)
    return token, expires_at


def open_sign_in_link(session: Session, token: str, now: datetime) -> str | None:
    """The token of a new session; None if the link was opened before, has expired or never was."""
    link = session.get(PartnerSignInLink, hash_key(token), with_for_update=True)
    if link is None or link.expires_at <= now:
        return None
    session.delete(link)
    session.execute(delete(PartnerSession).where(PartnerSession.expires_at <= now))
    return _start_session(session, link.partner_id, link.created_by, now)


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """``is_joined``: the account that the browser is signed in to opens the partner now, and its session stays.

    ``needs_code``: the partner's account has a second factor, so the session opens the second step alone.
    """

    partner_id: int
    session_token: str
    is_joined: bool = False
    needs_code: bool = False


def open_link(session: Session, token: str, former: str, now: datetime) -> OpenedLink | None:
    """Opens a sign-in link in a browser whose ``former`` session ends, unless an account of the same address has it."""
    session_token = open_sign_in_link(session, token, now)
    if session_token is None:
        return None
    opened = session.get_one(PartnerSession, hash_key(session_token))
    account = find_login_by_session(session, ACCOUNTS, former, now)
    partner = session.get_one(Partner, opened.partner_id)
    own = find_account_of_partner(session, partner.id)
    if own is not None and own.totp_since is not None and (account is None or account.id != own.id):
        opened.needs_code, opened.expires_at = True, now + CODE_WITHIN
        session.flush()
        return OpenedLink(partner.id, session_token, needs_code=True)
    is_joined = account is not None and _join(session, account, partner, opened.created_by)
    made = OpenedLink(partner.id, session_token, is_joined)
    end_partner_session(session, session_token if is_joined else former)
    return made


def find_waiting_account(session: Session, token: str, now: datetime) -> PartnerAccount | None:
    """The account whose second factor an opened link waits for."""
    opened = _find_waiting(session, token, now)
    return find_account_of_partner(session, opened.partner_id) if opened is not None else None


def complete_link(session: Session, token: str, now: datetime) -> str | None:
    """After the right code: the token of the session in place of the one that waited; None if none did.

    It opens the link's partner alone: who has the code may not have the account's password.
    """
    opened = _find_waiting(session, token, now, is_locked=True)
    if opened is None:
        return None
    session.delete(opened)
    return _start_session(session, opened.partner_id, opened.created_by, now)


@dataclass(frozen=True, slots=True)
class PartnerAccess:
    """The partner that a session shows; of an account also the others, from which the person chooses.

    ``opened_by``: who made the link by which this session came in, or by which the partner joined the account.
    """

    partner: Partner
    account: PartnerAccount | None
    partners: tuple[Partner, ...]
    opened_by: str = ""


def find_partner_access(session: Session, token: str, now: datetime, wanted: str = "") -> PartnerAccess | None:
    """What an unexpired session opens: the partner of this id, or the first; None for blocked and archived ones."""
    opened = session.get(PartnerSession, hash_key(token))
    account = find_login_by_session(session, ACCOUNTS, token, now)
    if account is not None:
        partners = tuple(list_account_partners(session, account.id))
    else:
        partners = _list_opened(session, opened, now)
    for each in partners:
        if wanted in ("", str(each.id)):
            opened_by = opened.created_by if opened else session.get_one(AccountPartner, each.id).joined_by
            return PartnerAccess(each, account, partners, opened_by)
    return None


def _find_waiting(session: Session, token: str, now: datetime, *, is_locked: bool = False) -> PartnerSession | None:
    """The session of an opened link that waits for a code; ``is_locked``: nobody else completes it meanwhile."""
    opened = session.get(PartnerSession, hash_key(token), with_for_update=is_locked)
    return opened if opened is not None and opened.needs_code and opened.expires_at > now else None


def _start_session(session: Session, partner_id: int, created_by: str, now: datetime) -> str:
    token, token_hash = make_token("px")
    session.add(
        PartnerSession(
            token_hash=token_hash, partner_id=partner_id, created_by=created_by, expires_at=now + SESSION_LASTS
        )
    )
    session.flush()
    return token


def _join(session: Session, account: PartnerAccount, partner: Partner, made_by: str) -> bool:
    """False as well where the link may do more than the account: whoever set its password did not have this link."""
    joined = session.get(AccountPartner, partner.id)
    is_stronger = joined is not None and may_give_method(session, partner.site_id, made_by)
    if joined is not None and is_stronger and not may_give_method(session, partner.site_id, joined.joined_by):
        return False
    return join_partner(session, account, partner, made_by)


def _list_opened(session: Session, opened: PartnerSession | None, now: datetime) -> tuple[Partner, ...]:
    if opened is None or opened.needs_code or opened.expires_at <= now:
        return ()
    found = (
        select(Partner)
        .join(Site, Site.id == Partner.site_id)
        .where(Partner.id == opened.partner_id)
        .where(Partner.status.not_in(WITHOUT_ACCESS), Site.archived_at.is_(None))
    )
    return tuple(session.scalars(found))


def join_opened_partner(session: Session, account_id: int, token: str, now: datetime) -> None:
    """Adds the partner whose link this session came in by to the account; nothing where it came in otherwise."""
    opened = session.get(PartnerSession, hash_key(token))
    if opened is not None and not opened.needs_code and opened.expires_at > now:
        account = session.get_one(PartnerAccount, account_id)
        partner = session.get_one(Partner, opened.partner_id)
        join_partner(session, account, partner, opened.created_by)


def end_partner_session(session: Session, token: str) -> None:
    """Ends this session; an unknown token is no error."""
    session.execute(delete(PartnerSession).where(PartnerSession.token_hash == hash_key(token)))
    end_login_session(session, ACCOUNTS, token)


def end_partner_sessions(session: Session, site_id: int, partner_id: int) -> int:
    """Ends every session that opens the partner and every link not opened yet; how many sessions there were.

    Those of the partner's account as well: whoever has its password signs in again.
    """
    partner = get_partner(session, site_id, partner_id)
    session.execute(delete(PartnerSignInLink).where(PartnerSignInLink.partner_id == partner.id))
    sessions = list(session.scalars(select(PartnerSession).where(PartnerSession.partner_id == partner.id)))
    account = find_account_of_partner(session, partner.id)
    of_account = select(AccountSession).where(AccountSession.account_id == account.id) if account else None
    ended = [*sessions, *(session.scalars(of_account) if of_account is not None else ())]
    for each in ended:
        session.delete(each)
    session.flush()
    return len(ended)
