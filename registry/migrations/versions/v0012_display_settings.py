"""The currency in which figures are shown, of a site and of a person, and the person's own time zone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds the columns; everything is shown as before."""
    op.add_column("sites", sa.Column("display_currency", sa.String(), nullable=False, server_default=""))
    op.add_column("team_members", sa.Column("timezone", sa.String(), nullable=True))
    op.add_column("team_members", sa.Column("display_currency", sa.String(), nullable=True))
