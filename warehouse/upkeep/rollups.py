"""Rebuilds the roll-ups from the events, each in a draft table that is then exchanged with the roll-up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster
from warehouse.upkeep.derived.statements import query_view
from warehouse.upkeep.months import list_months

ROLLUPS = ("rollup_partner_hours",)

_IN_PERIOD = "where hour >= {from:DateTime('UTC')} and hour < {to:DateTime('UTC')}"


@dataclass(frozen=True, slots=True)
class Sums:
    """The totals of a roll-up."""

    clicks: int
    visitors: int


def sum_rollup(warehouse: Warehouse, rollup: str) -> Sums:
    rows = warehouse.query(read_statement("warehouse.upkeep", "rollup_sums"), {"table": rollup})
    [sums] = rows.parse(Sums)
    return sums


def fill_draft(warehouse: Warehouse, rollup: str, cluster: str = "") -> Iterator[int]:
    """Creates the draft of a roll-up and fills it month by month; yields each finished month.

    A month whose events have expired is copied from the roll-up. Events written meanwhile may be missing, so nothing
    may be written before the exchange.
    """
    draft = _create_draft(warehouse, rollup, cluster)
    fill = write_fill(warehouse, rollup, draft, _IN_PERIOD)
    copy = _write_copy(warehouse, rollup, draft, _IN_PERIOD)
    for month in list_months(warehouse):
        start, end = month.bounds()
        warehouse.execute(fill if month.is_complete else copy, {"from": start, "to": end})
        yield month.number


def exchange_draft(warehouse: Warehouse, rollup: str, cluster: str = "") -> None:
    """Exchanges the draft with the roll-up atomically, on a cluster on each server, and drops the old table."""
    old, new = name_local(rollup, cluster), name_local(rollup + "_draft", cluster)
    warehouse.execute(" ".join(("exchange tables", old, "and", new, on_cluster(cluster))))
    _drop_draft(warehouse, rollup, cluster)


def rebuild_rollups(
    warehouse: Warehouse, check_paused: Callable[[], None], report: Callable[[str, int], None], cluster: str = ""
) -> dict[str, Sums]:
    """Rebuilds all; ``check_paused`` raises if something may have been written meanwhile, ``report`` gets each step.

    Can be killed and repeated: it drops a draft that was left behind.
    """
    for rollup in ROLLUPS:
        for month in fill_draft(warehouse, rollup, cluster):
            report(rollup, month)
        check_paused()
        exchange_draft(warehouse, rollup, cluster)
    return {rollup: sum_rollup(warehouse, rollup) for rollup in ROLLUPS}


def write_fill(warehouse: Warehouse, rollup: str, into: str, condition: str) -> str:
    """The statement that fills ``into`` with the select of the roll-up's newest view over the stored events.

    ``condition`` begins with ``where`` and names columns of the roll-up.
    """
    view = query_view(warehouse, rollup, f"{rollup}_v")
    # On a cluster a view selects from the events of its own server, this statement from those of all.
    view_select = view.select.replace("events_local AS events", "events")
    return " ".join((_write_insert(into, view.columns), "select", view.columns, "from (", view_select, ")", condition))


def _create_draft(warehouse: Warehouse, rollup: str, cluster: str) -> str:
    _drop_draft(warehouse, rollup, cluster)
    draft = f"{rollup}_draft"
    local, servers = name_local(draft, cluster), on_cluster(cluster)
    warehouse.execute(" ".join(("create table", local, servers, "as", name_local(rollup, cluster))))
    if cluster:
        engine = f"engine = Distributed({cluster}, currentDatabase(), {local}, cityHash64(site_id, hour))"
        warehouse.execute(" ".join(("create table", draft, servers, "as", local, engine)))
    return draft


def _drop_draft(warehouse: Warehouse, rollup: str, cluster: str) -> None:
    for name in dict.fromkeys((f"{rollup}_draft", name_local(f"{rollup}_draft", cluster))):
        warehouse.execute(" ".join(("drop table if exists", name, on_cluster(cluster), "sync")))


def _write_copy(warehouse: Warehouse, rollup: str, into: str, condition: str) -> str:
    columns = query_view(warehouse, rollup, f"{rollup}_v").columns
    return " ".join((_write_insert(into, columns), "select", columns, "from", rollup, condition))


def _write_insert(into: str, columns: str) -> str:
    return " ".join(("insert into", into, "(", columns, ") settings insert_deduplicate = 0"))
