"""Four scopes in place of two, and who made a key.

A key keeps what it could do: one that could both send events and read reports could also change the registry, so it
gets `admin`, and `created_by` says `upgrade`. No key gets `pay`.
"""

import logging

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

LOG = logging.getLogger(__name__)
NAMES = {"events:write": "events", "reports:read": "reports"}
KEYS = sa.table("secret_keys", sa.column("id", sa.Integer()), sa.column("scopes", sa.JSON()))


def upgrade() -> None:
    """Adds the column and renames the scopes."""
    op.add_column("secret_keys", sa.Column("created_by", sa.String(), nullable=False, server_default="upgrade"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(KEYS.c.id, KEYS.c.scopes)).all()
    with_admin = [row.id for row in rows if set(NAMES) <= set(row.scopes)]
    for row in rows:
        scopes = [NAMES.get(scope, scope) for scope in row.scopes] + ["admin"] * (row.id in with_admin)
        connection.execute(sa.update(KEYS).where(KEYS.c.id == row.id).values(scopes=scopes))
    if with_admin:
        LOG.warning(
            "%d secret keys could change the registry and still can, by the scope admin: `prm doctor` lists them. "
            "Replace those that need not: prm key create, then prm key revoke.",
            len(with_admin),
        )
