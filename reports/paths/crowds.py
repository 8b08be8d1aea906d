"""Crowded people: those with so many conversions or browsers that their clicks are paired with care."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.paths.limits import PathLimits
from reports.paths.question import CreditQuestion
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

_PACKAGE = "reports.paths"
_CUSTOMER = "\0"


@dataclass(frozen=True, slots=True)
class Crowds:
    """Each identity of crowded people → the identity that stands for the person; usually there are none."""

    persons: Mapping[str, str]

    def count_people(self) -> int:
        """How many people are crowded."""
        return len(set(self.persons.values()))

    def make_parameters(self, limits: PathLimits) -> Mapping[str, Value]:
        """The parameters of crowd_clicks.sql and ``crowd_customers`` of people.sql."""
        numbers = {person: n for n, person in enumerate(dict.fromkeys(self.persons.values()), 1)}
        return {
            "crowd_customers": [person[1:] for person in numbers if person.startswith(_CUSTOMER)],
            "identities_of_crowds": list(self.persons),
            "persons_of_crowds": list(numbers),
            "numbers_of_crowds": [numbers[person] for person in self.persons.values()],
            "touch_limit": limits.touches,
            "many_conversions": limits.conversions,
            "shared_touches": limits.shared_touches,
            "least_touches": limits.least_touches,
        }


NO_CROWDS = Crowds({})


def query_crowds(warehouse: Warehouse, question: CreditQuestion) -> Crowds:
    """The crowded people among those of a question."""
    parameters: Mapping[str, Value] = {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "longest_window_ms": question.rules.longest_window_ms,
        "many_conversions": question.limits.conversions,
        "many_visitors": question.limits.visitors,
    }
    found = warehouse.query(read_statement(_PACKAGE, "crowds"), parameters).parse_tuples(tuple[bool, str])
    if not found:
        return NO_CROWDS
    ids: Mapping[str, Value] = {
        "site_id": question.site_id,
        "crowd_visitors": [id_ for is_customer, id_ in found if not is_customer],
        "crowd_customers": [id_ for is_customer, id_ in found if is_customer],
    }
    rows = warehouse.query(read_statement(_PACKAGE, "crowd_identities"), ids)
    return Crowds(dict(rows.parse_tuples(tuple[str, str])))
