"""The signed address of a friend's page: the site's server says which customer may open it, and until when."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.checks import check_customer_id
from registry.errors import RegistryInvalid
from registry.models import Site

FRIEND_PATH = "/friend"
# A day, and what clocks of servers differ by: who finds an address in a log must not open it forever.
LONGEST_SECONDS = 86_400 + 300
# No event has this type, so a signature of an event opens no page, and the other way round.
_TYPE = "friend"
_LONGEST_NUMBER = 12


class LinkProblem(StrEnum):
    """Why an address opens nothing."""

    NOT_SIGNED = "not_signed"
    EXPIRED = "expired"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class FriendLink:
    """Who may see his page; with a ``problem`` nobody. ``site`` is None where there is none of this key."""

    site: Site | None
    customer_id: str = ""
    problem: LinkProblem | None = None


def sign_friend_link(signing_key: str, site_key: str, customer_id: str, expires: str) -> str:
    """The hexadecimal HMAC-SHA-256 of the four lines, as of an event's seven."""
    lines = "\n".join((_TYPE, site_key, customer_id, expires))
    return hmac.new(signing_key.encode(), lines.encode(), hashlib.sha256).hexdigest()


def read_friend_link(session: Session, given: Mapping[str, str], now: datetime) -> FriendLink:
    """What an address with ``site``, ``customer_id``, ``expires`` (seconds since the epoch) and ``signature`` opens."""
    site_key, customer_id, expires = (given.get(name, "") for name in ("site", "customer_id", "expires"))
    site = session.scalar(select(Site).where(Site.site_key == site_key, Site.archived_at.is_(None)))
    if site is None or not _is_signed(site, customer_id, expires, given.get("signature", "")):
        return FriendLink(site, problem=LinkProblem.NOT_SIGNED)
    left = int(expires) - now.timestamp()
    if left <= 0:
        return FriendLink(site, customer_id, LinkProblem.EXPIRED)
    return FriendLink(site, customer_id, LinkProblem.TOO_LONG if left > LONGEST_SECONDS else None)


def _is_signed(site: Site, customer_id: str, expires: str, signature: str) -> bool:
    is_number = expires.isascii() and expires.isdigit() and len(expires) <= _LONGEST_NUMBER
    if not site.signing_key or not is_number or not _is_customer(customer_id):
        return False
    expected = sign_friend_link(site.signing_key, site.site_key, customer_id, expires)
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode())


def _is_customer(given: str) -> bool:
    """Whether it is an id as events have it: a line feed in it could make one text of two."""
    try:
        return bool(given) and check_customer_id("customer_id", given) == given
    except RegistryInvalid:
        return False
