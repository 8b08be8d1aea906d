"""A site says whose reports make conversions, how much browsers may report, and has a key to sign by."""

from typing import Any

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.orm import Session

from database.engine import WRITES, open_engine
from database.migration import _configure, migrate_database
from registry.errors import RegistryInvalid
from registry.publication import read_snapshot
from registry.site_trust import rotate_signing_key, update_trust
from registry.sites import create_site
from settings import RegistrySettings

INSERT = (
    "insert into sites (name, site_key, hosts, currency, timezone, created_at)"
    " values ('Old', :key, '[]', 'EUR', 'UTC', '2026-01-01')"
)


def test_a_new_site_takes_conversions_from_browsers_within_bounds(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    assert (site.sales_from, site.leads_from) == ("browser", "browser")
    assert (site.max_browser_amount, site.browser_sales_per_hour) == (10_000_000, 10_000)
    assert site.signing_key.startswith("sig_")
    assert len(site.signing_key) > 40


def test_a_change_reaches_the_edge_and_leaves_what_is_not_given(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    update_trust(registry_session, site.id, sales_from="server", max_browser_amount=0)
    update_trust(registry_session, site.id, leads_from="signed", browser_sales_per_hour=5)
    (edge_site,) = read_snapshot(registry_session).sites
    assert (edge_site.sales_from, edge_site.leads_from) == ("server", "signed")
    assert (edge_site.max_browser_amount, edge_site.browser_sales_per_hour) == (0, 5)


def test_a_signing_key_is_rotated(registry_session: Session) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    before = site.signing_key
    assert rotate_signing_key(registry_session, site.id).signing_key != before
    assert read_snapshot(registry_session).sites[0].signing_key == site.signing_key


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sales_from", "import"),
        ("leads_from", ""),
        ("max_browser_amount", -1),
        ("max_browser_amount", 10**15 + 1),
        ("browser_sales_per_hour", -1),
    ],
)
def test_a_wrong_value_is_named(registry_session: Session, field: str, value: Any) -> None:
    site = create_site(registry_session, "Shop", ["shop.example"])
    with pytest.raises(RegistryInvalid) as rejected:
        update_trust(registry_session, site.id, **{field: value})
    assert rejected.value.field == field


def test_each_site_from_before_gets_a_key_of_its_own(empty_database: RegistrySettings) -> None:
    engine = open_engine(empty_database)
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        command.upgrade(_configure(connection), "0003")
        for key in ("pk_1", "pk_2"):
            connection.execute(text(INSERT), {"key": key})
    migrate_database(engine)
    with engine.connect() as connection:
        rows = connection.execute(text("select signing_key, sales_from, max_browser_amount from sites")).all()
    engine.dispose()
    assert len({row.signing_key for row in rows}) == 2
    assert all(len(row.signing_key) > 40 for row in rows)
    assert {(row.sales_from, row.max_browser_amount) for row in rows} == {("browser", 10_000_000)}
