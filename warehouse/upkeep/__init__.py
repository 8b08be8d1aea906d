"""Changes to the warehouse as a whole: its schema, what it keeps, what it forgets.

- ``migration``: applies the numbered files of ``migrations/``; ``sql_script``: splits them into statements
- ``required_tables``: which of the tables are not there
- ``cluster_ddl``: rewrites a statement for a cluster; ``cluster_members``: which of its servers lack tables
- ``durability``: what each table syncs, and how long it knows a token; ``rights``: what a user may not insert
- ``retention``: how long events are kept
- ``rollups``: recomputes the hourly sums from the events
- ``erasure/``: removes a person from every table; ``path_removal``: what was settled of a site
- ``frozen_parts``: the files of the embedded tables at one moment, for a backup
"""
