"""The session cookies. No Bearer header carries what is in them, and no cookie what a Bearer header carries."""

from starlette.requests import Request
from starlette.responses import Response

# Two names, so that a marketer who looks at a partner's page stays signed in.
MEMBER_COOKIE = "prm_session"
PARTNER_COOKIE = "prm_partner"
# Between the password and the second factor.
CODE_COOKIE = "prm_sign_in"
PARTNER_CODE_COOKIE = "prm_partner_sign_in"
_LASTS_SECONDS = 14 * 24 * 3600


def put_cookie(request: Request, response: Response, name: str, token: str) -> None:
    """Kept from scripts and from other sites' requests; over https it is never sent in the clear."""
    secure = request.url.scheme == "https"
    response.set_cookie(name, token, max_age=_LASTS_SECONDS, httponly=True, samesite="lax", secure=secure)


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """The browser forgets the token."""
    response.delete_cookie(name, httponly=True, samesite="lax", secure=request.url.scheme == "https")
