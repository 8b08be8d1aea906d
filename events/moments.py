"""Moments as everything between the packages counts them: whole milliseconds since the epoch."""

from datetime import UTC, datetime, timedelta

DAY_MS = 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_milliseconds(moment: datetime) -> int:
    """Milliseconds since the epoch, exactly."""
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)
