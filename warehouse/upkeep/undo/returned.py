"""The duplicates of an import's events, which may count once it is taken back."""

from collections.abc import Iterator

from warehouse.interface import Warehouse
from warehouse.sql_files import read_condition
from warehouse.upkeep.undo.removal import PACKAGE, Batch, delete_rows

_PAGE_ROWS = 5_000
_PAGE = "and toString(event_id) > {after:String} order by toString(event_id) limit {rows:UInt32}"


def query_returned(warehouse: Warehouse, batch: Batch) -> Iterator[list[bytes]]:
    """Their lines, as they were on the stream, a page at a time."""
    statement = " ".join((read_condition(PACKAGE, "returned_lines"), read_condition(PACKAGE, "by_returned"), _PAGE))
    after = ""
    while True:
        rows = warehouse.query(statement, {**batch.parameters(), "after": after, "rows": _PAGE_ROWS})
        page = rows.parse_tuples(tuple[str, str])
        if not page:
            return
        after = page[-1][0]
        yield [line.encode() for _, line in page]


def remove_returned(warehouse: Warehouse, batch: Batch, cluster: str = "") -> int:
    """How many they were; to be called when they are on the stream again."""
    return delete_rows(warehouse, "duplicates", "by_returned", batch.parameters(), cluster)
