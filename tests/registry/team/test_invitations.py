"""An invitation gives access once, for a week, as long as whoever made it is an owner."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from registry.enums import Role
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.sites import archive_site, create_site
from registry.team.invitations import (
    INVITATION_LASTS,
    MAX_OPEN,
    accept_invitation,
    create_invitation,
    find_invitation,
    list_invitations,
    withdraw_invitation,
)
from registry.team.members import archive_member, create_member, grant_membership, list_members
from registry.team.memberships import change_role, end_membership, get_membership

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def team(registry_session: Session) -> tuple[int, int]:
    """A site and its first owner."""
    site = create_site(registry_session, "Shop", ["shop.example"])
    return site.id, create_member(registry_session, site.id, "ada@shop.example", "correct horse").id


def invite(session: Session, team: tuple[int, int], email: str = "Eve@Shop.example", role: str = "viewer") -> str:
    """The token of the link."""
    return create_invitation(session, team[0], email, role, NOW, invited_by=team[1])[1]


def test_it_gives_access_in_its_role_once(registry_session: Session, team: tuple[int, int]) -> None:
    token = invite(registry_session, team)
    invitation = find_invitation(registry_session, token, NOW)
    assert invitation is not None
    assert (invitation.email, invitation.role) == ("eve@shop.example", "analyst")
    other = create_site(registry_session, "Other", ["other.example"])
    eve = create_member(registry_session, other.id, "eve@shop.example", "correct horse")
    accept_invitation(registry_session, invitation, eve.id)
    assert get_membership(registry_session, team[0], eve.id).role == Role.ANALYST
    assert find_invitation(registry_session, token, NOW) is None


def test_it_ends_after_a_week(registry_session: Session, team: tuple[int, int]) -> None:
    token = invite(registry_session, team)
    last = NOW + INVITATION_LASTS
    assert find_invitation(registry_session, token, last - timedelta(seconds=1)) is not None
    assert find_invitation(registry_session, token, last) is None
    assert list_invitations(registry_session, team[0], last) == []


@pytest.mark.parametrize("end", ["demoted", "removed", "archived", "site archived"])
def test_it_ends_with_the_right_of_whoever_made_it(registry_session: Session, team: tuple[int, int], end: str) -> None:
    site_id, ada_id = team
    create_member(registry_session, site_id, "bea@shop.example", "correct horse")
    token = invite(registry_session, team)
    assert len(list_invitations(registry_session, site_id, NOW)) == 1
    if end == "demoted":
        change_role(registry_session, site_id, ada_id, "viewer")
    elif end == "removed":
        end_membership(registry_session, site_id, ada_id)
    elif end == "archived":
        archive_member(registry_session, ada_id, NOW)
    else:
        archive_site(registry_session, site_id, NOW)
    assert find_invitation(registry_session, token, NOW) is None
    assert list_invitations(registry_session, site_id, NOW) == []


def test_a_new_one_of_the_same_address_replaces_it(registry_session: Session, team: tuple[int, int]) -> None:
    first, second = invite(registry_session, team), invite(registry_session, team, role="owner")
    assert find_invitation(registry_session, first, NOW) is None
    assert [each.role for each in list_invitations(registry_session, team[0], NOW)] == ["owner"]
    found = find_invitation(registry_session, second, NOW)
    assert found is not None
    withdraw_invitation(registry_session, team[0], found.id)
    assert find_invitation(registry_session, second, NOW) is None
    with pytest.raises(RegistryMissing):
        withdraw_invitation(registry_session, team[0], found.id)


def test_another_sites_invitation_cannot_be_withdrawn(registry_session: Session, team: tuple[int, int]) -> None:
    invite(registry_session, team)
    (found,) = list_invitations(registry_session, team[0], NOW)
    other = create_site(registry_session, "Other", ["other.example"])
    with pytest.raises(RegistryMissing):
        withdraw_invitation(registry_session, other.id, found.id)


def test_what_cannot_be_invited(registry_session: Session, team: tuple[int, int]) -> None:
    for email in ("", "eve", "eve@"):
        with pytest.raises(RegistryInvalid):
            invite(registry_session, team, email)
    with pytest.raises(RegistryInvalid):
        invite(registry_session, team, role="king")
    with pytest.raises(RegistryConflict, match="has access to this site already"):
        invite(registry_session, team, "ADA@shop.example")
    for number in range(MAX_OPEN):
        invite(registry_session, team, f"eve{number}@shop.example")
    with pytest.raises(RegistryConflict, match="withdraw one"):
        invite(registry_session, team)


@pytest.mark.parametrize("end", ["demoted", "removed"])
def test_it_stays_closed_when_whoever_made_it_is_an_owner_again(
    registry_session: Session, team: tuple[int, int], end: str
) -> None:
    site_id, ada_id = team
    create_member(registry_session, site_id, "bea@shop.example", "correct horse")
    token = invite(registry_session, team)
    if end == "demoted":
        change_role(registry_session, site_id, ada_id, "viewer")
    else:
        end_membership(registry_session, site_id, ada_id)
    grant_membership(registry_session, ada_id, site_id, Role.OWNER)
    assert find_invitation(registry_session, token, NOW) is None


def test_those_of_a_former_owner_leave_room_for_others(registry_session: Session, team: tuple[int, int]) -> None:
    site_id, ada_id = team
    bea = create_member(registry_session, site_id, "bea@shop.example", "correct horse")
    for number in range(MAX_OPEN):
        invite(registry_session, team, f"eve{number}@shop.example")
    archive_member(registry_session, ada_id, NOW)
    invite(registry_session, (site_id, bea.id))
    assert [each.email for each in list_invitations(registry_session, site_id, NOW)] == ["eve@shop.example"]


def test_who_got_access_meanwhile_keeps_that_role(registry_session: Session, team: tuple[int, int]) -> None:
    invitation = find_invitation(registry_session, invite(registry_session, team), NOW)
    assert invitation is not None
    eve = create_member(registry_session, team[0], "eve@shop.example", "correct horse")
    accept_invitation(registry_session, invitation, eve.id)
    assert get_membership(registry_session, team[0], eve.id).role == Role.OWNER


def test_a_site_keeps_an_owner_who_can_sign_in(registry_session: Session, team: tuple[int, int]) -> None:
    site_id, ada_id = team
    former = create_member(registry_session, site_id, "bea@shop.example", "correct horse")
    archive_member(registry_session, former.id, NOW)
    viewer = create_member(registry_session, site_id, "eve@shop.example", "correct horse", Role.ANALYST)
    for change in (
        lambda: change_role(registry_session, site_id, ada_id, "viewer"),
        lambda: end_membership(registry_session, site_id, ada_id),
    ):
        nested = registry_session.begin_nested()
        with pytest.raises(RegistryConflict, match="at least one owner"):
            change()
        nested.rollback()
    change_role(registry_session, site_id, viewer.id, "owner")
    end_membership(registry_session, site_id, ada_id)
    assert [(member.email, role) for member, role in list_members(registry_session, site_id)] == [
        ("eve@shop.example", Role.OWNER)
    ]
    with pytest.raises(RegistryConflict):
        change_role(registry_session, site_id, viewer.id, "viewer")


def test_a_member_of_another_site_is_not_found(registry_session: Session, team: tuple[int, int]) -> None:
    other = create_site(registry_session, "Other", ["other.example"])
    with pytest.raises(RegistryMissing):
        end_membership(registry_session, other.id, team[1])
    grant_membership(registry_session, team[1], other.id, Role.ANALYST)
    assert get_membership(registry_session, other.id, team[1]).role == Role.ANALYST
