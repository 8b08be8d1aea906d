"""People sign in with a password, stay signed in for a while, and see their own sites."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.errors import RegistryConflict, RegistryInvalid
from registry.sites import archive_site, create_site
from registry.team.people import (
    add_membership,
    archive_person,
    change_password,
    create_person,
    find_person_by_session,
    list_people,
    sign_in,
    sign_out,
    sites_of_person,
)

PASSWORD = "correct horse"


def make_site(session: Session) -> int:
    return create_site(session, "Shop", ["shop.example"]).id


def test_who_signs_in_is_known_by_the_session_until_it_ends(registry_session: Session) -> None:
    person = create_person(registry_session, make_site(registry_session), "Ada@Example.com", PASSWORD)
    now = utc_now()
    signed_in = sign_in(registry_session, " ada@example.COM", PASSWORD, now)
    assert signed_in is not None
    assert find_person_by_session(registry_session, signed_in[1], now) is person
    assert find_person_by_session(registry_session, signed_in[1], now + timedelta(days=15)) is None
    sign_out(registry_session, signed_in[1])
    assert find_person_by_session(registry_session, signed_in[1], now) is None


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.com", "wrong horse"), ("ada@example.com", "x" * 2000), ("bob@example.com", PASSWORD)],
)
def test_a_wrong_address_or_password_is_nobody(registry_session: Session, email: str, password: str) -> None:
    create_person(registry_session, make_site(registry_session), "ada@example.com", PASSWORD)
    assert sign_in(registry_session, email, password, utc_now()) is None


def test_the_password_itself_is_not_kept(registry_session: Session) -> None:
    person = create_person(registry_session, make_site(registry_session), "ada@example.com", PASSWORD)
    assert person.password_hash.startswith("$argon2id$")


def test_a_new_password_or_an_archived_person_ends_every_session(registry_session: Session) -> None:
    person = create_person(registry_session, make_site(registry_session), "ada@example.com", PASSWORD)
    now = utc_now()
    first = sign_in(registry_session, "ada@example.com", PASSWORD, now)
    change_password(registry_session, person.id, "another horse")
    second = sign_in(registry_session, "ada@example.com", "another horse", now)
    assert first is not None
    assert second is not None
    assert find_person_by_session(registry_session, first[1], now) is None
    archive_person(registry_session, person.id, now)
    assert find_person_by_session(registry_session, second[1], now) is None
    assert sign_in(registry_session, "ada@example.com", "another horse", now) is None


def test_a_person_sees_the_live_sites_of_the_memberships(registry_session: Session) -> None:
    first, second, third, foreign = (make_site(registry_session) for _ in range(4))
    person = create_person(registry_session, first, "ada@example.com", PASSWORD)
    add_membership(registry_session, person.id, second, "viewer")
    add_membership(registry_session, person.id, third)
    archive_site(registry_session, third, utc_now())
    seen = [(site.id, role) for site, role in sites_of_person(registry_session, person.id)]
    assert seen == [(first, "owner"), (second, "viewer")]
    assert list_people(registry_session, foreign) == []


def test_an_address_signs_in_once(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    create_person(registry_session, site_id, "ada@example.com", PASSWORD)
    with pytest.raises(RegistryConflict):
        create_person(registry_session, site_id, "ADA@example.com", PASSWORD)


@pytest.mark.parametrize(("email", "password"), [("", PASSWORD), ("ada", PASSWORD), ("ada@example.com", "short")])
def test_a_person_needs_an_address_and_a_password(registry_session: Session, email: str, password: str) -> None:
    with pytest.raises(RegistryInvalid):
        create_person(registry_session, make_site(registry_session), email, password)
