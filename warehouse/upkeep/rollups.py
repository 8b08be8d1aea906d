"""Rebuilds the roll-ups from the events, each in a draft table that is then exchanged with the roll-up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster
from warehouse.upkeep.retention import MARGIN_DAYS, find_events_since

ROLLUPS = ("rollup_partner_hours",)

_IN_PERIOD = "where hour >= {from:DateTime('UTC')} and hour < {to:DateTime('UTC')}"


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in UTC with stored events or sums; ``is_complete``: none of its events has expired."""

    number: int
    is_complete: bool

    def bounds(self) -> tuple[datetime, datetime]:
        """The start of this month and of the next."""
        year, month = divmod(self.number, 100)
        start = datetime(year, month, 1, tzinfo=UTC)
        return start, start.replace(year=year + month // 12, month=month % 12 + 1)


@dataclass(frozen=True, slots=True)
class Sums:
    """The totals of a roll-up."""

    clicks: int
    visitors: int


def list_months(warehouse: Warehouse) -> list[Month]:
    """The months with stored events or sums, oldest first."""
    since = find_events_since(warehouse, MARGIN_DAYS)
    first = 0 if since is None else since.year * 100 + since.month
    rows = warehouse.query(read_statement("warehouse.upkeep", "stored_months")).parse_tuples(tuple[int, bool])
    return [Month(number, has_events and number >= first) for number, has_events in rows if number]


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
    view_select, columns = _query_view(warehouse, rollup)
    # On a cluster a view selects from the events of its own server, this statement from those of all.
    view_select = view_select.replace("events_local AS events", "events")
    return " ".join((_write_insert(into, columns), "select", columns, "from (", view_select, ")", condition))


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
    _, columns = _query_view(warehouse, rollup)
    return " ".join((_write_insert(into, columns), "select", columns, "from", rollup, condition))


def _write_insert(into: str, columns: str) -> str:
    return " ".join(("insert into", into, "(", columns, ") settings insert_deduplicate = 0"))


def _query_view(warehouse: Warehouse, rollup: str) -> tuple[str, str]:
    rows = warehouse.query(read_statement("warehouse.upkeep", "rollup_view"), {"table": rollup, "views": f"{rollup}_v"})
    return str(rows.columns[0][0]), ", ".join(cast(list[str], rows.columns[1][0]))
