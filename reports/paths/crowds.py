"""Crowded people: those with so many clicks and conversions that pairing all of them would take a report away."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.paths.visits import NO_VISITS, Visits
from warehouse.interface import Value

_CUSTOMER = "\0"


@dataclass(frozen=True, slots=True)
class Crowds:
    """Each identity of crowded people → the identity that stands for the person; usually there are none."""

    persons: Mapping[str, str]
    visits: Visits = NO_VISITS

    def make_parameters(self) -> Mapping[str, Value]:
        """Those of crowd_*.sql and redemptions.sql, and ``crowd_customers`` of people.sql."""
        numbers = self.number_people()
        return {
            "crowd_customers": [person[1:] for person in numbers if person.startswith(_CUSTOMER)],
            "identities_of_crowds": list(self.persons),
            "persons_of_identities": list(self.persons.values()),
            "persons_of_crowds": list(numbers),
            "numbers_of_crowds": [numbers[person] for person in self.persons.values()],
            **self.visits.make_parameters(),
            "buying_identities": [
                identity
                for identity, person in self.persons.items()
                if identity in self.visits.buying_browsers or numbers[person] in self.visits.buying_crowds
            ],
        }

    def number_people(self) -> Mapping[str, int]:
        """The identity that stands for a person → its number, from 1."""
        return {person: n for n, person in enumerate(dict.fromkeys(self.persons.values()), 1)}

    def list_visitors(self) -> list[str]:
        """Those among the identities; clicks that name no browser but the customer stand under the empty one."""
        return ["", *(identity for identity in self.persons if not identity.startswith(_CUSTOMER))]


NO_CROWDS = Crowds({})
