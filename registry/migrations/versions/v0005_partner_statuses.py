"""Since when partners have their status, and how long a program keeps its customers with their partner."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the log and the option. When a partner was paused or archived is not known: it counts from now on."""
    op.create_table(
        "partner_statuses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partner_statuses"),
        sa.ForeignKeyConstraint(
            ["site_id", "partner_id"],
            ["partners.site_id", "partners.id"],
            name="fk_partner_statuses_site_id_partner_id",
        ),
    )
    op.create_index("ix_partner_statuses_site_id", "partner_statuses", ["site_id"])
    op.add_column("programs", sa.Column("keeps_customer_months", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        sa.text(
            "insert into partner_statuses (site_id, partner_id, status, since)"
            " select site_id, id, status, :now from partners where status <> 'active'"
        ).bindparams(sa.bindparam("now", datetime.now(UTC), TIME))
    )
