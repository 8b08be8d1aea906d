"""Whose reports of a site are believed: its signing key, and the settings of sales and leads."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SITES = sa.table("sites", sa.column("id", sa.Integer()), sa.column("signing_key", sa.String()))


def upgrade() -> None:
    """Adds the columns, and makes a key for each site."""
    for column in (
        sa.Column("signing_key", sa.String(), nullable=False, server_default=""),
        sa.Column("sales_from", sa.String(), nullable=False, server_default="browser"),
        sa.Column("leads_from", sa.String(), nullable=False, server_default="browser"),
        sa.Column("max_browser_amount", sa.BigInteger(), nullable=False, server_default="10000000"),
        sa.Column("browser_sales_per_hour", sa.Integer(), nullable=False, server_default="10000"),
    ):
        op.add_column("sites", column)
    connection = op.get_bind()
    for row in connection.execute(sa.select(SITES.c.id)).all():
        made = f"sig_{secrets.token_urlsafe(32)}"
        connection.execute(sa.update(SITES).where(SITES.c.id == row.id).values(signing_key=made))
