"""The ledger's running sums, and what finds rare records, and postings by their account, among millions."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.ledger_sums import create_sums
from registry.migrations.sqlite_statistics import write_statistics

revision = "0026"
down_revision = "0025"

_RARE = sa.text("kind not in ('decision', 'lock', 'transaction')")
_WAITING = sa.text("(pending <> 0 or held <> 0)")


def upgrade() -> None:
    """Adds the indexes, the tables with the sums of what is posted, and their triggers."""
    # Postings before records, as whoever stores them locks both.
    op.create_index("ix_ledger_postings_site_id_account", "ledger_postings", ["site_id", "account"])
    op.create_index(
        "ix_ledger_records_rare",
        "ledger_records",
        ["site_id", "kind", "seq"],
        sqlite_where=_RARE,
        postgresql_where=_RARE,
    )
    op.create_table(
        "ledger_balances",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "owner", "account", "currency", name="pk_ledger_balances"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_lines",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("pending", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "line_id", name="pk_ledger_lines"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_moments",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "stored_at", "account", "currency", name="pk_ledger_moments"),
        sqlite_with_rowid=False,
    )
    create_sums(op.get_bind())
    op.create_index("ix_ledger_lines_site_id_seq", "ledger_lines", ["site_id", "seq"])
    op.create_index("ix_ledger_lines_site_id_owner_seq", "ledger_lines", ["site_id", "owner", "seq"])
    op.create_index(
        "ix_ledger_lines_waiting",
        "ledger_lines",
        ["site_id", "seq", "subject", "owner", "currency", "pending", "held"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    if op.get_bind().dialect.name == "sqlite":
        write_statistics(op.get_bind())
