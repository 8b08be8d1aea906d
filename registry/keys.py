"""Secret keys of a site's servers; ``revoked_at`` is when a key ended, or when it will.

Who made a key stands in ``created_by``: a caller like ``key:3`` or ``member:7``, ``command`` for the command line,
``upgrade`` for a key from before there were four scopes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from database.columns import utc_now
from events.enums import Scope
from events.snapshot import hash_key, rename_scope
from registry.checks import check_choice, check_text
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.models import SecretKey, Site
from registry.sites import get_site
from registry.tokens import make_token

SCOPES = tuple(Scope)
FIRST_KEY_SCOPES = (Scope.EVENTS, Scope.REPORTS)
USUAL_SCOPES = (Scope.EVENTS,)
COMMAND = "command"
_USE_RECORDED_EVERY = timedelta(minutes=1)


def create_key(
    session: Session, site_id: int, label: str, scopes: Iterable[str] = USUAL_SCOPES, *, created_by: str = COMMAND
) -> tuple[SecretKey, str]:
    """A key with its scopes, and its text, which is shown only once."""
    chosen = [check_choice("scopes", scope, SCOPES) for scope in dict.fromkeys(map(rename_scope, scopes))]
    if not chosen:
        raise RegistryInvalid("scopes", "give at least one of " + ", ".join(SCOPES))
    secret_key, key_hash = make_token("sk")
    key = SecretKey(
        site_id=get_site(session, site_id).id,
        label=check_text("label", label),
        key_hash=key_hash,
        last_four=secret_key[-4:],
        scopes=chosen,
        created_by=created_by,
    )
    session.add(key)
    session.flush()
    return key, secret_key


def rotate_key(
    session: Session, site_id: int, key_id: int, now: datetime, overlap: timedelta, *, created_by: str = COMMAND
) -> tuple[SecretKey, str, SecretKey]:
    """A new key with the label and scopes of the old one, its text, and the old one, which ends after ``overlap``."""
    old = get_key(session, site_id, key_id)
    if old.revoked_at is not None:
        raise RegistryConflict("key_id", f"key {key_id} has ended or is about to; create another")
    old.revoked_at = now + overlap
    new, secret_key = create_key(session, site_id, old.label, old.scopes, created_by=created_by)
    return new, secret_key, old


def list_keys(session: Session, site_id: int) -> list[SecretKey]:
    """All keys of the site, revoked ones too, oldest first."""
    return list(session.scalars(select(SecretKey).where(SecretKey.site_id == site_id).order_by(SecretKey.id)))


def list_live_keys(session: Session, now: datetime) -> list[tuple[SecretKey, Site]]:
    """The live keys of all live sites, each with its site, oldest first."""
    rows = (
        select(SecretKey, Site)
        .join(Site, Site.id == SecretKey.site_id)
        .where(is_live(now), Site.archived_at.is_(None))
        .order_by(SecretKey.id)
    )
    return [(key, site) for key, site in session.execute(rows)]


def list_strong_keys(session: Session, now: datetime) -> list[tuple[SecretKey, Site]]:
    """The live keys of all live sites that may change the registry or pay, each with its site, oldest first."""
    return [pair for pair in list_live_keys(session, now) if {Scope.ADMIN, Scope.PAY} & set(pair[0].scopes)]


def find_key(session: Session, secret_key: str, now: datetime | None = None) -> SecretKey | None:
    """The live key of a live site by its text; the caller checks the scope."""
    found = (
        select(SecretKey)
        .join(Site, Site.id == SecretKey.site_id)
        .where(SecretKey.key_hash == hash_key(secret_key), is_live(now or utc_now()), Site.archived_at.is_(None))
    )
    return session.scalar(found)


def is_live(now: datetime) -> ColumnElement[bool]:
    """The condition that a key has not ended yet."""
    return or_(SecretKey.revoked_at.is_(None), SecretKey.revoked_at > now)


def name_key(key_id: int) -> str:
    """The key as a caller."""
    return f"key:{key_id}"


def record_key_use(session: Session, key: SecretKey, now: datetime) -> bool:
    """Stores when the key was last used, to the minute; returns whether there was something to write."""
    if not is_newer_use(key.last_used_at, now):
        return False
    key.last_used_at = now
    session.flush()
    return True


def is_newer_use(last_used_at: datetime | None, now: datetime) -> bool:
    """Whether a use is later than the stored one by a minute or more."""
    return last_used_at is None or now - last_used_at >= _USE_RECORDED_EVERY


def get_key(session: Session, site_id: int, key_id: int) -> SecretKey:
    """A key of this site, a revoked one too, or :class:`RegistryMissing`."""
    key = session.get(SecretKey, key_id)
    if key is None or key.site_id != site_id:
        raise RegistryMissing(f"no key {key_id} on this site")
    return key
