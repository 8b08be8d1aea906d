"""Remakes the roll-ups from the events, each in a new table that then takes the place of the old one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from warehouse.interface import Warehouse
from warehouse.statements import read_statement

ROLLUPS = ("rollup_partner_hours", "rollup_link_hours", "rollup_channel_hours")

_DRAFT = "_draft"
_SOME_HOURS = "where hour >= {from:DateTime('UTC')} and hour < {to:DateTime('UTC')}"


@dataclass(frozen=True, slots=True)
class Sums:
    """What a roll-up adds up to; ``hours`` are its rows as they are stored, which merging makes fewer."""

    hours: int
    clicks: int
    leads: int
    sales: int
    gross_minor: int
    visitors: int


def list_months(warehouse: Warehouse) -> list[int]:
    """The months that there are events of, like 202603."""
    return [int(str(month)) for month in warehouse.query(read_statement("warehouse", "event_months")).columns[0]]


def sum_rollup(warehouse: Warehouse, rollup: str) -> Sums:
    """The sums of a roll-up."""
    rows = warehouse.query(read_statement("warehouse", "rollup_sums"), {"table": rollup})
    return Sums(*(int(str(column[0])) for column in rows.columns))


def fill_draft(warehouse: Warehouse, rollup: str) -> Iterator[int]:
    """Makes the draft of a roll-up and fills it month by month; gives each month that is done.

    What is stored meanwhile may be missing in it: nothing may be written before the exchange.
    """
    draft = rollup + _DRAFT
    _change(warehouse, "drop table if exists", draft, "sync")
    _change(warehouse, "create table", draft, "as", rollup)
    statement = write_filling(warehouse, rollup, draft, _SOME_HOURS)
    for month in list_months(warehouse):
        start, end = _find_edges(month)
        warehouse.execute(statement, {"from": start, "to": end})
        yield month


def exchange_draft(warehouse: Warehouse, rollup: str) -> None:
    """The draft becomes the roll-up in one moment; the old one is dropped."""
    _change(warehouse, "exchange tables", rollup, "and", rollup + _DRAFT)
    _change(warehouse, "drop table", rollup + _DRAFT, "sync")


def rebuild_rollups(
    warehouse: Warehouse, check_still: Callable[[], None], tell: Callable[[str, int], None]
) -> dict[str, Sums]:
    """Remakes all; ``check_still`` raises if something may have been written meanwhile, ``tell`` hears each step."""
    for rollup in ROLLUPS:
        for month in fill_draft(warehouse, rollup):
            tell(rollup, month)
        check_still()
        exchange_draft(warehouse, rollup)
    return {rollup: sum_rollup(warehouse, rollup) for rollup in ROLLUPS}


def _change(warehouse: Warehouse, *words: str) -> None:
    """The names are constants of this file: such statements take no parameters."""
    warehouse.execute(" ".join(words))


def write_filling(warehouse: Warehouse, rollup: str, into: str, condition: str) -> str:
    """The statement that fills ``into`` with what the newest view of the roll-up makes of the stored events.

    ``condition`` begins with ``where`` and speaks of the roll-up's columns.
    """
    rows = warehouse.query(read_statement("warehouse", "rollup_view"), {"table": rollup, "views": f"{rollup}_v"})
    fills, columns = str(rows.columns[0][0]), ", ".join(cast(list[str], rows.columns[1][0]))
    head = ("insert into", into, "(", columns, ") settings insert_deduplicate = 0")
    return " ".join((*head, "select", columns, "from (", fills, ")", condition))


def _find_edges(month: int) -> tuple[datetime, datetime]:
    year, number = divmod(month, 100)
    start = datetime(year, number, 1, tzinfo=UTC)
    return start, start.replace(year=year + number // 12, month=number % 12 + 1)
