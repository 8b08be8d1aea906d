"""By which door, when and from whom events came in."""

from dataclasses import dataclass

from events.enums import Source, Traffic

# A plain string: reading the value of an enumeration's member costs as much as reading a field of the event.
_SERVER = Source.SERVER.value


# Not frozen: a frozen dataclass pays one object.__setattr__ a field.
@dataclass(slots=True)
class Arrival:
    """A server's own address says nothing about its visitors and is left empty.

    ``is_printable``: every string in the request is known to be so (see ``tracker.http.body.is_plain_text``).
    """

    source: str
    received_ms: int
    ip: str = ""
    user_agent: str = ""
    traffic: str = Traffic.HUMAN.value
    is_printable: bool = False

    @property
    def is_server(self) -> bool:
        """Whether they came under a secret key."""
        return self.source == _SERVER
