"""Which of the registry's tables are not there."""

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from registry.models import Base


def list_missing_registry_tables(session: Session) -> list[str]:
    """In alphabetical order; none once the registry is migrated."""
    return sorted(set(Base.metadata.tables) - set(inspect(session.connection()).get_table_names()))
