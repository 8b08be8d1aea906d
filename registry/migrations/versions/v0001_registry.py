"""Every table: sites with their keys and programs, partners with their codes and links, people."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Creates every table."""
    _create_sites()
    _create_secret_keys()
    _create_programs()
    _create_partners()
    _create_codes()
    _create_links()
    _create_promo_codes()
    _create_people()
    _create_memberships()
    _create_person_sessions()


def _create_sites() -> None:
    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("site_key", sa.String(), nullable=False),
        sa.Column("hosts", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("archived_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
        sa.UniqueConstraint("site_key", name="uq_sites_site_key"),
        sqlite_autoincrement=True,
    )


def _create_secret_keys() -> None:
    op.create_table(
        "secret_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("last_four", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("last_used_at", TIME, nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_secret_keys_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_secret_keys"),
        sa.UniqueConstraint("key_hash", name="uq_secret_keys_key_hash"),
    )
    op.create_index("ix_secret_keys_site_id", "secret_keys", ["site_id"], unique=False)


def _create_programs() -> None:
    op.create_table(
        "programs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("hold_days", sa.Integer(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("archived_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_programs_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_programs"),
        sa.UniqueConstraint("site_id", "id", name="uq_programs_site_id_id"),
    )


def _create_partners() -> None:
    op.create_table(
        "partners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "program_id"], ["programs.site_id", "programs.id"], name="fk_partners_site_id_program_id"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_partners_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_partners"),
        sa.UniqueConstraint("site_id", "id", name="uq_partners_site_id_id"),
        sa.UniqueConstraint("token_hash", name="uq_partners_token_hash"),
        sqlite_autoincrement=True,
    )


def _create_codes() -> None:
    op.create_table(
        "codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "partner_id"], ["partners.site_id", "partners.id"], name="fk_codes_site_id_partner_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_codes"),
    )
    op.create_index("ix_codes_partner_id", "codes", ["partner_id"], unique=False)
    op.create_index("uq_codes_site_id_lower_code", "codes", ["site_id", sa.text("lower(code)")], unique=True)


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("sub_id", sa.String(), nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("archived_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "partner_id"], ["partners.site_id", "partners.id"], name="fk_links_site_id_partner_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("code", name="uq_links_code"),
    )
    op.create_index("ix_links_site_id", "links", ["site_id"], unique=False)


def _create_promo_codes() -> None:
    op.create_table(
        "promo_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("archived_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "partner_id"], ["partners.site_id", "partners.id"], name="fk_promo_codes_site_id_partner_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_promo_codes"),
    )
    op.create_index(
        "uq_promo_codes_site_id_lower_code", "promo_codes", ["site_id", sa.text("lower(code)")], unique=True
    )


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("archived_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
    )


def _create_memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_memberships_person_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_memberships_site_id"),
        sa.PrimaryKeyConstraint("person_id", "site_id", name="pk_memberships"),
    )


def _create_person_sessions() -> None:
    op.create_table(
        "person_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_sessions_person_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_person_sessions"),
    )
    op.create_index("ix_person_sessions_person_id", "person_sessions", ["person_id"], unique=False)
