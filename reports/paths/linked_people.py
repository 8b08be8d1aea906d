"""Narrows a question to the people behind a few conversions, so that nobody else's names and clicks are joined."""

from collections.abc import Iterable
from dataclasses import replace

from reports.paths.question import CreditQuestion
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

_PACKAGE = "reports.paths"
# How people.sql begins the names of persons; a browser's id holds no control character.
_CUSTOMER, _ADDRESS = "\0", "\0\0"


def query_linked_people(warehouse: Warehouse, question: CreditQuestion) -> CreditQuestion:
    """The question limited to whom its conversions name, to whoever may be one person with them, and to their browsers.

    Whoever is named together with one of these is needed too: by how many others he is, it is known whether he is one.
    """
    site_id = question.site_id
    named = _query_ids(
        warehouse, "names_of_conversions", {"site_id": site_id, "conversion_ids": question.conversion_ids}
    )
    persons = {each for each in named if each.startswith(_CUSTOMER)}
    visitors = named - persons
    for _ in range(2):
        persons |= _query_linked(warehouse, site_id, persons)
    visitors |= _query_ids(warehouse, "visitors_of_persons", {"site_id": site_id, "persons": sorted(persons)})
    # An empty list is no limit; and clicks that name no browser but the customer stand under the empty one.
    return replace(question, visitor_ids=("", *sorted(visitors - {""})), persons=(_CUSTOMER, *sorted(persons)))


def _query_linked(warehouse: Warehouse, site_id: int, persons: Iterable[str]) -> set[str]:
    addresses = {each for each in persons if each.startswith(_ADDRESS)}
    asked: dict[str, Value] = {
        "site_id": site_id,
        "customer_ids": sorted(each.removeprefix(_CUSTOMER) for each in set(persons) - addresses),
        "email_hashes": sorted(each.removeprefix(_ADDRESS) for each in addresses),
    }
    return _query_ids(warehouse, "linked_persons", asked)


def _query_ids(warehouse: Warehouse, name: str, asked: dict[str, Value]) -> set[str]:
    return {id_ for (id_,) in warehouse.query(read_statement(_PACKAGE, name), asked).parse_tuples(tuple[str])}
