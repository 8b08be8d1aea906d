"""All that is stored of one site, to be compared before and after."""

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from database.sessions import Sessions, begin_read
from registry.models import Base
from warehouse.interface import Warehouse

# Tables that say of no row which site's it is: accounts may open partners of several.
OF_NO_SITE = {"partner_accounts", "account_sessions", "account_recovery_codes", "setup_tokens"}
# By itself, with each call.
_CHANGING = {("secret_keys", "last_used_at")}


def list_rows(
    sessions: Sessions, warehouse: Warehouse, site_id: int, partner_id: int | None = None
) -> dict[str, object]:
    """Table → its rows of the site, or of one of its partners; of the warehouse a number of rows and their hash."""
    with begin_read(sessions) as session:
        registry = {
            table.name: _list_registry_rows(session, table, site_id, partner_id)
            for table in Base.metadata.sorted_tables
        }
    return {**registry, **_hash_events(warehouse, site_id)}


def find_owner(table: Table, site_id: int, partner_id: int | None) -> ColumnElement[bool] | None:
    """Which of its rows are the site's; raises ``LookupError`` where nobody can say."""
    partners, memberships = Base.metadata.tables["partners"], Base.metadata.tables["memberships"]
    columns = table.columns
    if partner_id is not None:
        name = "id" if table is partners else "partner_id"
        return columns[name] == partner_id if name in columns else None
    if table.name in ("sites", "team_members"):
        own = select(memberships.c.member_id).where(memberships.c.site_id == site_id)
        return columns.id == site_id if table.name == "sites" else columns.id.in_(own)
    if "site_id" in columns:
        return columns.site_id == site_id
    if "partner_id" in columns:
        return columns.partner_id.in_(select(partners.c.id).where(partners.c.site_id == site_id))
    if "member_id" in columns:
        return columns.member_id.in_(select(memberships.c.member_id).where(memberships.c.site_id == site_id))
    if table.name in OF_NO_SITE:
        return None
    raise LookupError(f"which rows of {table.name} are a site's?")


def _list_registry_rows(session: Session, table: Table, site_id: int, partner_id: int | None) -> list[str]:
    owner = find_owner(table, site_id, partner_id)
    if owner is None:
        return []
    chosen = [column for column in table.columns if (table.name, column.name) not in _CHANGING]
    return sorted(repr(tuple(row)) for row in session.execute(select(*chosen).where(owner)))


def _hash_events(warehouse: Warehouse, site_id: int) -> dict[str, object]:
    statement = """
        select distinct table
        from system.columns
        where database = currentDatabase() and name = 'site_id'
            and table in (select name from system.tables where database = currentDatabase() and total_rows > 0)
    """
    tables = [name for (name,) in warehouse.query(statement).parse_tuples(tuple[str])]
    # As text, in which null is a value as any other.
    hashed = """
        select count(), groupBitXor(cityHash64(formatRow('TabSeparated', *)))
        from {name:Identifier}
        where site_id = {site_id:UInt32}
    """
    found = {
        name: warehouse.query(hashed, {"name": name, "site_id": site_id}).parse_tuples(tuple[int, int])
        for name in tables
    }
    # Of a table that the other site alone has rows in there is nothing to compare.
    return {name: rows for name, rows in found.items() if rows != [(0, 0)]}
