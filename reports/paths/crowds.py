"""Crowds: ids with so many clicks and conversions that pairing all of them would take a report away."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.paths.visits import NO_VISITS, Visits
from warehouse.interface import Value

_PERSON = "\0"


@dataclass(frozen=True, slots=True)
class Crowds:
    """Ids of visitors, customers and addresses, as people.sql writes them; usually there are none."""

    ids: tuple[str, ...]
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


NO_CROWDS = Crowds(())
