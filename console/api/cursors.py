"""The one cursor of pages: after the row of this time and id, newest first."""

import re
from collections.abc import Callable, Mapping

from console.errors import InvalidRequest

_EVENT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def parse_cursor(query: Mapping[str, str], is_id: Callable[[str], object], first: tuple[int, str]) -> tuple[int, str]:
    """Milliseconds and id of ``cursor``, else ``first``; raises ``InvalidRequest``."""
    text = query.get("cursor", "")
    if not text:
        return first
    timestamp_ms, _, row_id = text.partition(".")
    if not (timestamp_ms.isascii() and timestamp_ms.isdigit() and len(timestamp_ms) < 16 and is_id(row_id)):
        raise InvalidRequest("cursor", "give the next_cursor of an answer")
    return int(timestamp_ms), row_id


def write_cursor(timestamp_ms: int, row_id: str) -> str:
    """What ``parse_cursor`` reads."""
    return f"{timestamp_ms}.{row_id}"


def is_event_id(text: str) -> bool:
    return _EVENT_ID.fullmatch(text) is not None
