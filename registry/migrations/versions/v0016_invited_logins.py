"""Which site's invitation made a login, so that it opens no other site as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Logins that there are stay as they are."""
    op.add_column("team_members", sa.Column("invited_site_id", sa.Integer(), nullable=True))
