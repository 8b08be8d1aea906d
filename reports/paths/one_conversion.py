"""What is known of the one conversion that is asked for, so that its path is found in a short statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from warehouse.interface import Value


class Identity(msgspec.Struct, frozen=True, gc=False):
    """What a click of the person may carry in a span of time; ``basis``: see people.sql."""

    identity: str
    from_ms: int
    until_ms: int
    basis: int


@dataclass(frozen=True, slots=True)
class OneConversion:
    """What is compared with the clicks of its person.

    ``identities``: of who is behind it; ``has_earlier_clicks``: one of these may have a click from before its touches.
    None is not known.
    """

    event_id: str
    converted_ms: int
    clicks_until_ms: int
    order_id: str
    ref: str
    identities: Sequence[Identity] | None = None
    has_earlier_clicks: bool | None = None

    def make_parameters(self) -> Mapping[str, Value]:
        """Those of known_identities.sql."""
        known = self.identities or ()
        return {
            "known_conversion": self.event_id,
            "known_converted_ms": self.converted_ms,
            "known_clicks_until_ms": self.clicks_until_ms,
            "known_ref": self.ref,
            "known_identities": [each.identity for each in known],
            "known_from_ms": [each.from_ms for each in known],
            "known_until_ms": [each.until_ms for each in known],
            "known_basis": [each.basis for each in known],
        }
