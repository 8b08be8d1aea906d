"""Removes the settled paths of a site, which the settler then rebuilds: what they were made from is removed too."""

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_condition, read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster

# In the order of their removal: without a turn nobody reads the paths.
PATH_TABLES = ("settler_turns", "settled_paths")
_SETTINGS = "settings mutations_sync = 2"


def remove_paths(warehouse: Warehouse, site_id: int, cluster: str = "") -> None:
    """Returns when they are gone; the settler must be paused. Reports compute all paths until it has rebuilt them."""
    site: Parameters = {"site_id": site_id}
    of_site = read_condition("warehouse.upkeep.erasure", "by_site")
    for table in PATH_TABLES:
        if warehouse.query(" ".join(("select count() from", table, of_site)), site).parse_value(int):
            head = ("alter table", name_local(table, cluster), on_cluster(cluster), "delete", of_site)
            warehouse.execute(" ".join((*head, _SETTINGS)), site)


def remove_all_paths(warehouse: Warehouse, cluster: str = "") -> None:
    """Those of every site."""
    for (site_id,) in warehouse.query(read_statement("warehouse.upkeep", "settled_sites")).parse_tuples(tuple[int]):
        remove_paths(warehouse, site_id, cluster)
