"""Accounts of partners: logins with a password, the partners they open, their sessions and recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables; partners sign in by links as before."""
    op.create_table(
        "partner_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("totp_secret", sa.String(), nullable=False),
        sa.Column("totp_since", TIME, nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partner_accounts"),
        sa.UniqueConstraint("email", name="uq_partner_accounts_email"),
    )
    op.create_table(
        "account_partners",
        sa.Column("partner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("joined_by", sa.String(), nullable=False),
        sa.Column("joined_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("partner_id", name="pk_account_partners"),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name="fk_account_partners_partner_id"),
        sa.ForeignKeyConstraint(["account_id"], ["partner_accounts.id"], name="fk_account_partners_account_id"),
    )
    op.create_index("ix_account_partners_account_id", "account_partners", ["account_id"])
    op.create_table(
        "account_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_account_sessions"),
        sa.ForeignKeyConstraint(["account_id"], ["partner_accounts.id"], name="fk_account_sessions_account_id"),
    )
    op.create_index("ix_account_sessions_account_id", "account_sessions", ["account_id"])
    op.create_table(
        "account_recovery_codes",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_account_recovery_codes"),
        sa.ForeignKeyConstraint(["account_id"], ["partner_accounts.id"], name="fk_account_recovery_codes_account_id"),
    )
    op.create_index("ix_account_recovery_codes_account_id", "account_recovery_codes", ["account_id"])
