"""Which conversions what arrived may have changed."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from reports.paths.question import UnsettledConversion
from reports.settled.turn_log import LastTurn
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

_PACKAGE = "reports.settled"
# Of each kind; more are found within one statement, which takes three times as long to plan.
_MOST_NAMES = 1000


class Arrived(msgspec.Struct, frozen=True, gc=False):
    """A row of arrived.sql."""

    counted: int
    newest_ms: int
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
    return query_touched_by(warehouse, site_id, last, query_arrived(warehouse, site_id, last), limit)


def query_arrived(warehouse: Warehouse, site_id: int, last: LastTurn) -> Arrived:
    """What arrived since the last turn and may change a path."""
    asked: dict[str, Value] = {"site_id": site_id, "since": _find_since(last)}
    [arrived] = warehouse.query(read_statement(_PACKAGE, "arrived"), asked).parse(Arrived)
    return arrived


def query_touched_by(
    warehouse: Warehouse, site_id: int, last: LastTurn, arrived: Arrived, limit: int
) -> list[UnsettledConversion]:
    """As ``query_touched``, of what was found to have arrived."""
    asked: dict[str, Value] = {
        "site_id": site_id,
        "since": _find_since(last),
        "generation": last.generation,
        "crowded": last.crowded,
        "touched_limit": limit,
    }
    people = None if arrived.is_many else _find_people(warehouse, site_id, arrived)
    if people is None:
        return _query(warehouse, "touched_conversions", asked)
    customers, addresses = people
    named: dict[str, Value] = {
        **asked,
        "visitors": arrived.visitors,
        "orders": arrived.orders,
        "has_nameless": arrived.has_nameless,
        "customers": customers,
        "addresses": addresses,
    }
    return _query(warehouse, "touched_by_names", named)


def _find_since(last: LastTurn) -> datetime:
    return datetime.fromtimestamp(last.since_ms / 1000, UTC)


def _find_people(warehouse: Warehouse, site_id: int, arrived: Arrived) -> tuple[list[str], list[str]] | None:
    """The customers and addresses that arrived, or were named on the browsers, or are linked to one; None: too many."""
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
    # Rows of both kinds are cut together.
    is_cut = max(len(names), len(pairs), len(customers), len(addresses)) > _MOST_NAMES
    return None if is_cut else (list(customers), list(addresses))


def _query(warehouse: Warehouse, name: str, asked: dict[str, Value]) -> list[UnsettledConversion]:
    statement = join_statements((_PACKAGE, name), (_PACKAGE, "end_of_touched"))
    return warehouse.query(statement, asked).parse(UnsettledConversion)
