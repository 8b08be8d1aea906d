"""Signed links to a test of the tag: who opens one may learn whether a code is a partner's, until it expires."""

import hashlib
import hmac

# A day to hand it to whoever builds the page.
LINK_SECONDS = 86_400
# The value of `prm_test` begins like that of an unsigned test.
_PREFIX = "1"


def make_test_token(secret: bytes, site_id: int, expires_s: int) -> str:
    """The value of the parameter `prm_test`; ``expires_s`` in seconds since 1970."""
    message = f"test link:{site_id}:{expires_s}".encode()
    return f"{_PREFIX}.{expires_s}.{hmac.digest(secret, message, hashlib.sha256).hex()[:32]}"


def is_test_token(secret: bytes, site_id: int, token: str, now_s: float) -> bool:
    """Whether it was made for the site and has not expired."""
    _, _, rest = token.partition(".")
    expires, _, _ = rest.partition(".")
    if not (expires.isascii() and expires.isdigit() and len(expires) < 12):
        return False
    expected = make_test_token(secret, site_id, int(expires))
    return hmac.compare_digest(expected.encode(), token.encode()) and now_s < int(expires)
