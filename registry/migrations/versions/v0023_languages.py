"""In which language partners, applicants and team members read, and that in which a mail was asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Empty: nobody has said it yet."""
    for table in ("partners", "team_members", "applications", "outbox"):
        op.add_column(table, sa.Column("language", sa.String(), nullable=False, server_default=""))
