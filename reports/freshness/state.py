"""What a site's figures are made from: as long as it is the same, so are they."""

from warehouse.interface import Warehouse
from warehouse.sql_files import join_statements

# Source → how many rows it has, and the newest of them by its own measure.
SiteState = tuple[tuple[str, int, int], ...]


def query_state(warehouse: Warehouse, site_id: int) -> SiteState | None:
    """To be called before the figures are queried, so that they are never older; None without settled paths.

    Then a removal, which begins with the paths, would leave no trace.
    """
    statement = join_statements(
        ("reports.freshness", "state"), ("warehouse.upkeep", "events_since"), ("reports.freshness", "end_of_state")
    )
    rows = warehouse.query(statement, {"site_id": site_id, "margin_days": 0})
    state = tuple(sorted(rows.parse_tuples(tuple[str, int, int])))
    generations = {newest for source, _, newest in state if source == "settled_paths"}
    return None if generations == {0} else state
