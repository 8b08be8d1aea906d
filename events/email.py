"""E-mail addresses as evidence: normalised, then hashed with the installation's key, never kept."""

import hashlib
import hmac

_DOTLESS_DOMAINS = frozenset({"gmail.com", "googlemail.com"})


def normalise_email(address: str) -> str:
    """Lower case, trimmed, without ``+tag``; without dots in the local part for Gmail; an empty string if not one.

    Two addresses count as one person by the rule that Dub documents for its self-referral check.
    """
    local, separator, domain = address.strip().lower().rpartition("@")
    local = local.split("+", 1)[0]
    if domain in _DOTLESS_DOMAINS:
        local, domain = local.replace(".", ""), "gmail.com"
    if not separator or not local or "." not in domain or any(mark in domain + local for mark in " \t@"):
        return ""
    return f"{local}@{domain}"


def hash_email(secret: bytes, site_id: int, normalised: str) -> str:
    """32 hexadecimal characters of HMAC-SHA-256; the same person gives different values on different sites."""
    message = f"{site_id}:{normalised}".encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:32]
