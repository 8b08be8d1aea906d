"""The person to erase: the ids by which a site knows somebody."""

from dataclasses import dataclass

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.derived.tables import ERASED_BATCH


@dataclass(frozen=True, slots=True)
class Person:
    """The ids by which a site knows one person."""

    site_id: int
    visitors: frozenset[str]
    customers: frozenset[str]

    def parameters(self) -> Parameters:
        """Of the statements of this folder."""
        people: Parameters = {"visitors": sorted(self.visitors), "customers": sorted(self.customers)}
        return {"site_id": self.site_id, "erased_batch": ERASED_BATCH, **people}


def find_person(warehouse: Warehouse, site_id: int, visitor_id: str = "", customer_id: str = "") -> Person:
    """One visitor, or a customer with the visitors that no other customer shares."""
    if visitor_id:
        return Person(site_id, frozenset({visitor_id}), frozenset())
    parameters: Parameters = {"site_id": site_id, "customer_id": customer_id}
    rows = warehouse.query(read_statement("warehouse.upkeep.erasure", "own_visitors"), parameters)
    return Person(site_id, frozenset(map(str, rows.columns[0])), frozenset({customer_id}))
