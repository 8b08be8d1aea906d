"""What somebody gets who tried too often, or while too many others do; and what is remembered of a browser."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from languages.sentence import Sentence, count_sentence, sentence

# Renders the form with a problem and a status.
Render = Callable[[Sentence, int], Response]
BUSY = sentence("Too many people are signing in at this moment. Try again in a few seconds.")
_BUSY_SECONDS = 3
_LONGEST_AGENT = 200


def answer_busy(render: Render) -> Response:
    """The queue of password checks is full."""
    return _limit(render(BUSY, 429), _BUSY_SECONDS)


def answer_too_many(render: Render, wait_seconds: int) -> Response:
    """A pause after failures."""
    return _limit(render(describe_pause(wait_seconds), 429), wait_seconds)


def describe_pause(wait_seconds: int) -> Sentence:
    """How long it lasts: whole minutes, rounded up, from one on."""
    if wait_seconds < 60:
        return count_sentence(
            "Too many attempts. Try again in {number} second.",
            "Too many attempts. Try again in {number} seconds.",
            wait_seconds,
        )
    return count_sentence(
        "Too many attempts. Try again in {number} minute.",
        "Too many attempts. Try again in {number} minutes.",
        -(-wait_seconds // 60),
    )


def describe_agent(request: Request) -> str:
    """The browser as it calls itself, for the list of sessions."""
    agent = request.headers.get("user-agent", "")[:_LONGEST_AGENT]
    return "".join(character for character in agent if character.isprintable())


def _limit(response: Response, wait_seconds: int) -> Response:
    response.headers["Retry-After"] = str(wait_seconds)
    return response
