"""A view keeps the filters of a page under a name; nobody else sees one that is not shared."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.enums import Role
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.models import ReportMail, SavedView
from registry.report_mails import put_report_mail
from registry.saved_views import MOST_VIEWS, create_view, get_view, list_views, normalise_query, update_view
from registry.sites import create_site
from registry.team.members import add_member, archive_member, grant_membership
from registry.team.memberships import end_membership
from tests.fixtures.event_rows import at

NOW = at("2026-03-18T12:00:00")


@pytest.fixture
def site_id(registry_session: Session) -> int:
    return create_site(registry_session, "Shop", ["shop.example"]).id


@pytest.fixture
def member_ids(registry_session: Session, site_id: int) -> tuple[int, int]:
    ada, bob = (
        add_member(registry_session, site_id, f"{name}@team.example", "", Role.OWNER).id for name in ("ada", "bob")
    )
    return ada, bob


def save(session: Session, site_id: int, member_id: int, name: str = "Mine", *, is_shared: bool = False) -> SavedView:
    return create_view(session, site_id, member_id, name, "/attribution", "?by=channel", is_shared=is_shared)


@pytest.mark.parametrize(
    ("given", "keeps_days", "kept"),
    [
        ("?site=7&by=channel&period=90d", False, "by=channel&period=90d"),
        ("by=channel&period=custom&from=2026-01-01&through=2026-01-31", False, "by=channel"),
        (
            "period=custom&from=2026-01-01&through=2026-01-31",
            True,
            "period=custom&from=2026-01-01&through=2026-01-31",
        ),
        ("q=order-17&text=ada%40b.example&stage=new", False, "stage=new"),
        ("group=Bl%C3%B6gs+%26+co&model=", False, "group=Bl%C3%B6gs+%26+co&model="),
        ("", False, ""),
    ],
)
def test_filters_are_kept_and_neither_days_nor_searches(given: str, keeps_days: bool, kept: str) -> None:
    assert normalise_query(given, keeps_days=keeps_days) == kept


@pytest.mark.parametrize("given", ["by=" + "x" * 2000, "by=%00", "by=%0A"])
def test_what_no_page_writes_is_not_taken(given: str) -> None:
    with pytest.raises(RegistryInvalid, match="query"):
        normalise_query(given, keeps_days=False)


def test_one_sees_own_and_shared_views_by_name(
    registry_session: Session, site_id: int, member_ids: tuple[int, int]
) -> None:
    ada, bob = member_ids
    save(registry_session, site_id, ada, "zebra")
    hidden = save(registry_session, site_id, bob, "bobs")
    save(registry_session, site_id, bob, "Apples", is_shared=True)
    assert [each.name for each in list_views(registry_session, site_id, ada)] == ["Apples", "zebra"]
    with pytest.raises(RegistryMissing):
        get_view(registry_session, site_id, ada, hidden.id)
    with pytest.raises(RegistryMissing):
        get_view(registry_session, site_id + 1, bob, hidden.id)
    update_view(registry_session, hidden, name="Bob's", is_shared=True)
    assert get_view(registry_session, site_id, ada, hidden.id).name == "Bob's"


def test_what_somebody_leaves_behind_is_what_the_team_shares(
    registry_session: Session, site_id: int, member_ids: tuple[int, int]
) -> None:
    ada, bob = member_ids
    save(registry_session, site_id, bob)
    save(registry_session, site_id, bob, "Ours", is_shared=True)
    end_membership(registry_session, site_id, bob)
    assert [each.name for each in list_views(registry_session, site_id, ada)] == ["Ours"]
    assert [each.name for each in list_views(registry_session, site_id, bob)] == ["Ours"]


def test_a_login_that_is_archived_keeps_views_and_reports_nowhere(
    registry_session: Session, site_id: int, member_ids: tuple[int, int]
) -> None:
    ada, bob = member_ids
    other = create_site(registry_session, "Second", ["second.example"]).id
    grant_membership(registry_session, bob, other)
    for site in (site_id, other):
        save(registry_session, site, bob)
        save(registry_session, site, bob, "Ours", is_shared=True)
        put_report_mail(registry_session, site, bob, None, "week", NOW)
    kept = put_report_mail(registry_session, site_id, ada, None, "week", NOW)
    archive_member(registry_session, bob, NOW)
    registry_session.flush()
    left = registry_session.scalars(select(SavedView).order_by(SavedView.site_id))
    assert [(each.site_id, each.name) for each in left] == [(site_id, "Ours"), (other, "Ours")]
    assert registry_session.scalars(select(ReportMail.id)).all() == [kept.id]


def test_views_are_of_the_pages_and_not_without_number(
    registry_session: Session, site_id: int, member_ids: tuple[int, int]
) -> None:
    ada, _ = member_ids
    for page in ("/settings", "https://evil.example/", "//evil.example", ""):
        with pytest.raises(RegistryInvalid, match="page"):
            create_view(registry_session, site_id, ada, "Mine", page, "")
    for _number in range(MOST_VIEWS):
        save(registry_session, site_id, ada)
    with pytest.raises(RegistryConflict):
        save(registry_session, site_id, ada)
