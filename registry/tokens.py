"""Keys and tokens: the text that is shown once, and the hash that is stored."""

import secrets

from events.snapshot import hash_key


def make_token(prefix: str) -> tuple[str, str]:
    """A token of 256 random bits behind a prefix that names its kind, and its hash."""
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    return token, hash_key(token)


def make_site_key() -> str:
    """The public key of a site: it must be unique, not secret."""
    return f"pk_{secrets.token_hex(12)}"


def make_signing_key() -> str:
    """The key by which a site's server signs what its browsers send; the edge needs it as it is."""
    return f"sig_{secrets.token_urlsafe(32)}"


def make_link_code() -> str:
    """Seven characters, without those that look alike; 27 billion codes."""
    return _choose_characters(7)


def make_recovery_code() -> str:
    """Four groups of four such characters, to be written down; 79 random bits."""
    return "-".join(_choose_characters(4) for _ in range(4))


def _choose_characters(count: int) -> str:
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(count))
