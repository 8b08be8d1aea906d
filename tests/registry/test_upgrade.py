"""What an upgrade makes of a registry of an earlier revision."""

import json
import logging
from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.orm import Session

from database.engine import WRITES, open_engine
from database.migration import _configure, migrate_database
from registry.models import PartnerStatusChange, Program
from settings import RegistrySettings

FORMER = [["events:write", "reports:read"], ["reports:read"], ["events:write"]]


def make_former_registry(engine: Engine) -> None:
    """The first revision with a site and a key for each set of scopes that there was."""
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        command.upgrade(_configure(connection), "0001")
        connection.execute(
            text(
                "insert into sites (id, name, site_key, hosts, currency, timezone, created_at)"
                " values (1, 'Shop', 'pk', '[]', 'EUR', 'UTC', '2026-01-01 00:00:00')"
            )
        )
        for number, scopes in enumerate(FORMER, 1):
            connection.execute(
                text(
                    "insert into secret_keys (id, site_id, label, key_hash, last_four, scopes, created_at)"
                    " values (:id, 1, 'key', :hash, 'abcd', :scopes, '2026-01-01 00:00:00')"
                ),
                {"id": number, "hash": f"h{number}", "scopes": json.dumps(scopes)},
            )


def test_a_key_keeps_what_it_could_do_and_is_shown_as_such(
    empty_database: RegistrySettings, caplog: pytest.LogCaptureFixture
) -> None:
    engine = open_engine(empty_database)
    make_former_registry(engine)
    with caplog.at_level(logging.WARNING):
        migrate_database(engine)
    assert "1 secret keys could change the registry and still can" in caplog.text
    with engine.connect() as connection:
        rows = connection.execute(text("select scopes, created_by from secret_keys order by id")).all()
    engine.dispose()
    scopes = [row.scopes if isinstance(row.scopes, list) else json.loads(row.scopes) for row in rows]
    assert scopes == [["events", "reports", "admin"], ["reports"], ["events"]]
    assert {row.created_by for row in rows} == {"upgrade"}


def test_a_paused_partner_of_before_counts_as_active_until_the_upgrade(empty_database: RegistrySettings) -> None:
    engine = open_engine(empty_database)
    make_former_registry(engine)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        command.upgrade(_configure(connection), "0004")
        add_former_partners(connection, "active", "paused", "archived")
    began = datetime.now(UTC)
    migrate_database(engine)
    with Session(engine) as session:
        log = session.scalars(select(PartnerStatusChange).order_by(PartnerStatusChange.partner_id)).all()
        assert [(row.site_id, row.partner_id, row.status) for row in log] == [(1, 2, "paused"), (1, 3, "archived")]
        assert all(began <= row.since <= datetime.now(UTC) for row in log)
        assert session.scalars(select(Program.keeps_customer_months)).all() == [0]
    engine.dispose()


def add_former_partners(connection: Connection, *statuses: str) -> None:
    """A program and a partner for each status."""
    connection.execute(
        text(
            "insert into programs (id, site_id, name, model, window_days, hold_days, priority, version, created_at)"
            " values (1, 1, 'Default', 'last_click', 30, 30, 'click', 1, '2026-01-01 00:00:00')"
        )
    )
    for number, status in enumerate(statuses, 1):
        connection.execute(
            text(
                "insert into partners (id, site_id, program_id, name, email, status, tags, token_hash,"
                " token_created_by, created_at)"
                " values (:id, 1, 1, 'Partner', '', :status, '[]', :hash, '', '2026-01-01 00:00:00')"
            ),
            {"id": number, "status": status, "hash": f"h{number}"},
        )
