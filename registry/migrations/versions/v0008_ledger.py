"""The ledger: records, postings and statements, which can only be added to."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.ledger_triggers import create_triggers

revision = "0008"
down_revision = "0007"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables and the triggers that guard them."""
    op.create_table(
        "ledger_records",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("stored_at", TIME, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "seq", name="pk_ledger_records"),
        sa.UniqueConstraint("site_id", "key", name="uq_ledger_records_site_id_key"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_ledger_records_site_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ledger_records_site_id_subject", "ledger_records", ["site_id", "subject"])
    op.create_index("ix_ledger_records_site_id_customer", "ledger_records", ["site_id", "customer"])
    op.create_table(
        "ledger_postings",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(8), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "seq", "number", name="pk_ledger_postings"),
        _name_record("ledger_postings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ledger_postings_site_id_owner", "ledger_postings", ["site_id", "owner"])
    op.create_index("ix_ledger_postings_site_id_subject", "ledger_postings", ["site_id", "subject"])
    op.create_table(
        "ledger_statements",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "owner", "number", name="pk_ledger_statements"),
        sa.UniqueConstraint("site_id", "seq", "owner", name="uq_ledger_statements_site_id_seq_owner"),
        _name_record("ledger_statements"),
        sqlite_with_rowid=False,
    )
    create_triggers(op.get_bind())


def _name_record(table: str) -> sa.ForeignKeyConstraint:
    """Deferred, for the record is stored after what belongs to it."""
    return sa.ForeignKeyConstraint(
        ["site_id", "seq"],
        ["ledger_records.site_id", "ledger_records.seq"],
        name=f"fk_{table}_site_id_seq",
        deferrable=True,
        initially="DEFERRED",
    )
