"""Keys and tokens: what is given out once, and the hash that is kept of it."""

import secrets

from events.snapshot import hash_key


def make_token(prefix: str) -> tuple[str, str]:
    """A token of 256 random bits behind a prefix that tells its kind, and its hash."""
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    return token, hash_key(token)


def make_site_key() -> str:
    """The public key of a site: unguessable is not needed, unmistakable is."""
    return f"pk_{secrets.token_hex(12)}"


def make_link_code() -> str:
    """Seven characters without those that are mistaken for each other; 27 billion of them."""
    return "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(7))
