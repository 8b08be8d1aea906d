"""The files of past events that were imported, so that one can be listed and taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the table. What was imported before has no row and stays."""
    op.create_table(
        "imports",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("first_event_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("undone_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("import_id", name="pk_imports"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_imports_site_id"),
    )
    op.create_index("ix_imports_site_id", "imports", ["site_id"])
