"""A key that was revoked a moment ago makes nothing any more."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.errors import RegistryConflict
from registry.key_revocation import check_maker, revoke_key
from registry.keys import create_key, name_key, rotate_key
from registry.sites import create_site


def test_a_key_revoked_since_its_request_was_let_in_makes_nothing(registry_session: Session) -> None:
    site_id, now = create_site(registry_session, "Shop", ["shop.example"]).id, utc_now()
    key, _ = create_key(registry_session, site_id, "server")
    check_maker(registry_session, name_key(key.id), now)
    revoke_key(registry_session, site_id, key.id, now)
    with pytest.raises(RegistryConflict, match="revoked"):
        check_maker(registry_session, name_key(key.id), now)


def test_a_key_that_ends_later_still_makes(registry_session: Session) -> None:
    site_id, now = create_site(registry_session, "Shop", ["shop.example"]).id, utc_now()
    key, _ = create_key(registry_session, site_id, "server")
    rotate_key(registry_session, site_id, key.id, now, timedelta(hours=1))
    check_maker(registry_session, name_key(key.id), now)


def test_what_a_key_replaced_by_a_person_had_made_ends_with_the_old_key_only(registry_session: Session) -> None:
    site_id, now = create_site(registry_session, "Shop", ["shop.example"]).id, utc_now()
    old, _ = create_key(registry_session, site_id, "server")
    made, _ = create_key(registry_session, site_id, "made", created_by=name_key(old.id))
    new, _, _ = rotate_key(registry_session, site_id, old.id, now, timedelta(hours=1))
    assert revoke_key(registry_session, site_id, new.id, now) == [new]
    assert revoke_key(registry_session, site_id, old.id, now) == [old, made]
