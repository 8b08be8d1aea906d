"""Narrows a question to the people behind a few conversions, so that nobody else's names are joined."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reports.paths.question import CreditQuestion
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

_PACKAGE = "reports.paths"
_CUSTOMER, _ADDRESS = "\0", "\0\0"


def query_linked_people(warehouse: Warehouse, question: CreditQuestion) -> CreditQuestion:
    """The question limited to who is named by its conversions, and to whoever may be one person with them.

    Whoever is named together with one of these is needed too: by how many others he is, it is known whether he is one.
    """
    asked: dict[str, Value] = {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "conversion_ids": question.conversion_ids,
    }
    rows = warehouse.query(read_statement(_PACKAGE, "persons_of_conversions"), asked)
    persons = {person for (person,) in rows.parse_tuples(tuple[str])}
    for _ in range(2):
        persons |= _query_linked(warehouse, question.site_id, persons)
    # An empty list is no limit.
    return replace(question, persons=(_CUSTOMER, *sorted(persons)))


def _query_linked(warehouse: Warehouse, site_id: int, persons: Iterable[str]) -> set[str]:
    addresses = [each for each in persons if each.startswith(_ADDRESS)]
    customers = set(persons) - set(addresses)
    asked: dict[str, Value] = {
        "site_id": site_id,
        "customer_ids": _strip(sorted(customers), _CUSTOMER),
        "email_hashes": _strip(addresses, _ADDRESS),
    }
    rows = warehouse.query(read_statement(_PACKAGE, "linked_persons"), asked)
    return {person for (person,) in rows.parse_tuples(tuple[str])}


def _strip(persons: Sequence[str], sign: str) -> list[str]:
    return [each.removeprefix(sign) for each in persons]
