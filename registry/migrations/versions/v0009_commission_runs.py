"""Where commission runs ended and what they come back to; the parents of partners."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables, and a column without a parent for every partner."""
    op.create_table(
        "commission_runs",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("fraud_run", sa.BigInteger(), nullable=False),
        sa.Column("decided_from", TIME, nullable=False),
        sa.Column("next_fraud_run", sa.BigInteger(), nullable=False),
        sa.Column("next_decided_from", TIME, nullable=False),
        sa.Column("after_ms", sa.BigInteger(), nullable=False),
        sa.Column("after_id", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("undone_until", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("site_id", name="pk_commission_runs"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_commission_runs_site_id"),
    )
    for table, moment in (("commission_dues", "due_at"), ("commission_withdrawals", "withdrawn_at")):
        op.create_table(
            table,
            sa.Column("site_id", sa.Integer(), nullable=False),
            sa.Column("order_name", sa.Text(), nullable=False),
            sa.Column(moment, TIME, nullable=False),
            sa.PrimaryKeyConstraint("site_id", "order_name", name=f"pk_{table}"),
            sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=f"fk_{table}_site_id"),
        )
    op.create_index("ix_commission_dues_site_id_due_at", "commission_dues", ["site_id", "due_at"])
    op.add_column("partners", sa.Column("parent_id", sa.Integer(), nullable=True))
