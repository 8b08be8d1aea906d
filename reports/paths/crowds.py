"""Crowds: ids with so many clicks and conversions that pairing all of them would take a report away."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.paths.visits import NO_VISITS, Visits
from warehouse.interface import Value

_PERSON = "\0"


@dataclass(frozen=True, slots=True)
class Crowds:
    """Ids of visitors, customers and addresses, as people.sql writes them; usually there are none.

    ``confirmed_ids``: those of them that are crowds by what is confirmed alone.
    """

    ids: tuple[str, ...]
    confirmed_ids: frozenset[str] = frozenset()
    visits: Visits = NO_VISITS

    def make_parameters(self) -> Mapping[str, Value]:
        """Those of crowd_*.sql, and ``crowd_persons`` of people.sql."""
        return {"crowd_ids": self.ids, "crowd_persons": self.list_persons(), **self.visits.make_parameters()}

    def list_persons(self) -> list[str]:
        """Those of customers and addresses, to whom browsers belong."""
        return [each for each in self.ids if each.startswith(_PERSON)]

    def list_visitors(self) -> list[str]:
        """Those of browsers."""
        return [each for each in self.ids if not each.startswith(_PERSON)]

    def list_confirmed_numbers(self) -> set[int]:
        """The crowds of what is confirmed, as crowd_clicks.sql numbers them, of ``confirmed_ids``."""
        return {2 * number for number, each in enumerate(self.ids, 1) if each in self.confirmed_ids}


NO_CROWDS = Crowds(())
