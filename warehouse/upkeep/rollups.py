"""Remakes the roll-ups from the events, each in a new table that then takes the place of the old one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster
from warehouse.upkeep.retention import MARGIN_DAYS, find_events_since
from warehouse.upkeep.rollup_drafts import is_shaped, make_draft, remove_draft

ROLLUPS = ("rollup_partner_hours", "rollup_link_hours", "rollup_channel_hours")

_SOME_HOURS = "where hour >= {from:DateTime('UTC')} and hour < {to:DateTime('UTC')}"


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of UTC that something is stored of; ``is_whole``: all its events are still there."""

    number: int
    is_whole: bool

    def edges(self) -> tuple[datetime, datetime]:
        """Its beginning and that of the next one."""
        year, month = divmod(self.number, 100)
        start = datetime(year, month, 1, tzinfo=UTC)
        return start, start.replace(year=year + month // 12, month=month % 12 + 1)


@dataclass(frozen=True, slots=True)
class Sums:
    """What a roll-up adds up to; ``hours`` are its rows as they are stored, which merging makes fewer."""

    hours: int
    clicks: int
    leads: int
    sales: int
    gross_minor: int
    visitors: int


def list_months(warehouse: Warehouse) -> list[Month]:
    """The months that there are events or sums of, oldest first."""
    since = find_events_since(warehouse, MARGIN_DAYS)
    first = 0 if since is None else since.year * 100 + since.month
    rows = warehouse.query(read_statement("warehouse.upkeep", "stored_months")).dicts()
    return [Month(number, bool(row["has_events"]) and number >= first) for row in rows if (number := _number(row))]


def sum_rollup(warehouse: Warehouse, rollup: str) -> Sums:
    """The sums of a roll-up."""
    rows = warehouse.query(read_statement("warehouse.upkeep", "rollup_sums"), {"table": rollup})
    return Sums(*(int(str(column[0])) for column in rows.columns))


def fill_draft(warehouse: Warehouse, rollup: str, cluster: str = "") -> Iterator[int]:
    """Makes the draft of a roll-up and fills it month by month; gives each month that is done.

    A month whose events have expired is taken over as it stands. What is stored meanwhile may be missing: nothing may
    be written before the exchange.
    """
    draft = make_draft(warehouse, rollup, cluster)
    filling = write_filling(warehouse, rollup, draft, _SOME_HOURS)
    carrying = write_carrying(warehouse, rollup, draft, _SOME_HOURS)
    for month in list_months(warehouse):
        start, end = month.edges()
        warehouse.execute(filling if month.is_whole else carrying, {"from": start, "to": end})
        yield month.number


def exchange_draft(warehouse: Warehouse, rollup: str, cluster: str = "") -> None:
    """The draft takes the place of the roll-up in one moment, of a cluster on each server; the old one is dropped."""
    old, new = name_local(rollup, cluster), name_local(rollup + "_draft", cluster)
    warehouse.execute(" ".join(("exchange tables", old, "and", new, on_cluster(cluster))))
    remove_draft(warehouse, rollup, cluster)


def rebuild_rollups(
    warehouse: Warehouse, check_still: Callable[[], None], tell: Callable[[str, int], None], cluster: str = ""
) -> dict[str, Sums]:
    """Remakes all; ``check_still`` raises if something may have been written meanwhile, ``tell`` hears each step."""
    for rollup in ROLLUPS:
        for month in fill_draft(warehouse, rollup, cluster):
            tell(rollup, month)
        check_still()
        exchange_draft(warehouse, rollup, cluster)
    return {rollup: sum_rollup(warehouse, rollup) for rollup in ROLLUPS}


def shape_rollups(warehouse: Warehouse, cluster: str = "") -> list[str]:
    """Gives the form that holds now to every roll-up that has an older one, with its rows as they stand; their names.

    Nothing may be written meanwhile, nor made anew. Killed anywhere it is finished by the next call.
    """
    for rollup in ROLLUPS:
        remove_draft(warehouse, rollup, cluster)
    older = [rollup for rollup in ROLLUPS if not is_shaped(warehouse, rollup, cluster)]
    for rollup in older:
        draft = make_draft(warehouse, rollup, cluster)
        warehouse.execute(write_carrying(warehouse, rollup, draft, ""))
        exchange_draft(warehouse, rollup, cluster)
    return older


def write_filling(warehouse: Warehouse, rollup: str, into: str, condition: str) -> str:
    """The statement that fills ``into`` with what the newest view of the roll-up makes of the stored events.

    ``condition`` begins with ``where`` and speaks of the roll-up's columns.
    """
    fills, columns = _read_view(warehouse, rollup)
    # On a cluster a view sees the events of its own server, this statement those of all.
    fills = fills.replace("events_local AS events", "events")
    return " ".join((_write_head(into, columns), "select", columns, "from (", fills, ")", condition))


def write_carrying(warehouse: Warehouse, rollup: str, into: str, condition: str) -> str:
    """The statement that takes over rows of the roll-up as they stand."""
    _, columns = _read_view(warehouse, rollup)
    return " ".join((_write_head(into, columns), "select", columns, "from", rollup, condition))


def _write_head(into: str, columns: str) -> str:
    return " ".join(("insert into", into, "(", columns, ") settings insert_deduplicate = 0"))


def _read_view(warehouse: Warehouse, rollup: str) -> tuple[str, str]:
    rows = warehouse.query(read_statement("warehouse.upkeep", "rollup_view"), {"table": rollup, "views": f"{rollup}_v"})
    return str(rows.columns[0][0]), ", ".join(cast(list[str], rows.columns[1][0]))


def _number(row: dict[str, object]) -> int:
    return int(str(row["month"]))
