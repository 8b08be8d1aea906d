"""What an upgrade makes of a registry of an earlier revision."""

import json
import logging

import pytest
from alembic import command
from sqlalchemy import Engine, text

from database.engine import WRITES, open_engine
from database.migration import _configure, migrate_database
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
