"""Which conversions what arrived may have changed."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from reports.paths.question import UnsettledConversion
from reports.settled.turn_log import LastTurn
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

_PACKAGE = "reports.settled"
# Of each kind; more are found within one statement, which takes three times as long to plan.
_MOST_NAMES = 1000


class _Arrived(msgspec.Struct):
    """A row of arrived.sql."""

    visitors: list[str]
    orders: list[str]
    customers: list[str]
    addresses: list[str]
    has_nameless: bool

    @property
    def is_many(self) -> bool:
        """More than are handed over."""
        return max(map(len, (self.visitors, self.orders, self.customers, self.addresses))) > _MOST_NAMES


class _Name(msgspec.Struct, frozen=True, gc=False):
    """A row of named_on_browsers.sql."""

    kind: str
    id: str


def query_touched(warehouse: Warehouse, site_id: int, last: LastTurn, limit: int) -> list[UnsettledConversion]:
    """Conversions of any time that arrivals since the last turn touch; more than ``limit`` are cut."""
    asked: dict[str, Value] = {
        "site_id": site_id,
        "since": datetime.fromtimestamp(last.since_ms / 1000, UTC),
        "generation": last.generation,
        "crowded": last.crowded,
        "touched_limit": limit,
    }
    [arrived] = warehouse.query(read_statement(_PACKAGE, "arrived"), asked).parse(_Arrived)
    if arrived.is_many or not _add_people(warehouse, site_id, arrived):
        return warehouse.query(read_statement(_PACKAGE, "touched_conversions"), asked).parse(UnsettledConversion)
    named: dict[str, Value] = {**asked, **msgspec.structs.asdict(arrived)}
    return warehouse.query(read_statement(_PACKAGE, "touched_by_names"), named).parse(UnsettledConversion)


def _add_people(warehouse: Warehouse, site_id: int, arrived: _Arrived) -> bool:
    """Whoever was named on the browsers, and whoever is linked to somebody named; False where these are too many."""
    customers, addresses = set(arrived.customers), set(arrived.addresses)
    on_browsers: dict[str, Value] = {"site_id": site_id, "visitors": arrived.visitors}
    names = warehouse.query(read_statement(_PACKAGE, "named_on_browsers"), on_browsers).parse(_Name)
    for name in names:
        (customers if name.kind == "customer" else addresses).add(name.id)
    pairs: Sequence[tuple[str, str]] = ()
    if len(names) <= _MOST_NAMES and (customers or addresses):
        named: dict[str, Value] = {"site_id": site_id, "customers": list(customers), "addresses": list(addresses)}
        pairs = warehouse.query(read_statement(_PACKAGE, "linked_people"), named).parse_tuples(tuple[str, str])
    customers.update(customer for customer, _ in pairs)
    addresses.update(address for _, address in pairs)
    arrived.customers, arrived.addresses = list(customers), list(addresses)
    # Rows of both kinds are cut together.
    return max(len(names), len(pairs)) <= _MOST_NAMES and not arrived.is_many
