"""Further hosts to which the links of a site may lead, and invitations of team members."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the column and the table; links lead to the site's own hosts as before."""
    op.add_column("sites", sa.Column("link_hosts", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_invitations_site_id"),
        sa.ForeignKeyConstraint(["invited_by"], ["team_members.id"], name="fk_invitations_invited_by"),
        sa.UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
    )
    op.create_index("ix_invitations_site_id", "invitations", ["site_id"])
