"""The settings of statements on a ClickHouse cluster: how many replicas store an insert, and what a select must see."""

from collections.abc import Mapping

# A quorum that is not reached within this time is an error: the batch is counted and inserted again.
QUORUM_TIMEOUT_MS = 60_000

# An insert returns once the servers of its rows have stored them, each under the insert's token and each with the
# majority of its replicas, so the loss of one replica loses nothing. A subquery runs once and its result goes to all
# servers, because rows that belong together may be on different ones.
# DDL waits for all servers: that of `prm erase` and `prm rebuild-rollups` can take long.
_COMMON: Mapping[str, str] = {
    "insert_distributed_sync": "1",
    "distributed_product_mode": "global",
    "distributed_ddl_task_timeout": "3600",
    "insert_quorum": "auto",
    "insert_quorum_timeout": str(QUORUM_TIMEOUT_MS),
}

# Who looks up what is stored before writing. A select reads only what a majority has, and fails on a replica that
# lacks some of it. ClickHouse guarantees this for tables to which one quorum insert is written at a time.
CONSISTENT: Mapping[str, str] = {
    **_COMMON,
    "insert_quorum_parallel": "0",
    "select_sequential_consistency": "1",
}

# Reports, and the results of fraud runs: a select may read any replica, and inserts need not wait for each other.
ANY_REPLICA: Mapping[str, str] = {**_COMMON, "insert_quorum_parallel": "1"}
