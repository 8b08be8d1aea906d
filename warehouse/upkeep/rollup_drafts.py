"""The tables in which roll-ups are made anew: drafts in the form that holds now, whatever form the old ones have.

A year is one partition. A report of a year then reads a few parts in place of a few for each month: at ten million
events a partner's totals of a year took 110 ms by months and 30 ms by years, for opening parts is what takes the time.
"""

import re

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster

_PARTITION = re.compile(r"(?<=PARTITION BY )\w+\(hour\)")
_BY_YEAR = "toYear(hour)"


def make_draft(warehouse: Warehouse, rollup: str, cluster: str = "") -> str:
    """An empty table with the columns of the roll-up; its name. One that an earlier try left is dropped."""
    remove_draft(warehouse, rollup, cluster)
    draft = f"{rollup}_draft"
    local, place = name_local(draft, cluster), on_cluster(cluster)
    engine = _PARTITION.sub(_BY_YEAR, _read_engine(warehouse, name_local(rollup, cluster)))
    source = name_local(rollup, cluster)
    warehouse.execute(" ".join(("create table", local, place, "as", source, "engine =", engine)))
    if cluster:
        before = f"engine = Distributed({cluster}, currentDatabase(), {local}, cityHash64(site_id, hour))"
        warehouse.execute(" ".join(("create table", draft, place, "as", local, before)))
    return draft


def remove_draft(warehouse: Warehouse, rollup: str, cluster: str = "") -> None:
    """Drops the draft if there is one."""
    for name in dict.fromkeys((f"{rollup}_draft", name_local(f"{rollup}_draft", cluster))):
        warehouse.execute(" ".join(("drop table if exists", name, on_cluster(cluster), "sync")))


def is_shaped(warehouse: Warehouse, rollup: str, cluster: str = "") -> bool:
    """Whether the roll-up has the form that holds now."""
    return _BY_YEAR in _read_engine(warehouse, name_local(rollup, cluster))


def _read_engine(warehouse: Warehouse, table: str) -> str:
    return str(warehouse.query(read_statement("warehouse.upkeep", "table_engine"), {"table": table}).columns[0][0])
