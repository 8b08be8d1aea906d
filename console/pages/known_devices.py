"""The cookie of a browser that signed in to an account before: it opens nothing, but has its own count of attempts.

Its value names the account and the device under the installation's key, so nothing is stored for it, and nobody can
make one without having signed in.
"""

import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

DEVICE_COOKIE = "prm_device"
_LASTS_SECONDS = 365 * 24 * 3600


def find_device(secret: bytes, account: str, request: Request) -> str:
    """The random name of this device if it signed in to this account, else empty."""
    device, _, signature = request.cookies.get(DEVICE_COOKIE, "").partition(".")
    return device if hmac.compare_digest(signature.encode(), _sign(secret, account, device).encode()) else ""


def put_device(request: Request, response: Response, secret: bytes, account: str, path: str) -> None:
    """Remembers in the browser that it signed in to this account, for a year; sent to the sign-in ``path`` alone."""
    device = secrets.token_hex(16)
    response.set_cookie(
        DEVICE_COOKIE,
        f"{device}.{_sign(secret, account, device)}",
        max_age=_LASTS_SECONDS,
        path=path,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def _sign(secret: bytes, account: str, device: str) -> str:
    return hmac.digest(secret, f"device\n{account}\n{device}".encode(), "sha256").hex()
