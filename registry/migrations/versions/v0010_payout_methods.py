"""How partners are paid: versions that are only ever added, with encrypted details."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TIME = sa.DateTime(timezone=True)
# "insert or replace" of SQLite removes a row without firing a trigger, so a taken number is rejected before.
SQLITE = (
    """
    create trigger payout_methods_insert before insert on payout_methods
    begin
      select raise(abort, 'payout_methods: the version is taken')
      where exists (
        select 1 from payout_methods
        where id = new.id or (partner_id = new.partner_id and version = new.version)
      );
    end
    """,
    """
    create trigger payout_methods_update before update on payout_methods
    begin
      select raise(abort, 'payout_methods is append-only');
    end
    """,
    """
    create trigger payout_methods_delete before delete on payout_methods
    begin
      select raise(abort, 'payout_methods is append-only');
    end
    """,
)
POSTGRESQL = (
    """
    create function payout_methods_reject() returns trigger language plpgsql as $$
    begin
      raise exception 'payout_methods is append-only';
    end
    $$
    """,
    """
    create trigger payout_methods_change before update or delete or truncate on payout_methods
    for each statement execute function payout_methods_reject()
    """,
)


def upgrade() -> None:
    """Adds the table and its triggers."""
    op.create_table(
        "payout_methods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("usable_from", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_payout_methods"),
        sa.UniqueConstraint("partner_id", "version", name="uq_payout_methods_partner_id_version"),
        sa.ForeignKeyConstraint(
            ["site_id", "partner_id"], ["partners.site_id", "partners.id"], name="fk_payout_methods_site_id_partner_id"
        ),
    )
    op.create_index("ix_payout_methods_site_id_fingerprint", "payout_methods", ["site_id", "fingerprint"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
