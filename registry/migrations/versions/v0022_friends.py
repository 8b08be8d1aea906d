"""Customers who refer friends: which program takes them, who is one of them, and the shop's own id of a partner."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

HAS_CUSTOMER = sa.text("customer_id != ''")


def upgrade() -> None:
    """No program takes friends yet, and every partner is an ordinary one."""
    op.add_column("programs", sa.Column("friends", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("partners", sa.Column("kind", sa.String(), nullable=False, server_default="partner"))
    op.add_column("partners", sa.Column("customer_id", sa.String(), nullable=False, server_default=""))
    op.create_index(
        "uq_partners_site_id_customer_id",
        "partners",
        ["site_id", "customer_id"],
        unique=True,
        sqlite_where=HAS_CUSTOMER,
        postgresql_where=HAS_CUSTOMER,
    )
