"""How often a network may do what needs no sign-in: each act beyond some costs a growing pause."""

from enum import StrEnum

from redis import Redis
from starlette.requests import Request
from starlette.responses import Response

from console.pages.sign_in_attempts import count_own_page, count_public_act, find_network


class PublicAct(StrEnum):
    """What anybody may do."""

    ASK_FOR_LINK = "ask for link"
    APPLY = "apply"
    OPEN_FRIEND_PAGE = "open friend page"


def count_act(redis: Redis, act: PublicAct, request: Request) -> int:
    """Seconds to wait before the next one; 0: proceed. Raises ``RedisError``."""
    address = request.client.host if request.client else ""
    return count_public_act(redis, act, find_network(address))


def count_signed_act(redis: Redis, act: PublicAct, owner: str) -> int:
    """The same of what a site's server signed for one person, whose network may be that of a whole office."""
    return count_own_page(redis, act, owner)


def answer_too_often(response: Response, wait_seconds: int) -> Response:
    """Says when to come back."""
    response.headers["Retry-After"] = str(wait_seconds)
    return response
