"""The shapes of a whale: one person, order, partner or address with more events than all others together."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# Of 1,000 ordinary visitors.
EVENTS = 5_260


@dataclass(frozen=True, slots=True)
class Whale:
    """How many events, and among how many visitors, customers (0: none), ordinary partners and addresses."""

    clicks: int = 100_000
    sales: int = 2_000
    refunds: int = 0
    visitors: int = 1
    customers: int = 0
    partners: int = 0
    addresses: int = 1


NO_WHALE = Whale(clicks=0, sales=0)
WHALES: Mapping[str, Whale] = {
    "visitor": Whale(),
    "visitor_with_few_sales": Whale(sales=40),
    "visitor_of_many_customers": Whale(customers=2_000),
    "customer": Whale(customers=1),
    "customer_of_many_visitors": Whale(visitors=5_000, customers=1),
    "order_of_many_refunds": Whale(clicks=10, sales=1, refunds=20_000),
    "partner": Whale(visitors=50_000),
    "address": Whale(visitors=50_000, partners=2_000),
}


@dataclass(frozen=True, slots=True)
class Shop:
    """The ordinary events of a site: how many, from when on, and by how many partners."""

    events: int
    start: datetime
    partners: int

    def store(self, warehouse: Warehouse, site_id: int, whale: Whale) -> None:
        """Makes the events of a site, the same on every site, and those of its whale."""
        site: Mapping[str, Value] = {"site_id": site_id, "start": self.start}
        visitors: Mapping[str, Value] = {"first_visitor": 0, "visitors": 1000 * self.events // EVENTS}
        ordinary = {**site, **visitors, "partners": self.partners}
        warehouse.execute(read_statement("loadtest", "report_events"), ordinary)
        warehouse.execute(read_statement("loadtest", "report_refunds"), site)
        warehouse.execute(read_statement("loadtest", "whale_events"), {**site, **asdict(whale)})
