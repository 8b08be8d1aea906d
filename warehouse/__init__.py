"""ClickHouse, embedded in one process or as a server: one interface, the schema, and what keeps it in order.

- ``interface``: what a warehouse offers, and the errors that leave this package
- ``connection``: opens the warehouse that the settings name
- ``directory_identity``: recognises the embedded warehouse's directory
- ``columns``: the columns of the tables that ingest writes
- ``arrivals``: how whoever follows what arrives misses nothing
- ``dictionary_column``: a column that stores each value once
- ``sql_files``: reads and joins the statements that lie beside the code
- ``clickhouse/``: the two clients, embedded engine and native protocol, and the socket that shares the former
- ``migrations/``: the numbered statements that create the tables and views
- ``upkeep/``: migration, retention, erasure, roll-ups, backup copies
"""
