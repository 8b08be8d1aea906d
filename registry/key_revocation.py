"""Ends secret keys: a key takes with it what it made, and what that made."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.errors import RegistryConflict
from registry.keys import get_key, name_key
from registry.models import AccountPartner, Partner, PartnerSession, PartnerSignInLink, SecretKey
from registry.partner_tokens import end_token


def revoke_key(session: Session, site_id: int, key_id: int, now: datetime) -> list[SecretKey]:
    """The key, and each live key that it created or rotated and that those did, all ended now.

    Whoever had the key knows those keys too, and the tokens, sign-in links and sessions of partners that any of them
    made: they end as well, and no account opens the partners that joined it by such a link. The edge rejects the keys
    as soon as it has the next snapshot.
    """
    key = get_key(session, site_id, key_id)
    _lock(session, key)
    family = [key]
    for each in family:
        family += _list_made(session, each)
    ended = [key, *(each for each in family[1:] if each.revoked_at is None or each.revoked_at > now)]
    for each in family:
        each.revoked_at = min(each.revoked_at or now, now)
    _end_access_of_partners(session, [name_key(each.id) for each in family])
    session.flush()
    return [key, *sorted(ended[1:], key=lambda each: each.id)]


def check_maker(session: Session, made_by: str, now: datetime) -> None:
    """Raises :class:`RegistryConflict` if the caller is a key that was revoked since its request was let in.

    For the transaction that makes what :func:`revoke_key` ends: the lock lets a revocation wait until it can see it.
    """
    kind, _, key_id = made_by.partition(":")
    if kind != "key":
        return
    maker = session.get_one(SecretKey, int(key_id))
    _lock(session, maker)
    if maker.revoked_at is not None and maker.revoked_at <= now:
        raise RegistryConflict("key", "this key was revoked; use another")


def _list_made(session: Session, key: SecretKey) -> list[SecretKey]:
    return list(session.scalars(select(SecretKey).where(SecretKey.created_by == name_key(key.id)).with_for_update()))


def _end_access_of_partners(session: Session, makers: list[str]) -> None:
    for partner in session.scalars(select(Partner).where(Partner.token_created_by.in_(makers))):
        end_token(partner)
    session.execute(delete(PartnerSignInLink).where(PartnerSignInLink.created_by.in_(makers)))
    session.execute(delete(PartnerSession).where(PartnerSession.created_by.in_(makers)))
    session.execute(delete(AccountPartner).where(AccountPartner.joined_by.in_(makers)))


def _lock(session: Session, key: SecretKey) -> None:
    session.refresh(key, with_for_update=True)
