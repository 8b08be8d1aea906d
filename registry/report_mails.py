"""Reports that a team member gets by mail again and again: when each is due, and of which days.

They are due at seven in the morning in the site's time zone: of a week on its Monday after, of a month on the first.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from registry.checks import check_choice
from registry.errors import RegistryInvalid, RegistryMissing
from registry.models import Membership, ReportMail, SavedView, Site, TeamMember
from registry.saved_views import get_view

HOUR = 7
END_PATH = "/report-mails/end"
# The pages whose figures are one table, which can stand in a mail.
MAILED_PAGES = ("/attribution", "/promo-codes", "/partners")


class Every(StrEnum):
    """How often."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days of the site's time zone, ``end`` excluded."""

    first: date
    end: date


@dataclass(frozen=True, slots=True)
class DueReport:
    """What is due, to whom; ``view`` None: the figures of the overview."""

    mail: ReportMail
    site: Site
    member: TeamMember
    role: str
    view: SavedView | None


def put_report_mail(
    session: Session, site_id: int, member_id: int, view_id: int | None, every: str, now: datetime
) -> ReportMail:
    """A new one, or the present one of this view by other turns; raises ``RegistryMissing`` for no view of his."""
    chosen, zone = Every(check_choice("every", every, tuple(Every))), session.get_one(Site, site_id).timezone
    if view_id is not None:
        _check_mailed(get_view(session, site_id, member_id, view_id))
    found = _find(session, site_id, member_id, view_id)
    if found is None:
        found = ReportMail(site_id=site_id, member_id=member_id, view_id=view_id)
        session.add(found)
    found.every, found.next_at = chosen.value, find_next(chosen, ZoneInfo(zone), now)
    session.flush()
    return found


def list_report_mails(session: Session, site_id: int, member_id: int) -> list[ReportMail]:
    """Those of the member, the oldest first."""
    own = select(ReportMail).where(ReportMail.site_id == site_id, ReportMail.member_id == member_id)
    return list(session.scalars(own.order_by(ReportMail.id)))


def get_report_mail(session: Session, site_id: int, member_id: int, mail_id: int) -> ReportMail:
    """One of the member's, or :class:`RegistryMissing`."""
    mail = session.get(ReportMail, mail_id)
    if mail is None or (mail.site_id, mail.member_id) != (site_id, member_id):
        raise RegistryMissing(f"you have no report {mail_id} by mail")
    return mail


def end_report_mail(session: Session, mail: ReportMail) -> None:
    """No further mail."""
    session.delete(mail)
    session.flush()


def list_due(session: Session, now: datetime) -> list[DueReport]:
    """Of live sites, to whoever still has access there."""
    due = _select_live().where(ReportMail.next_at <= now).order_by(ReportMail.next_at, ReportMail.id)
    return [DueReport(mail, site, member, role, view) for mail, site, member, role, view in session.execute(due)]


def find_report(session: Session, mail_id: int) -> DueReport | None:
    """None where it has ended, its site is archived, or its reader has no access any more."""
    row = session.execute(_select_live().where(ReportMail.id == mail_id)).one_or_none()
    if row is None:
        return None
    mail, site, member, role, view = row
    return DueReport(mail, site, member, role, view)


def move_on(session: Session, mail_id: int, seen: datetime, now: datetime) -> bool:
    """False where somebody else has moved it on since; turns that were missed are left out."""
    mail = session.get(ReportMail, mail_id, with_for_update=True, populate_existing=True)
    if mail is None or mail.next_at != seen:
        return False
    zone = session.get_one(Site, mail.site_id).timezone
    mail.next_at = find_next(Every(mail.every), ZoneInfo(zone), now)
    session.flush()
    return True


def find_next(every: Every, zone: ZoneInfo, after: datetime) -> datetime:
    """The first turn later than that."""
    day = after.astimezone(zone).date()
    while not (_is_turn(every, day) and _at_hour(day, zone) > after):
        day += timedelta(days=1)
    return _at_hour(day, zone)


def find_last(every: Every, zone: ZoneInfo, now: datetime) -> date:
    """The day of the last turn that is not later than that."""
    day = now.astimezone(zone).date()
    while not (_is_turn(every, day) and _at_hour(day, zone) <= now):
        day -= timedelta(days=1)
    return day


def find_days(every: Every, turn: date) -> Days:
    """Of the week, or of the calendar month, that ended before this day."""
    first = turn - timedelta(days=7) if every is Every.WEEK else (turn - timedelta(days=1)).replace(day=1)
    return Days(first, turn)


def _is_turn(every: Every, day: date) -> bool:
    return day.weekday() == 0 if every is Every.WEEK else day.day == 1


def _at_hour(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, HOUR, tzinfo=zone)


def _select_live() -> Select[ReportMail, Site, TeamMember, str, SavedView]:
    return (
        select(ReportMail, Site, TeamMember, Membership.role, SavedView)
        .join(Site, Site.id == ReportMail.site_id)
        .join(TeamMember, TeamMember.id == ReportMail.member_id)
        .join(Membership, (Membership.member_id == ReportMail.member_id) & (Membership.site_id == ReportMail.site_id))
        .outerjoin(SavedView, SavedView.id == ReportMail.view_id)
        .where(Site.archived_at.is_(None), TeamMember.archived_at.is_(None))
    )


def _find(session: Session, site_id: int, member_id: int, view_id: int | None) -> ReportMail | None:
    own = list_report_mails(session, site_id, member_id)
    return next((each for each in own if each.view_id == view_id), None)


def _check_mailed(view: SavedView) -> None:
    if view.page not in MAILED_PAGES or "show=compare" in view.query:
        which = "attribution by one model, partners and promo codes"
        raise RegistryInvalid("view_id", f"this view is not mailed; mailed are {which}")


def write_end_path(secret: bytes, mail_id: int) -> str:
    """By which whoever has the mail ends it, without signing in: it does nothing else."""
    return f"{END_PATH}?{urlencode({'mail': mail_id, 'signature': _sign_end(secret, mail_id)})}"


def is_end_signed(secret: bytes, mail_id: int, signature: str) -> bool:
    """Whether this came out of a mail."""
    return hmac.compare_digest(signature.encode(), _sign_end(secret, mail_id).encode())


def _sign_end(secret: bytes, mail_id: int) -> str:
    return hmac.digest(secret, f"end of report mail\n{mail_id}".encode(), "sha256").hex()[:32]
