"""Events that are stored twice: finds them, and leaves one row of each.

One copy of each is kept apart while its rows are removed, so a repair that was killed is finished by the next one.
Writing the copies fills the tables behind `events` once more: compare these afterwards.
"""

import secrets

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster
from warehouse.upkeep.derived.repair import NOTHING, Comparison
from warehouse.upkeep.derived.scopes import SLICE_ROWS
from warehouse.upkeep.months import Month

_COPIES = "events_to_restore"
_KEY = "sipHash128(site_id, event_id)"
_DAMAGED = "select key from damaged_keys where repair = {repair:UInt64}"
_PERIOD = "timestamp >= {from:DateTime('UTC')} and timestamp < {to:DateTime('UTC')}"


def compare_events(warehouse: Warehouse, month: Month, site_id: int | None = None) -> Comparison:
    """How many rows a month has, of how many events; ``wrong`` are those with several rows."""
    total = NOTHING
    for parameters in _list_slices(warehouse, month, site_id):
        rows = warehouse.query(read_statement("warehouse.upkeep.derived", "doubled_events"), parameters)
        [(expected, stored, wrong)] = rows.parse_tuples(tuple[int, int, int])
        total += Comparison(expected, stored, 0, 0, wrong)
    return total


def remove_doubled_events(warehouse: Warehouse, month: Month, cluster: str = "", site_id: int | None = None) -> None:
    """Leaves one row of each event of the month; nothing may be written meanwhile."""
    repair: Parameters = {"repair": secrets.randbits(63)}
    for parameters in _list_slices(warehouse, month, site_id):
        collect = read_statement("warehouse.upkeep.derived", "collect_doubled_events")
        warehouse.execute(collect, {**parameters, **repair})
    _create_copies(warehouse, cluster)
    chosen = (_PERIOD, "and", _KEY, "in (", _DAMAGED, ")")
    warehouse.execute(
        " ".join(("insert into", _COPIES, "select * from events where", *chosen, "limit 1 by site_id, event_id")),
        {**_bounds(month), **repair},
    )
    _delete(warehouse, f"{_KEY} in ({_DAMAGED})", cluster, repair)
    restore_events(warehouse, cluster)


def count_unrestored(warehouse: Warehouse) -> int:
    """How many events a repair that was killed has removed and not written again."""
    if not _has_copies(warehouse):
        return 0
    return warehouse.query(" ".join(("select uniqExact(site_id, event_id) from", *_missing_copies()))).parse_value(int)


def restore_events(warehouse: Warehouse, cluster: str = "") -> None:
    """Writes the copies of a repair, also of one that was killed, whose events have no row left."""
    if not _has_copies(warehouse):
        return
    # Waits for the deletion of a killed repair, which the engine continues: deletions run in order.
    _delete(warehouse, "false", cluster, {})
    warehouse.execute(
        " ".join(("insert into events settings insert_deduplicate = 0 select * from", *_missing_copies()))
    )
    for name in dict.fromkeys((_COPIES, name_local(_COPIES, cluster))):
        warehouse.execute(" ".join(("drop table if exists", name, on_cluster(cluster), "sync")))


def _missing_copies() -> tuple[str, ...]:
    """The copies of events without a row."""
    stored = ("select", _KEY, "from events where", _KEY, "in (select", _KEY, "from", _COPIES, ")")
    return (_COPIES, "where", _KEY, "not in (", *stored, ")")


def _create_copies(warehouse: Warehouse, cluster: str) -> None:
    local, servers = name_local(_COPIES, cluster), on_cluster(cluster)
    head = ("create table if not exists", local, servers, "as", name_local("events", cluster))
    warehouse.execute(" ".join(head))
    if cluster:
        engine = f"engine = Distributed({cluster}, currentDatabase(), {local}, cityHash64(visitor_id))"
        warehouse.execute(" ".join(("create table if not exists", _COPIES, servers, "as", local, engine)))


def _delete(warehouse: Warehouse, condition: str, cluster: str, parameters: Parameters) -> None:
    head = ("alter table", name_local("events", cluster), on_cluster(cluster), "delete where", condition)
    settings = "settings mutations_sync = 2, allow_nondeterministic_mutations = 1"
    warehouse.execute(" ".join((*head, settings)), parameters)


def _list_slices(warehouse: Warehouse, month: Month, site_id: int | None) -> list[Parameters]:
    """The parameters of each slice, so many that none needs much memory; site 0 stands for all."""
    rows = warehouse.query(" ".join(("select count() from events where", _PERIOD)), _bounds(month)).parse_value(int)
    slices = -(-rows // SLICE_ROWS)
    common = {**_bounds(month), "site_id": site_id or 0, "slices": slices}
    return [{**common, "slice": number} for number in range(slices)]


def _has_copies(warehouse: Warehouse) -> bool:
    return bool(warehouse.query("exists table events_to_restore").parse_value(int))


def _bounds(month: Month) -> Parameters:
    start, end = month.bounds()
    return {"from": start, "to": end}
