"""Publishes the registry's snapshot for the edge through Redis, and keeps it published."""

import hashlib
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime

from redis import Redis
from redis.exceptions import MovedError, RedisError, WatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from database.columns import utc_now
from database.errors import DatabaseUnavailable
from database.sessions import Sessions, begin_change, begin_read
from events.keys import SNAPSHOT, SNAPSHOT_VERSION
from events.snapshot import EdgeKey, EdgeLink, EdgeSite, EdgeSnapshot, encode_snapshot
from registry.key_uses import store_key_uses
from registry.keys import is_live
from registry.models import Link, Partner, SecretKey, Site

log = logging.getLogger(__name__)
_PUBLISH_EVERY_SECONDS = 1.0
_MAX_SHARE_OF_TIME = 0.1
_ATTEMPTS = 10


@contextmanager
def change_registry(sessions: Sessions, redis: Redis) -> Iterator[Session]:
    """One change of the registry: a transaction that writes, and publishes the snapshot once it is committed.

    If Redis is unavailable the change stands: it is logged, and :func:`run_publication` catches up.
    """
    with begin_change(sessions) as session:
        yield session
    try:
        publish_snapshot(sessions, redis)
    except RedisError as exc:
        log.warning("the change is saved; the edge gets it once Redis is back: %s", exc)


def publish_snapshot(sessions: Sessions, redis: Redis) -> str:
    """Writes the snapshot and its version together unless Redis has this one; returns the version.

    Reads the registry again if another process published meanwhile: an older snapshot never replaces a newer one.
    Raises ``WatchError`` after some attempts; a connection that breaks meanwhile raises it too.
    """
    for _ in range(_ATTEMPTS):
        with suppress(WatchError, MovedError), redis.pipeline(transaction=True) as transaction:
            transaction.watch(SNAPSHOT_VERSION)  # type: ignore[no-untyped-call]
            with begin_read(sessions) as session:
                snapshot = read_snapshot(session)
            if transaction.get(SNAPSHOT_VERSION) == snapshot.version.encode():
                return snapshot.version
            transaction.multi()
            transaction.set(SNAPSHOT, encode_snapshot(snapshot))
            transaction.set(SNAPSHOT_VERSION, snapshot.version)
            transaction.execute()
            log.info("published %d sites, %d keys and %d links", *_count(snapshot))
            return snapshot.version
    raise WatchError("the snapshot could not be written")


def run_publication(sessions: Sessions, redis: Redis, stop: threading.Event) -> None:
    """Until ``stop``: publishes what Redis lacks within about a second, whoever changed it and whatever Redis lost.

    Also stores when each key was last used.
    """
    is_logged = False
    while not stop.is_set():
        began = time.monotonic()
        try:
            publish_snapshot(sessions, redis)
            store_key_uses(sessions, redis)
            is_logged = False
        except (RedisError, DatabaseUnavailable) as exc:
            if not is_logged:
                log.warning("cannot publish registry, retrying: %s", exc)
            is_logged = True
        spent = time.monotonic() - began
        stop.wait(max(_PUBLISH_EVERY_SECONDS, spent / _MAX_SHARE_OF_TIME))


def read_snapshot(session: Session) -> EdgeSnapshot:
    """Sites that are not archived with their live keys and links; the version is the hash of the content."""
    live = Site.archived_at.is_(None)
    sites = session.scalars(select(Site).where(live).order_by(Site.id))
    keys = session.execute(
        select(SecretKey.id, SecretKey.site_id, SecretKey.key_hash, SecretKey.scopes, SecretKey.revoked_at)
        .join(Site, Site.id == SecretKey.site_id)
        .where(live, is_live(utc_now()))
        .order_by(SecretKey.id)
    )
    snapshot = EdgeSnapshot(
        sites=tuple(map(_make_site, sites)),
        keys=tuple(
            EdgeKey(row.id, row.site_id, row.key_hash, tuple(row.scopes), _milliseconds(row.revoked_at)) for row in keys
        ),
        links=tuple(_read_links(session)),
    )
    return replace(snapshot, version=hashlib.sha256(encode_snapshot(snapshot)).hexdigest()[:32])


def _make_site(site: Site) -> EdgeSite:
    return EdgeSite(
        site_id=site.id,
        site_key=site.site_key,
        hosts=tuple(site.hosts),
        link_hosts=tuple(site.link_hosts),
        signing_key=site.signing_key,
        sales_from=site.sales_from,
        leads_from=site.leads_from,
        currency=site.currency,
        max_browser_amount=site.max_browser_amount,
        browser_sales_per_hour=site.browser_sales_per_hour,
    )


def _read_links(session: Session) -> Iterator[EdgeLink]:
    links = session.execute(
        select(Link.code, Link.site_id, Link.destination, Link.partner_id, Link.sub_id, Link.expires_at)
        .join(Site, Site.id == Link.site_id)
        .where(Site.archived_at.is_(None), Link.archived_at.is_(None))
        .order_by(Link.id)
    ).all()
    # After the links: PostgreSQL shows each statement what is committed by then, and partners are older than links.
    refs = {row.id: row.own_code for row in session.execute(select(Partner.id, Partner.own_code))}
    for code, site_id, destination, partner_id, sub_id, expires_at in links:
        yield EdgeLink(code, site_id, destination, refs[partner_id], sub_id, _milliseconds(expires_at))


def _milliseconds(time: datetime | None) -> int | None:
    return None if time is None else int(time.timestamp() * 1000)


def _count(snapshot: EdgeSnapshot) -> tuple[int, int, int]:
    return len(snapshot.sites), len(snapshot.keys), len(snapshot.links)
