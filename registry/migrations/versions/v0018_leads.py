"""Leads that somebody works on: stage, team member, note."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the table; every lead is new."""
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_leads"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_leads_site_id"),
        sa.ForeignKeyConstraint(["assigned_to"], ["team_members.id"], name="fk_leads_assigned_to"),
        sa.UniqueConstraint("site_id", "event_id", name="uq_leads_site_id_event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_leads_site_id_made_at", "leads", ["site_id", "made_at"])
