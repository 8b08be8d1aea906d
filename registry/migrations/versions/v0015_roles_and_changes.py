"""Five roles, administrators of the installation, the first setup, the log of changes, erasures by the console."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """A viewer is an analyst from now on; nobody is an administrator yet."""
    for table in ("memberships", "invitations"):
        op.execute(f"update {table} set role = 'analyst' where role = 'viewer'")  # noqa: S608 (two names of ours)
    op.add_column(
        "team_members", sa.Column("is_administrator", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "setup_tokens",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_setup_tokens"),
    )
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_changes_site_id"),
    )
    op.create_index("ix_changes_site_id_id", "changes", ["site_id", "id"])
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("began_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_erasures_site_id"),
    )
    op.create_index("ix_erasures_site_id", "erasures", ["site_id"])
    op.create_index("ix_erasures_state", "erasures", ["state"])
