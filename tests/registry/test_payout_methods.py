"""Versions of payout methods are only added, in both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from earnings.payees.stored_methods import (
    WAIT,
    NewMethod,
    add_method,
    map_payees,
    map_shared_destinations,
    open_recipient,
)
from earnings.payouts.methods.sealing import DetailsUnreadable, parse_keys
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import PayoutMethod
from registry.partners import archive_partner, create_partner
from registry.payout_methods import archive_method, find_current_method, list_key_prefixes, list_methods
from registry.sites import create_site

KEYS = parse_keys("11" * 32)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
IBAN = NewMethod("iban", {"holder": "Ann", "iban": "PL61109010140000071219812874"})
POLISH = NewMethod("pl_account", {"holder": "Bob", "account": "61109010140000071219812874"}, "PLN")
CASH = NewMethod("other", {"holder": "Ann", "text": "cash"})


def make_partners(session: Session) -> tuple[int, int, int]:
    """A site and two of its partners."""
    site = create_site(session, "Shop", ["shop.example"], may_share_hosts=True)
    return (
        site.id,
        create_partner(session, site.id, "ann", "Ann")[0].id,
        create_partner(session, site.id, "bob", "Bob")[0].id,
    )


def add(session: Session, site_id: int, partner_id: int, given: NewMethod) -> PayoutMethod:
    return add_method(session, KEYS, b"secret", site_id, partner_id, given, "test", NOW)


def test_no_row_is_changed_or_removed(registry_session: Session) -> None:
    site_id, ann, _ = make_partners(registry_session)
    add(registry_session, site_id, ann, IBAN)
    statements = ["update payout_methods set sealed = 'x'", "delete from payout_methods"]
    if registry_session.connection().dialect.name == "postgresql":
        statements.append("truncate payout_methods")
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), registry_session.begin_nested():
            registry_session.execute(text(statement))
    assert len(list_methods(registry_session, site_id)) == 1


def test_a_version_is_not_taken_twice(registry_session: Session) -> None:
    site_id, ann, _ = make_partners(registry_session)
    add(registry_session, site_id, ann, IBAN)
    columns = "site_id, partner_id, version, kind, currency, summary, fingerprint, sealed, is_archived, created_by"
    copy = f"insert into payout_methods ({columns}, created_at, usable_from) select {columns}, created_at, usable_from"
    with pytest.raises(DBAPIError), registry_session.begin_nested():
        registry_session.execute(text(f"{copy} from payout_methods"))


def test_what_a_draft_must_know_of_each_partner(registry_session: Session) -> None:
    site_id, _, bob = make_partners(registry_session)
    add(registry_session, site_id, bob, POLISH)
    payees = map_payees(registry_session, site_id)
    assert not payees["ann"].has_method
    assert (payees["bob"].method_usable_from, payees["bob"].payout_currency) == (NOW + WAIT, "PLN")


def test_partners_with_one_destination_are_found_until_one_of_them_changes(registry_session: Session) -> None:
    site_id, ann, bob = make_partners(registry_session)
    add(registry_session, site_id, ann, IBAN)
    add(registry_session, site_id, bob, POLISH)
    assert map_shared_destinations(registry_session, site_id) == {ann: [bob], bob: [ann]}
    add(registry_session, site_id, ann, CASH)
    assert map_shared_destinations(registry_session, site_id) == {}


def test_a_run_opens_the_version_that_it_froze_however_often_it_was_replaced(registry_session: Session) -> None:
    site_id, ann, _ = make_partners(registry_session)
    first = add(registry_session, site_id, ann, IBAN)
    end = archive_method(registry_session, site_id, add(registry_session, site_id, ann, CASH).id, "test", NOW)
    assert find_current_method(registry_session, site_id, ann) is None
    assert (end.version, end.sealed, end.fingerprint) == (3, "", "")
    assert open_recipient(registry_session, KEYS, site_id, first.id).method.holder == "Ann"
    with pytest.raises(DetailsUnreadable):
        open_recipient(registry_session, parse_keys("22" * 32), site_id, first.id)
    with pytest.raises(RegistryMissing):
        open_recipient(registry_session, KEYS, site_id + 1, first.id)
    with pytest.raises(RegistryConflict):
        archive_method(registry_session, site_id, first.id, "test", NOW)


def test_an_archived_partner_gets_no_method(registry_session: Session) -> None:
    site_id, ann, _ = make_partners(registry_session)
    archive_partner(registry_session, site_id, ann)
    with pytest.raises(RegistryConflict, match="is archived"):
        add(registry_session, site_id, ann, IBAN)


def test_the_keys_in_use_are_known_without_opening_anything(registry_session: Session) -> None:
    site_id, ann, _ = make_partners(registry_session)
    assert list_key_prefixes(registry_session) == set()
    add(registry_session, site_id, ann, IBAN)
    add(registry_session, site_id, ann, CASH)
    assert list_key_prefixes(registry_session) == {f"aesgcm1.{KEYS[0].id}"}
