"""Secret keys: shown once, known by their hash, ended by revoking."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from events.enums import Scope
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.key_revocation import revoke_key
from registry.keys import create_key, find_key, list_keys, record_key_use, rotate_key
from registry.sites import archive_site, create_site


def make_site(session: Session) -> int:
    return create_site(session, "Shop", ["shop.example"], may_share_hosts=True).id


def test_a_key_is_found_by_its_text_of_which_four_characters_are_kept(registry_session: Session) -> None:
    key, secret_key = create_key(registry_session, make_site(registry_session), "server")
    assert secret_key.startswith("sk_")
    assert key.last_four == secret_key[-4:]
    assert find_key(registry_session, secret_key) is key
    assert find_key(registry_session, secret_key + "x") is None


def test_a_revoked_key_is_listed_but_not_found(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    key, secret_key = create_key(registry_session, site_id, "server", [Scope.EVENTS])
    revoke_key(registry_session, site_id, key.id, utc_now())
    assert find_key(registry_session, secret_key) is None
    assert list_keys(registry_session, site_id) == [key]


def test_a_rotated_key_and_its_successor_are_good_side_by_side(registry_session: Session) -> None:
    site_id, now = make_site(registry_session), utc_now()
    key, old_text = create_key(registry_session, site_id, "server", [Scope.EVENTS])
    new, new_text, old = rotate_key(registry_session, site_id, key.id, now, timedelta(hours=1))
    assert (old, new.label, new.scopes) == (key, "server", [Scope.EVENTS])
    before, after = now + timedelta(minutes=59), now + timedelta(minutes=61)
    assert find_key(registry_session, old_text, before) is key
    assert find_key(registry_session, old_text, after) is None
    assert find_key(registry_session, new_text, after) is new


def test_a_key_is_rotated_once(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    key, _ = create_key(registry_session, site_id, "server")
    rotate_key(registry_session, site_id, key.id, utc_now(), timedelta(hours=1))
    with pytest.raises(RegistryConflict):
        rotate_key(registry_session, site_id, key.id, utc_now(), timedelta(hours=1))


def test_a_leaked_key_can_be_ended_before_its_overlap_is_over(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    key, text = create_key(registry_session, site_id, "server")
    rotate_key(registry_session, site_id, key.id, utc_now(), timedelta(hours=1))
    revoke_key(registry_session, site_id, key.id, utc_now())
    assert find_key(registry_session, text) is None


def test_the_keys_of_an_archived_site_end(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    _, secret_key = create_key(registry_session, site_id, "server")
    archive_site(registry_session, site_id, utc_now())
    assert find_key(registry_session, secret_key) is None


def test_the_last_use_is_recorded_to_the_minute(registry_session: Session) -> None:
    key, _ = create_key(registry_session, make_site(registry_session), "server")
    now = utc_now()
    assert record_key_use(registry_session, key, now)
    assert not record_key_use(registry_session, key, now + timedelta(seconds=59))
    assert record_key_use(registry_session, key, now + timedelta(seconds=60))


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_a_key_needs_known_scopes(registry_session: Session, scopes: list[str]) -> None:
    with pytest.raises(RegistryInvalid):
        create_key(registry_session, make_site(registry_session), "server", scopes)


def test_a_key_of_another_site_cannot_be_revoked(registry_session: Session) -> None:
    first, second = make_site(registry_session), make_site(registry_session)
    key, secret_key = create_key(registry_session, first, "server")
    with pytest.raises(RegistryMissing):
        revoke_key(registry_session, second, key.id, utc_now())
    assert find_key(registry_session, secret_key) is key
    assert list_keys(registry_session, second) == []
