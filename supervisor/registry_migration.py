"""Brings the registry to the schema that this version needs, or lists what is missing.

Apart from the warehouse's, which ingest imports: it needs no SQL engine.
"""

from database.engine import open_engine
from database.migration import list_missing_revisions, migrate_database
from settings import RegistrySettings


def migrate_registry_store(settings: RegistrySettings) -> list[str]:
    """The revisions that were missing."""
    engine = open_engine(settings)
    applied = migrate_database(engine)
    engine.dispose()
    return applied


def list_missing_registry_revisions(settings: RegistrySettings) -> list[str]:
    """What :func:`migrate_registry_store` would apply."""
    engine = open_engine(settings)
    with engine.connect() as connection:
        missing = list_missing_revisions(connection)
    engine.dispose()
    return missing
