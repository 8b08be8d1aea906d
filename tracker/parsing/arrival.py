"""Source, time and sender of the events of one request."""

from dataclasses import dataclass

from events.enums import Source, Traffic

# A plain string: to take the value of an enumeration's member costs as much as to parse a field of the event.
_SERVER = Source.SERVER.value


# Not frozen: a frozen dataclass pays one object.__setattr__ a field.
@dataclass(slots=True)
class Arrival:
    """A server's own address says nothing about its visitors and is left empty.

    ``is_printable``: every string in the request is known to be so (see ``tracker.parsing.body.is_plain_text``).
    """

    source: str
    received_ms: int
    ip: str = ""
    user_agent: str = ""
    traffic: str = Traffic.HUMAN.value
    is_printable: bool = False

    @property
    def is_server(self) -> bool:
        """Whether they were sent under a secret key."""
        return self.source == _SERVER
