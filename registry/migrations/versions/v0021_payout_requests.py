"""What partners asked to be paid; sessions of partners that wait for a second factor."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

TIME = sa.DateTime(timezone=True)
IS_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Nobody asked for anything yet, and no session waits."""
    op.add_column("partner_sessions", sa.Column("needs_code", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "payout_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payout_requests"),
        sa.ForeignKeyConstraint(
            ["site_id", "partner_id"],
            ["partners.site_id", "partners.id"],
            name="fk_payout_requests_site_id_partner_id",
        ),
    )
    op.create_index("ix_payout_requests_site_id_state", "payout_requests", ["site_id", "state"])
    op.create_index(
        "uq_payout_requests_open",
        "payout_requests",
        ["partner_id", "currency"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
