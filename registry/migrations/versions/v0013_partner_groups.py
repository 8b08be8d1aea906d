"""Group and notes of partners, their own codes as a column, and into which partner one was merged."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

PARTNERS = sa.table("partners", sa.column("id", sa.Integer()), sa.column("own_code", sa.String()))
CODES = sa.table("codes", *(sa.column(name) for name in ("id", "partner_id", "code")))


def upgrade() -> None:
    """Adds the columns; a partner's own code was his oldest one."""
    for name in ("own_code", "group", "notes"):
        kind = sa.Text() if name == "notes" else sa.String()
        op.add_column("partners", sa.Column(name, kind, nullable=False, server_default=""))
    op.add_column("partners", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    of_partner = sa.select(CODES.c.code).where(CODES.c.partner_id == PARTNERS.c.id)
    own = of_partner.order_by(CODES.c.id).limit(1).scalar_subquery()
    op.get_bind().execute(sa.update(PARTNERS).values(own_code=sa.func.coalesce(own, "")))
