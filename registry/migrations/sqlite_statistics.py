"""Fixed figures of the ledger for SQLite's planner, so that it plans a large one alike on every installation.

Without any it takes a site for ten records, and reads all of them rather than to look up some hundred in an index. The
figures are of a site of a million sales; for a small one such plans cost nothing.
https://www.sqlite.org/queryplanner-ng.html#howtofix
"""

from sqlalchemy import Connection

# Rows of the table, then rows with the same value in the first column of the index, in the first two and so on.
_STATISTICS = (
    ("ledger_records", "ledger_records", "4000000 4000000 1"),
    ("ledger_records", "sqlite_autoindex_ledger_records_2", "4000000 4000000 1"),
    ("ledger_records", "ix_ledger_records_site_id_subject", "4000000 4000000 4"),
    ("ledger_records", "ix_ledger_records_site_id_customer", "4000000 4000000 4"),
    ("ledger_records", "ix_ledger_records_rare", "1000 1000 100 1"),
    ("ledger_postings", "ledger_postings", "4000000 4000000 2 1"),
    ("ledger_postings", "ix_ledger_postings_site_id_owner", "4000000 4000000 40000"),
    ("ledger_postings", "ix_ledger_postings_site_id_subject", "4000000 4000000 4"),
    ("ledger_postings", "ix_ledger_postings_site_id_account", "4000000 4000000 1000000"),
    ("ledger_statements", "ledger_statements", "2000000 2000000 20000 1"),
    ("ledger_statements", "sqlite_autoindex_ledger_statements_2", "2000000 2000000 1 1"),
    ("ledger_lines", "ledger_lines", "1000000 1000000 1"),
    ("ledger_lines", "ix_ledger_lines_site_id_seq", "1000000 1000000 1"),
    ("ledger_lines", "ix_ledger_lines_site_id_owner_seq", "1000000 1000000 10000 1"),
    ("ledger_lines", "ix_ledger_lines_waiting", "400000 400000 1"),
    ("commission_dues", "sqlite_autoindex_commission_dues_1", "400000 400000 1"),
    ("commission_dues", "ix_commission_dues_site_id_due_at", "400000 400000 200"),
)


def write_statistics(connection: Connection) -> None:
    """Connections that were opened before follow them once they notice that a table was made."""
    # The table of statistics is made by analysing something; nothing of a site is analysed.
    for statement in ("create table analysed (number integer)", "analyze analysed", "drop table analysed"):
        connection.exec_driver_sql(statement)
    for table in {table for table, _, _ in _STATISTICS}:
        connection.exec_driver_sql("delete from sqlite_stat1 where tbl = ?", (table,))
    for row in _STATISTICS:
        connection.exec_driver_sql("insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", row)
    connection.exec_driver_sql("analyze sqlite_schema")
