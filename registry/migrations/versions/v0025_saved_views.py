"""Saved views of pages, and reports that are mailed again and again."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables; nobody saved anything yet."""
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_saved_views_site_id"),
        sa.ForeignKeyConstraint(["member_id"], ["team_members.id"], name="fk_saved_views_member_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_saved_views_site_id_member_id", "saved_views", ["site_id", "member_id"])
    op.create_table(
        "report_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("view_id", sa.Integer(), nullable=True),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report_mails"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_report_mails_site_id"),
        sa.ForeignKeyConstraint(["member_id"], ["team_members.id"], name="fk_report_mails_member_id"),
        sa.ForeignKeyConstraint(["view_id"], ["saved_views.id"], name="fk_report_mails_view_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_report_mails_next_at", "report_mails", ["next_at"])
    op.create_index("ix_report_mails_view_id", "report_mails", ["view_id"])
    op.create_index(
        "uq_report_mails_member_id_site_id_view_id",
        "report_mails",
        ["member_id", "site_id", sa.text("coalesce(view_id, 0)")],
        unique=True,
    )
