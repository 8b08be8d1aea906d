"""Secret keys of a site's servers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.snapshot import READ_REPORTS, WRITE_EVENTS, hash_key
from registry.checks import check_choice, check_text
from registry.errors import RegistryInvalid, RegistryMissing
from registry.models import SecretKey, Site
from registry.sites import find_site
from registry.tokens import make_token

SCOPES = (WRITE_EVENTS, READ_REPORTS)
_USE_NOTED_EVERY = timedelta(minutes=1)


def create_key(session: Session, site_id: int, label: str, scopes: Iterable[str] = SCOPES) -> tuple[SecretKey, str]:
    """A key with its scopes, and its text, which is shown this once."""
    chosen = [check_choice("scopes", scope, SCOPES) for scope in dict.fromkeys(scopes)]
    if not chosen:
        raise RegistryInvalid("scopes", "give at least one of " + ", ".join(SCOPES))
    secret_key, key_hash = make_token("sk")
    key = SecretKey(
        site_id=find_site(session, site_id).id,
        label=check_text("label", label),
        key_hash=key_hash,
        last_four=secret_key[-4:],
        scopes=chosen,
    )
    session.add(key)
    session.flush()
    return key, secret_key


def revoke_key(session: Session, site_id: int, key_id: int, now: datetime) -> SecretKey:
    """The key ends; the edge refuses it as soon as it has the next snapshot."""
    key = session.get(SecretKey, key_id)
    if key is None or key.site_id != site_id:
        raise RegistryMissing(f"no key {key_id} on this site")
    key.revoked_at = key.revoked_at or now
    session.flush()
    return key


def list_keys(session: Session, site_id: int) -> list[SecretKey]:
    """All keys of the site, revoked ones too, oldest first."""
    return list(session.scalars(select(SecretKey).where(SecretKey.site_id == site_id).order_by(SecretKey.id)))


def find_key(session: Session, secret_key: str) -> SecretKey | None:
    """The live key of a live site by its text; the caller checks the scope."""
    found = (
        select(SecretKey)
        .join(Site, Site.id == SecretKey.site_id)
        .where(SecretKey.key_hash == hash_key(secret_key), SecretKey.revoked_at.is_(None), Site.archived_at.is_(None))
    )
    return session.scalar(found)


def note_use(session: Session, key: SecretKey, now: datetime) -> bool:
    """Keeps when the key was last used, to the minute; answers whether there was something to write."""
    if key.last_used_at is not None and now - key.last_used_at < _USE_NOTED_EVERY:
        return False
    key.last_used_at = now
    session.flush()
    return True
