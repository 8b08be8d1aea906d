"""The bounds of the requests and connections of one process, and what is answered beyond them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from http_server.open_files import bound_connections
from http_server.request_memory import RequestMemory
from settings.processes import WebSettings


class Excess(StrEnum):
    """Which bound a request exceeds; trackers count and name it under the same word."""

    HEAD_TOO_LARGE = "head_too_large"
    URL_TOO_LONG = "url_too_long"
    TOO_SLOW = "too_slow"
    OVERLOADED = "overloaded"


Respond = Callable[[Excess, Sequence[tuple[bytes, bytes]]], tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Guard:
    """``respond`` makes the whole response without its empty line and body apart: head, then body.

    It knows the headers that have arrived, which may not be all.
    """

    max_url_bytes: int
    max_head_bytes: int
    request_seconds: int
    keep_alive_seconds: int
    max_connections: int
    memory: RequestMemory
    respond: Respond


def make_guard(settings: WebSettings, respond: Respond) -> Guard:
    """The bounds of the settings, as far as the open files of this process allow so many connections."""
    return Guard(
        settings.max_url_bytes,
        settings.max_head_bytes,
        settings.request_seconds,
        settings.keep_alive_seconds,
        bound_connections(settings.max_connections),
        RequestMemory(settings.request_memory_bytes),
        respond,
    )
