"""The bounds of the requests and connections of one process, and what is answered beyond them."""

from collections.abc import Callable
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


@dataclass(frozen=True, slots=True)
class Guard:
    """``respond`` makes the whole response without its empty line and body apart: head, then body."""

    max_url_bytes: int
    max_head_bytes: int
    request_seconds: int
    max_connections: int
    memory: RequestMemory
    respond: Callable[[Excess], tuple[bytes, bytes]]


def make_guard(settings: WebSettings, respond: Callable[[Excess], tuple[bytes, bytes]]) -> Guard:
    """The bounds of the settings, as far as the open files of this process allow so many connections."""
    return Guard(
        settings.max_url_bytes,
        settings.max_head_bytes,
        settings.request_seconds,
        bound_connections(settings.max_connections),
        RequestMemory(settings.request_memory_bytes),
        respond,
    )
