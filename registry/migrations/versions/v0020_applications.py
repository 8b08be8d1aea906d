"""The public forms of programs, and who applied."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

TIME = sa.DateTime(timezone=True)
PROGRAM = (["site_id", "program_id"], ["programs.site_id", "programs.id"])


def upgrade() -> None:
    """Adds the tables; no program has a public page yet."""
    op.create_table(
        "application_forms",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("accepts_all", sa.Boolean(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("program_id", name="pk_application_forms"),
        sa.UniqueConstraint("site_id", "program_id", name="uq_application_forms_site_id_program_id"),
        sa.ForeignKeyConstraint(*PROGRAM, name="fk_application_forms_site_id_program_id"),
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=True),
        sa.Column("terms_hash", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.ForeignKeyConstraint(*PROGRAM, name="fk_applications_site_id_program_id"),
        sa.ForeignKeyConstraint(
            ["site_id", "partner_id"], ["partners.site_id", "partners.id"], name="fk_applications_site_id_partner_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_applications_site_id_status", "applications", ["site_id", "status"])
    is_open = sa.text("status = 'open'")
    op.create_index(
        "uq_applications_open",
        "applications",
        ["program_id", "email"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
