"""The SQL database, SQLite or PostgreSQL, whatever is kept in it: how to connect, change it and migrate it.

- ``engine``: connects to the configured database and prepares SQLite
- ``sqlite_file``: recognises the file of an SQLite database
- ``sessions``: opens sessions and runs transactions: ``begin_read``, ``begin_change``
- ``columns``: column types and defaults that both databases share
- ``migration``: applies missing Alembic revisions, which are kept beside the models in ``registry/migrations``
- ``compaction``: removes from SQLite's files what its rows do not say any more
- ``errors``: what can go wrong, for callers that know nothing of SQLAlchemy
"""
