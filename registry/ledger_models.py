"""The tables of the ledger. They only ever grow: triggers in both databases refuse to change or delete a row.

Three more hold sums of the postings, which triggers keep as these are inserted.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.base import Base

# Conditions of an index each; a statement in which one stands in this very form is answered by it.
# Terms and payouts: the other kinds are as many as conversions, and are found by what they are about.
IS_RARE = text("kind not in ('decision', 'lock', 'transaction')")
# Lines whose money waits.
IS_WAITING = text("(pending <> 0 or held <> 0)")


class LedgerRecord(Base):
    """One thing that was stored for a site: terms, a decision, a lock, a transaction; ``content`` is canonical JSON.

    ``seq`` counts a site's records from 1 without a gap. ``hash`` covers the one before it and all other columns, so
    a record can be neither changed, left out nor inserted later without breaking the chain. ``subject`` and
    ``customer`` are repeated from the content, to be searched by.
    """

    __tablename__ = "ledger_records"
    # Without a row id there is no second way to name a row, by which SQLite would replace it.
    __table_args__ = (
        UniqueConstraint("site_id", "key"),
        Index("ix_ledger_records_site_id_subject", "site_id", "subject"),
        Index("ix_ledger_records_site_id_customer", "site_id", "customer"),
        Index("ix_ledger_records_rare", "site_id", "kind", "seq", sqlite_where=IS_RARE, postgresql_where=IS_RARE),
        {"sqlite_with_rowid": False},
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    customer: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    stored_at: Mapped[datetime]
    hash: Mapped[str] = mapped_column(String(64))


class LedgerPosting(Base):
    """One posting of a transaction, as it stands in the record's content; here it can be summed up.

    ``minor`` is a debit above zero, a credit below. The postings are stored before their record, which is refused
    unless they sum to zero in each currency.
    """

    __tablename__ = "ledger_postings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "seq"],
            ["ledger_records.site_id", "ledger_records.seq"],
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("ix_ledger_postings_site_id_owner", "site_id", "owner"),
        Index("ix_ledger_postings_site_id_subject", "site_id", "subject"),
        Index("ix_ledger_postings_site_id_account", "site_id", "account"),
        {"sqlite_with_rowid": False},
    )

    site_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(32))
    owner: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(String(8))
    minor: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(Text)
    line_id: Mapped[str] = mapped_column(Text)


class LedgerStatement(Base):
    """The chain of one partner or customer: each transaction with a posting of his extends it by one entry.

    ``hash`` covers the entry before it and his own postings only: he can compute it from his statement.
    """

    __tablename__ = "ledger_statements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "seq"],
            ["ledger_records.site_id", "ledger_records.seq"],
            deferrable=True,
            initially="DEFERRED",
        ),
        UniqueConstraint("site_id", "seq", "owner"),
        {"sqlite_with_rowid": False},
    )

    site_id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class LedgerBalance(Base):
    """The sum of the postings of one owner, account and currency."""

    __tablename__ = "ledger_balances"
    __table_args__ = ({"sqlite_with_rowid": False},)

    site_id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(Text, primary_key=True)
    account: Mapped[str] = mapped_column(String(32), primary_key=True)
    currency: Mapped[str] = mapped_column(String(8), primary_key=True)
    minor: Mapped[int] = mapped_column(BigInteger)


class LedgerLine(Base):
    """One line of money: the number of its first transaction, and what of it is pending and held, owed above zero."""

    __tablename__ = "ledger_lines"
    __table_args__ = (
        Index("ix_ledger_lines_site_id_seq", "site_id", "seq"),
        Index("ix_ledger_lines_site_id_owner_seq", "site_id", "owner", "seq"),
        # Also the columns by which what waits is summed up.
        Index(
            "ix_ledger_lines_waiting",
            "site_id",
            "seq",
            "subject",
            "owner",
            "currency",
            "pending",
            "held",
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
        {"sqlite_with_rowid": False},
    )

    site_id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[str] = mapped_column(Text, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    owner: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(String(8))
    pending: Mapped[int] = mapped_column(BigInteger)
    held: Mapped[int] = mapped_column(BigInteger)


class LedgerMoment(Base):
    """What partners' and customers' postings of one moment sum to; all of a turn is stored at one moment."""

    __tablename__ = "ledger_moments"
    __table_args__ = ({"sqlite_with_rowid": False},)

    site_id: Mapped[int] = mapped_column(primary_key=True)
    stored_at: Mapped[datetime] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(32), primary_key=True)
    currency: Mapped[str] = mapped_column(String(8), primary_key=True)
    minor: Mapped[int] = mapped_column(BigInteger)
