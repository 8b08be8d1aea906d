"""The Alembic revisions of the registry's tables, applied by ``database.migration``.

Revisions only go forward. Add ``versions/vNNNN_name.py`` with ``revision`` and ``down_revision``, written by hand, and
change ``registry.models`` to match; never edit one that is merged.
"""
