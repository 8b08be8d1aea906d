"""How the tracker rejects: the field, the reason, and the HTTP status of each reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.enums import Rejection


@dataclass(frozen=True, slots=True)
class Rejected:
    """Why an event is not accepted; ``field`` is empty where the whole request is meant."""

    field: str
    reason: Rejection


# With the index of each in its request.
RejectedEvents = Sequence[tuple[int, Rejected]]


class FieldRejected(Exception):
    """Raised by the parser of a field; becomes a :class:`Rejected` in ``parse_event`` and goes no further."""

    def __init__(self, field: str, reason: Rejection) -> None:
        super().__init__(field, reason)
        self.rejected = Rejected(field, reason)


STATUS: dict[Rejection, int] = dict.fromkeys(Rejection, 400) | {
    Rejection.INVALID_KEY: 401,
    Rejection.UNKNOWN_SITE: 403,
    Rejection.FOREIGN_ORIGIN: 403,
    Rejection.BODY_TOO_LARGE: 413,
    Rejection.TOO_MANY_EVENTS: 413,
    Rejection.INVALID_ENCODING: 415,
    Rejection.TOO_SLOW: 408,
    Rejection.URL_TOO_LONG: 414,
    Rejection.HEAD_TOO_LARGE: 431,
    Rejection.RATE_LIMITED: 429,
    Rejection.TOO_MANY_SALES: 429,
    Rejection.OVERLOADED: 503,
}
