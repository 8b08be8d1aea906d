"""The moment that a request names where an installation is tested with ``PRM_TEST_CLOCK``."""

from datetime import UTC, datetime

from events.moments import to_milliseconds

HEADER = "x-prm-now"
_LONGEST = 40


def parse_test_now(text: str) -> int | None:
    """Milliseconds since the epoch, from such a number or from ISO 8601; None for anything else."""
    if text.isascii() and text.isdigit() and len(text) <= 14:
        return int(text)
    try:
        moment = datetime.fromisoformat(text[:_LONGEST].strip())
    except ValueError:
        return None
    return to_milliseconds(moment.replace(tzinfo=moment.tzinfo or UTC))
