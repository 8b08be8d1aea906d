"""The triggers that sum up the ledger's postings as they are inserted; revision 0026 creates them."""

from sqlalchemy import Connection

_ADD_TO_BALANCE = """
      insert into ledger_balances (site_id, owner, account, currency, minor)
      values (new.site_id, new.owner, new.account, new.currency, new.minor)
      on conflict (site_id, owner, account, currency) do update set minor = ledger_balances.minor + excluded.minor;
"""
_ADD_TO_LINE = """
      insert into ledger_lines (site_id, line_id, seq, owner, subject, currency, pending, held)
      values (
        new.site_id, new.line_id, new.seq, new.owner, new.subject, new.currency,
        case new.account when 'partner_pending' then -new.minor else 0 end,
        case new.account when 'partner_held' then -new.minor else 0 end
      )
      on conflict (site_id, line_id) do update
      set pending = ledger_lines.pending + excluded.pending, held = ledger_lines.held + excluded.held;
"""
_ADD_TO_MOMENT = """
      insert into ledger_moments (site_id, stored_at, account, currency, minor)
      select new.site_id, new.stored_at, account, currency, sum(minor)
      from ledger_postings
      where site_id = new.site_id and seq = new.seq and owner <> ''
      group by account, currency
      on conflict (site_id, stored_at, account, currency) do update set minor = ledger_moments.minor + excluded.minor;
"""
_SQLITE = (
    f"""
    create trigger ledger_postings_balance after insert on ledger_postings
    begin {_ADD_TO_BALANCE} end
    """,
    f"""
    create trigger ledger_postings_line after insert on ledger_postings when new.line_id <> ''
    begin {_ADD_TO_LINE} end
    """,
    f"""
    create trigger ledger_records_moment after insert on ledger_records when new.kind = 'transaction'
    begin {_ADD_TO_MOMENT} end
    """,
)
_POSTGRESQL = (
    f"""
    create function ledger_sum_up() returns trigger language plpgsql as $$
    begin {_ADD_TO_BALANCE}
      if new.line_id <> '' then {_ADD_TO_LINE} end if;
      return null;
    end
    $$
    """,
    """
    create trigger ledger_postings_sums after insert on ledger_postings
    for each row execute function ledger_sum_up()
    """,
    f"""
    create function ledger_sum_moment() returns trigger language plpgsql as $$
    begin {_ADD_TO_MOMENT}
      return null;
    end
    $$
    """,
    """
    create trigger ledger_records_moment after insert on ledger_records
    for each row when (new.kind = 'transaction') execute function ledger_sum_moment()
    """,
)
# What was posted before.
_FILL = (
    """
    insert into ledger_balances (site_id, owner, account, currency, minor)
    select site_id, owner, account, currency, sum(minor)
    from ledger_postings
    group by site_id, owner, account, currency
    """,
    """
    insert into ledger_lines (site_id, line_id, seq, owner, subject, currency, pending, held)
    select
      site_id, line_id, min(seq), max(owner), min(subject), min(currency),
      sum(case account when 'partner_pending' then -minor else 0 end),
      sum(case account when 'partner_held' then -minor else 0 end)
    from ledger_postings
    where line_id <> ''
    group by site_id, line_id
    """,
    """
    insert into ledger_moments (site_id, stored_at, account, currency, minor)
    select record.site_id, record.stored_at, posting.account, posting.currency, sum(posting.minor)
    from ledger_postings as posting
    inner join ledger_records as record on record.site_id = posting.site_id and record.seq = posting.seq
    where posting.owner <> ''
    group by record.site_id, record.stored_at, posting.account, posting.currency
    """,
)


def create_sums(connection: Connection) -> None:
    """Fills the tables and creates their triggers."""
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in (*_FILL, *(_SQLITE if is_sqlite else _POSTGRESQL)):
        connection.exec_driver_sql(statement)
