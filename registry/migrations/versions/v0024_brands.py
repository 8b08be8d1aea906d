"""What partners see of a site: a name, a colour, a logo and a host name of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

HAS_HOST = sa.text("cabinet_host <> ''")


def upgrade() -> None:
    """Adds columns and table; every site looks as before."""
    for name in ("shown_name", "accent", "cabinet_host", "logo_hash"):
        op.add_column("sites", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_index(
        "uq_sites_cabinet_host",
        "sites",
        ["cabinet_host"],
        unique=True,
        sqlite_where=HAS_HOST,
        postgresql_where=HAS_HOST,
    )
    op.create_table(
        "site_logos",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name="pk_site_logos"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_site_logos_site_id"),
    )
