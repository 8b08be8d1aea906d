"""The signature by which a site's server vouches for what a browser sends."""

import hashlib
import hmac

from events.event import Event


def is_signed(event: Event, site_key: str, signing_key: str, signature: object) -> bool:
    """Whether it is the hexadecimal HMAC-SHA-256 of the event's signed fields under the site's signing key."""
    if not signing_key or not isinstance(signature, str):
        return False
    expected = hmac.new(signing_key.encode(), _join_fields(event, site_key).encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode())


def _join_fields(event: Event, site_key: str) -> str:
    """A line each, empty where the field is absent."""
    amount = "" if event.amount_minor is None else str(event.amount_minor)
    fields = (event.type, site_key, event.order_id, amount, event.currency, event.visitor_id, event.customer_id)
    return "\n".join(fields)
