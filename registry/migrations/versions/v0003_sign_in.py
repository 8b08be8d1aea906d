"""Second factors and recovery codes of team members; partners sign in by one-time links into sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds what is missing. A partner's token stays, and opens the API alone from now on."""
    _extend_team_members()
    op.add_column("partners", sa.Column("token_created_by", sa.String(), nullable=False, server_default=""))
    _create_partner_sessions()
    _create_partner_sign_in_links()


def _extend_team_members() -> None:
    op.add_column("team_members", sa.Column("totp_secret", sa.String(), nullable=False, server_default=""))
    op.add_column("team_members", sa.Column("totp_since", TIME, nullable=True))
    op.add_column("team_members", sa.Column("totp_last_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("member_sessions", sa.Column("agent", sa.String(), nullable=False, server_default=""))
    op.add_column("member_sessions", sa.Column("needs_code", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["team_members.id"], name="fk_recovery_codes_member_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_member_id", "recovery_codes", ["member_id"], unique=False)


def _create_partner_sessions() -> None:
    op.create_table(
        "partner_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name="fk_partner_sessions_partner_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_partner_sessions"),
    )
    op.create_index("ix_partner_sessions_partner_id", "partner_sessions", ["partner_id"], unique=False)


def _create_partner_sign_in_links() -> None:
    op.create_table(
        "partner_sign_in_links",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name="fk_partner_sign_in_links_partner_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_partner_sign_in_links"),
    )
    op.create_index("ix_partner_sign_in_links_partner_id", "partner_sign_in_links", ["partner_id"], unique=False)
