"""Programs say whether a click or a promo code goes first, and count their changes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Existing programs keep paying clicks first; they stand at their first version."""
    with op.batch_alter_table("programs") as programs:
        programs.add_column(sa.Column("priority", sa.String(), nullable=False, server_default="click"))
        programs.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
