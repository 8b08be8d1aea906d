"""Team members sign in with a password, stay signed in for a while, and see their own sites."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.errors import RegistryConflict, RegistryInvalid
from registry.sites import archive_site, create_site
from registry.team.members import (
    archive_member,
    create_member,
    find_member_by_session,
    grant_membership,
    list_member_sites,
    list_members,
    sign_in,
    sign_out,
    update_password,
)

PASSWORD = "correct horse"


def make_site(session: Session) -> int:
    return create_site(session, "Shop", ["shop.example"], may_share_hosts=True).id


def test_a_session_identifies_its_member_until_it_ends(registry_session: Session) -> None:
    member = create_member(registry_session, make_site(registry_session), "Ada@Example.com", PASSWORD)
    now = utc_now()
    signed_in = sign_in(registry_session, " ada@example.COM", PASSWORD, now)
    assert signed_in is not None
    assert find_member_by_session(registry_session, signed_in[1], now) is member
    assert find_member_by_session(registry_session, signed_in[1], now + timedelta(days=15)) is None
    sign_out(registry_session, signed_in[1])
    assert find_member_by_session(registry_session, signed_in[1], now) is None


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.com", "wrong horse"), ("ada@example.com", "x" * 2000), ("bob@example.com", PASSWORD)],
)
def test_a_wrong_address_or_password_finds_no_member(registry_session: Session, email: str, password: str) -> None:
    create_member(registry_session, make_site(registry_session), "ada@example.com", PASSWORD)
    assert sign_in(registry_session, email, password, utc_now()) is None


def test_the_password_itself_is_not_stored(registry_session: Session) -> None:
    member = create_member(registry_session, make_site(registry_session), "ada@example.com", PASSWORD)
    assert member.password_hash.startswith("$argon2id$")


def test_a_new_password_or_archiving_ends_every_session(registry_session: Session) -> None:
    member = create_member(registry_session, make_site(registry_session), "ada@example.com", PASSWORD)
    now = utc_now()
    first = sign_in(registry_session, "ada@example.com", PASSWORD, now)
    update_password(registry_session, member.id, "another horse")
    second = sign_in(registry_session, "ada@example.com", "another horse", now)
    assert first is not None
    assert second is not None
    assert find_member_by_session(registry_session, first[1], now) is None
    archive_member(registry_session, member.id, now)
    assert find_member_by_session(registry_session, second[1], now) is None
    assert sign_in(registry_session, "ada@example.com", "another horse", now) is None


def test_a_member_sees_the_live_sites_of_the_memberships(registry_session: Session) -> None:
    first, second, third, foreign = (make_site(registry_session) for _ in range(4))
    member = create_member(registry_session, first, "ada@example.com", PASSWORD)
    grant_membership(registry_session, member.id, second, "viewer")
    grant_membership(registry_session, member.id, third)
    archive_site(registry_session, third, utc_now())
    seen = [(site.id, role) for site, role in list_member_sites(registry_session, member.id)]
    assert seen == [(first, "owner"), (second, "analyst")]
    assert list_members(registry_session, foreign) == []


def test_an_address_has_one_login(registry_session: Session) -> None:
    site_id = make_site(registry_session)
    create_member(registry_session, site_id, "ada@example.com", PASSWORD)
    with pytest.raises(RegistryConflict):
        create_member(registry_session, site_id, "ADA@example.com", PASSWORD)


@pytest.mark.parametrize(("email", "password"), [("", PASSWORD), ("ada", PASSWORD), ("ada@example.com", "short")])
def test_a_member_needs_an_address_and_a_password(registry_session: Session, email: str, password: str) -> None:
    with pytest.raises(RegistryInvalid):
        create_member(registry_session, make_site(registry_session), email, password)
