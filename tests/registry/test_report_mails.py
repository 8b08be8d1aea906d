"""A report by mail is due at seven in the site's own time, of the week or month before, to whoever chose it himself."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from registry.enums import Role
from registry.errors import RegistryInvalid, RegistryMissing
from registry.models import ReportMail, TeamMember
from registry.report_mails import (
    Days,
    Every,
    end_report_mail,
    find_days,
    find_last,
    find_next,
    get_report_mail,
    is_end_signed,
    list_due,
    list_report_mails,
    move_on,
    put_report_mail,
    write_end_path,
)
from registry.saved_views import create_view, remove_view, update_view
from registry.sites import archive_site, create_site
from registry.team.members import add_member, grant_membership
from registry.team.memberships import end_membership
from tests.fixtures.event_rows import at

WARSAW, TOKYO, NEW_YORK = (ZoneInfo(name) for name in ("Europe/Warsaw", "Asia/Tokyo", "America/New_York"))
# A Wednesday.
NOW = at("2026-03-18T12:00:00")
SECRET = b"a secret"


@pytest.fixture
def site_id(registry_session: Session) -> int:
    return create_site(registry_session, "Shop", ["shop.example"], timezone="Europe/Warsaw").id


@pytest.fixture
def member_ids(registry_session: Session, site_id: int) -> tuple[int, int]:
    ada, bob = (
        add_member(registry_session, site_id, f"{name}@team.example", "", Role.OWNER).id for name in ("ada", "bob")
    )
    return ada, bob


@pytest.mark.parametrize(
    ("every", "zone", "after", "turn"),
    [
        (Every.WEEK, WARSAW, "2026-03-18T12:00:00", "2026-03-23T06:00:00"),
        # In Warsaw it is seven on Monday at six UTC, and summer begins on the 29th.
        (Every.WEEK, WARSAW, "2026-03-23T05:59:59", "2026-03-23T06:00:00"),
        (Every.WEEK, WARSAW, "2026-03-23T06:00:00", "2026-03-30T05:00:00"),
        (Every.WEEK, TOKYO, "2026-03-22T21:59:00", "2026-03-22T22:00:00"),
        (Every.MONTH, NEW_YORK, "2026-03-01T11:59:00", "2026-03-01T12:00:00"),
        (Every.MONTH, NEW_YORK, "2026-03-01T12:00:00", "2026-04-01T11:00:00"),
        (Every.MONTH, WARSAW, "2026-12-15T00:00:00", "2027-01-01T06:00:00"),
    ],
)
def test_the_next_turn_is_at_seven_on_the_sites_clock(every: Every, zone: ZoneInfo, after: str, turn: str) -> None:
    assert find_next(every, zone, at(after)) == at(turn)
    assert find_last(every, zone, at(turn)) == at(turn).astimezone(zone).date()


def test_a_turn_is_of_the_days_before_it() -> None:
    assert find_days(Every.WEEK, date(2026, 3, 23)) == Days(date(2026, 3, 16), date(2026, 3, 23))
    assert find_days(Every.MONTH, date(2026, 3, 1)) == Days(date(2026, 2, 1), date(2026, 3, 1))
    assert find_last(Every.WEEK, WARSAW, at("2026-03-23T05:59:00")) == date(2026, 3, 16)


def test_one_has_each_view_once_by_the_turns_chosen_last(
    registry_session: Session, site_id: int, member_ids: tuple[int, int]
) -> None:
    ada, bob = member_ids
    view = create_view(registry_session, site_id, ada, "Mine", "/attribution", "by=channel")
    first = put_report_mail(registry_session, site_id, ada, None, "week", NOW)
    again = put_report_mail(registry_session, site_id, ada, None, "month", NOW)
    put_report_mail(registry_session, site_id, ada, view.id, "week", NOW)
    put_report_mail(registry_session, site_id, bob, None, "week", NOW)
    assert (again.id, again.every, again.next_at) == (first.id, "month", at("2026-04-01T05:00:00"))
    assert [each.view_id for each in list_report_mails(registry_session, site_id, ada)] == [None, view.id]
    with pytest.raises(RegistryMissing):
        get_report_mail(registry_session, site_id, bob, first.id)
    with pytest.raises(RegistryMissing):
        put_report_mail(registry_session, site_id, bob, view.id, "week", NOW)
    end_report_mail(registry_session, first)
    assert [each.view_id for each in list_report_mails(registry_session, site_id, ada)] == [view.id]


@pytest.mark.parametrize(("page", "query"), [("/funnel", ""), ("/conversions", ""), ("/attribution", "show=compare")])
def test_what_is_no_single_table_is_not_mailed(
    registry_session: Session, site_id: int, member_ids: tuple[int, int], page: str, query: str
) -> None:
    view = create_view(registry_session, site_id, member_ids[0], "Mine", page, query)
    with pytest.raises(RegistryInvalid, match="view_id"):
        put_report_mail(registry_session, site_id, member_ids[0], view.id, "week", NOW)


def test_mail_ends_with_the_view_the_sharing_and_the_access(
    registry_session: Session, site_id: int, member_ids: tuple[int, int]
) -> None:
    ada, bob = member_ids
    view = create_view(registry_session, site_id, ada, "Ours", "/partners", "", is_shared=True)
    for member_id in member_ids:
        put_report_mail(registry_session, site_id, member_id, view.id, "week", NOW)
    update_view(registry_session, view, is_shared=False)
    assert [each.member_id for each in _list(registry_session)] == [ada]
    remove_view(registry_session, view)
    put_report_mail(registry_session, site_id, bob, None, "week", NOW)
    end_membership(registry_session, site_id, bob)
    assert _list(registry_session) == []


def test_what_is_due_is_of_live_sites_alone_and_moves_on_once(
    registry_session: Session, site_id: int, member_ids: tuple[int, int]
) -> None:
    made = put_report_mail(registry_session, site_id, member_ids[0], None, "week", NOW)
    seen = made.next_at
    assert list_due(registry_session, NOW) == []
    # Three weeks without a worker are one turn.
    late = at("2026-04-08T12:00:00")
    assert [each.mail.id for each in list_due(registry_session, late)] == [made.id]
    assert move_on(registry_session, made.id, seen, late)
    assert not move_on(registry_session, made.id, seen, late)
    assert made.next_at == at("2026-04-13T05:00:00")
    archive_site(registry_session, site_id, NOW)
    assert list_due(registry_session, datetime(2027, 1, 1, tzinfo=WARSAW)) == []


def test_what_is_due_is_asked_for_by_one_statement(
    registry_session: Session, site_id: int, member_ids: tuple[int, int]
) -> None:
    ada, bob = member_ids
    gone = create_site(registry_session, "Gone", ["gone.example"]).id
    view = create_view(registry_session, site_id, ada, "Mine", "/partners", "")
    grant_membership(registry_session, ada, gone)
    due = put_report_mail(registry_session, site_id, ada, view.id, "week", NOW)
    put_report_mail(registry_session, gone, ada, None, "week", NOW)
    put_report_mail(registry_session, site_id, bob, None, "week", NOW)
    archive_site(registry_session, gone, NOW)
    # As it was left by those who were archived before their reports ended with them.
    registry_session.get_one(TeamMember, bob).archived_at = NOW
    registry_session.flush()
    registry_session.expunge_all()
    statements: list[str] = []
    connection = registry_session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
    found = list_due(registry_session, at("2026-04-08T12:00:00"))
    assert [(each.mail.id, each.view.name if each.view else "") for each in found] == [(due.id, "Mine")]
    assert len(statements) == 1


def test_only_the_link_of_a_mail_ends_it() -> None:
    path = write_end_path(SECRET, 7)
    signature = path.partition("signature=")[2]
    assert path.startswith("/report-mails/end?mail=7&signature=")
    assert is_end_signed(SECRET, 7, signature)
    assert not is_end_signed(SECRET, 8, signature)
    assert not is_end_signed(b"another", 7, signature)
    assert not is_end_signed(SECRET, 7, "é")


def _list(session: Session) -> list[ReportMail]:
    return list(session.query(ReportMail).order_by(ReportMail.id))
