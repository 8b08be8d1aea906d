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
from database.sessions import begin_read, open_sessions
from earnings.figures.balances import query_balances
from earnings.storage.verification import verify_ledger
from registry.models import Membership, Partner, PartnerStatusChange, Program, Site, TeamMember
from settings import RegistrySettings
from tests.earnings.storage.histories import store_history

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


def test_a_site_of_before_has_no_link_hosts(empty_database: RegistrySettings) -> None:
    engine = open_engine(empty_database)
    make_former_registry(engine)
    migrate_database(engine)
    with Session(engine) as session:
        assert session.scalars(select(Site.link_hosts)).all() == [[]]
    engine.dispose()


def test_a_partner_keeps_the_oldest_code_as_his_own(empty_database: RegistrySettings) -> None:
    engine = open_engine(empty_database)
    make_former_registry(engine)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        command.upgrade(_configure(connection), "0004")
        add_former_partners(connection, "active", "active")
        insert = "insert into codes (id, site_id, partner_id, code, created_at) values (:id, 1, :partner, :code, :at)"
        for number, (partner, code) in enumerate([(2, "two"), (1, "One"), (2, "alias")], 1):
            said = {"id": number, "partner": partner, "code": code, "at": "2026-01-01 00:00:00"}
            connection.execute(text(insert), said)
    migrate_database(engine)
    with Session(engine) as session:
        rows = session.execute(select(Partner.own_code, Partner.group, Partner.notes).order_by(Partner.id)).all()
        assert [tuple(row) for row in rows] == [("One", "", ""), ("two", "", "")]
    engine.dispose()


def test_a_viewer_of_before_is_an_analyst_and_nobody_an_administrator(empty_database: RegistrySettings) -> None:
    engine = open_engine(empty_database)
    make_former_registry(engine)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        command.upgrade(_configure(connection), "0011")
        connection.execute(
            text(
                "insert into team_members (id, email, password_hash, totp_secret, totp_last_step, created_at)"
                " values (1, 'ada@shop.example', '', '', 0, '2026-01-01 00:00:00')"
            )
        )
        connection.execute(text("insert into memberships (member_id, site_id, role) values (1, 1, 'viewer')"))
    migrate_database(engine)
    with Session(engine) as session:
        assert session.scalars(select(Membership.role)).all() == ["analyst"]
        assert session.scalars(select(TeamMember.is_administrator)).all() == [False]
    engine.dispose()


def test_what_was_posted_before_is_summed_up(empty_database: RegistrySettings) -> None:
    sessions = open_sessions(empty_database)
    engine = sessions.kw["bind"]
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        command.upgrade(_configure(connection), "0025")
    site_id = store_history(sessions)
    migrate_database(engine)
    with begin_read(sessions) as session:
        assert verify_ledger(session.connection(), site_id).broken is None
        assert {each.owner for each in query_balances(session.connection(), site_id)} >= {"A", "B"}
    engine.dispose()
