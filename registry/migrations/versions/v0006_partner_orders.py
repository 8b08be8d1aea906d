"""Whether the partners of a site see its order ids."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Partners of existing sites no longer see them: whoever knows the next id can report it first."""
    shown: sa.Column[bool] = sa.Column("partners_see_orders", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("sites", shown)
