"""Which sites show figures of the demo."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Adds the column; no site is a demo."""
    op.add_column("sites", sa.Column("is_demo", sa.Boolean(), nullable=False, server_default=sa.false()))
