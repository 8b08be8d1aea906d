"""The triggers of the ledger's tables, in both databases; revision 0008 creates them, a later one may only add."""

from sqlalchemy import Connection

_TABLES = ("ledger_records", "ledger_postings", "ledger_statements")

# "insert or replace" of SQLite deletes without firing a trigger: so what is taken is refused before it is inserted.
_SQLITE = (
    """
    create trigger ledger_records_insert before insert on ledger_records
    begin
      select raise(abort, 'ledger_records: seq does not follow the last one')
      where new.seq <> (select coalesce(max(seq), 0) + 1 from ledger_records where site_id = new.site_id);
      select raise(abort, 'ledger_records: the key is taken')
      where exists (select 1 from ledger_records where site_id = new.site_id and key = new.key);
      select raise(abort, 'ledger_postings: the postings do not sum to zero')
      where exists (
        select 1
        from ledger_postings
        where site_id = new.site_id and seq = new.seq
        group by currency
        having sum(minor) <> 0
      );
    end
    """,
    """
    create trigger ledger_postings_insert before insert on ledger_postings
    begin
      select raise(abort, 'ledger_postings: the record is stored already')
      where exists (select 1 from ledger_records where site_id = new.site_id and seq = new.seq);
      select raise(abort, 'ledger_postings: the number is taken')
      where exists (
        select 1 from ledger_postings where site_id = new.site_id and seq = new.seq and number = new.number
      );
    end
    """,
    """
    create trigger ledger_statements_insert before insert on ledger_statements
    begin
      select raise(abort, 'ledger_statements: the record is stored already')
      where exists (select 1 from ledger_records where site_id = new.site_id and seq = new.seq);
      select raise(abort, 'ledger_statements: the transaction has an entry already')
      where exists (
        select 1 from ledger_statements where site_id = new.site_id and seq = new.seq and owner = new.owner
      );
      select raise(abort, 'ledger_statements: number does not follow the last one')
      where new.number <> (
        select coalesce(max(number), 0) + 1 from ledger_statements where site_id = new.site_id and owner = new.owner
      );
    end
    """,
)
_SQLITE_REFUSAL = """
    create trigger {table}_{operation} before {operation} on {table}
    begin
      select raise(abort, '{table} is append-only');
    end
"""

_POSTGRESQL = (
    """
    create function ledger_check_record() returns trigger language plpgsql as $$
    begin
      if new.seq <> (select coalesce(max(seq), 0) + 1 from ledger_records where site_id = new.site_id) then
        raise exception 'ledger_records: seq does not follow the last one';
      end if;
      if exists (
        select 1
        from ledger_postings
        where site_id = new.site_id and seq = new.seq
        group by currency
        having sum(minor) <> 0
      ) then
        raise exception 'ledger_postings: the postings do not sum to zero';
      end if;
      return new;
    end
    $$
    """,
    """
    create function ledger_check_part() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from ledger_records where site_id = new.site_id and seq = new.seq) then
        raise exception '%: the record is stored already', tg_table_name;
      end if;
      return new;
    end
    $$
    """,
    """
    create function ledger_check_number() returns trigger language plpgsql as $$
    begin
      if new.number <> (
        select coalesce(max(number), 0) + 1 from ledger_statements where site_id = new.site_id and owner = new.owner
      ) then
        raise exception 'ledger_statements: number does not follow the last one';
      end if;
      return new;
    end
    $$
    """,
    """
    create function ledger_refuse() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name;
    end
    $$
    """,
    """
    create trigger ledger_records_insert before insert on ledger_records
    for each row execute function ledger_check_record()
    """,
    """
    create trigger ledger_postings_insert before insert on ledger_postings
    for each row execute function ledger_check_part()
    """,
    """
    create trigger ledger_statements_insert before insert on ledger_statements
    for each row execute function ledger_check_part()
    """,
    """
    create trigger ledger_statements_number before insert on ledger_statements
    for each row execute function ledger_check_number()
    """,
)
_POSTGRESQL_REFUSAL = """
    create trigger {table}_{operation} before {operation} on {table}
    for each statement execute function ledger_refuse()
"""


def create_triggers(connection: Connection) -> None:
    """Those that check what is inserted, and those that refuse everything else."""
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        connection.exec_driver_sql(statement.replace("%", "%%") if not is_sqlite else statement)
    refusal = _SQLITE_REFUSAL if is_sqlite else _POSTGRESQL_REFUSAL
    for table in _TABLES:
        for operation in ("update", "delete") if is_sqlite else ("update", "delete", "truncate"):
            connection.exec_driver_sql(refusal.format(table=table, operation=operation))
