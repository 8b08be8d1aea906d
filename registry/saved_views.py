"""Views of pages that a team member saved under a name, for himself or for the whole team."""

from urllib.parse import parse_qsl, urlencode

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from registry.checks import check_choice, check_text
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.models import ReportMail, SavedView

# The pages of the console that have filters or a period.
PAGES = (
    "/attribution",
    "/paths",
    "/funnel",
    "/cohorts",
    "/promo-codes",
    "/conversions",
    "/partners",
)
MOST_VIEWS = 100
_LONGEST_NAME = 80
_LONGEST_QUERY = 2000
_DAYS = ("from", "through")
# What somebody searched for may be a person: an erasure would not find it here.
_LEFT_OUT = ("site", "q", "text")


def list_views(session: Session, site_id: int, member_id: int) -> list[SavedView]:
    """Those of the member and those shared with the team, by name."""
    seen = or_(SavedView.member_id == member_id, SavedView.is_shared)
    found = select(SavedView).where(SavedView.site_id == site_id, seen)
    return list(session.scalars(found.order_by(func.lower(SavedView.name), SavedView.id)))


def get_view(session: Session, site_id: int, member_id: int, view_id: int) -> SavedView:
    """One that the member sees, or :class:`RegistryMissing`."""
    view = session.get(SavedView, view_id)
    if view is None or view.site_id != site_id or not (view.is_shared or view.member_id == member_id):
        raise RegistryMissing(f"no view {view_id} on this site")
    return view


def create_view(
    session: Session,
    site_id: int,
    member_id: int,
    name: str,
    page: str,
    query: str,
    *,
    is_shared: bool = False,
    keeps_days: bool = False,
) -> SavedView:
    """``query`` as in the address of the page; see :func:`normalise_query`."""
    own = select(func.count()).where(SavedView.site_id == site_id, SavedView.member_id == member_id)
    if (session.scalar(own) or 0) >= MOST_VIEWS:
        raise RegistryConflict("name", f"you have {MOST_VIEWS} views here; remove one first")
    view = SavedView(
        site_id=site_id,
        member_id=member_id,
        name=check_text("name", name, _LONGEST_NAME),
        page=check_choice("page", page, PAGES),
        query=normalise_query(query, keeps_days=keeps_days),
        is_shared=is_shared,
    )
    session.add(view)
    session.flush()
    return view


def update_view(
    session: Session, view: SavedView, *, name: str | None = None, is_shared: bool | None = None
) -> SavedView:
    """Only what is given changes. Nobody else has a view by mail that is not shared any more."""
    if name is not None:
        view.name = check_text("name", name, _LONGEST_NAME)
    if is_shared is not None:
        view.is_shared = is_shared
    if not view.is_shared:
        _end_mails(session, view, but_member_id=view.member_id)
    session.flush()
    return view


def remove_view(session: Session, view: SavedView) -> None:
    """Nobody has it by mail any more."""
    _end_mails(session, view)
    session.delete(view)
    session.flush()


def remove_views_of_member(session: Session, site_id: int, member_id: int) -> None:
    """Whoever has no access to the site any more: his own views and reports end, what he shared stays."""
    mine = select(ReportMail).where(ReportMail.site_id == site_id, ReportMail.member_id == member_id)
    for mail in session.scalars(mine):
        session.delete(mail)
    own = select(SavedView).where(SavedView.site_id == site_id, SavedView.member_id == member_id)
    for view in session.scalars(own.where(SavedView.is_shared.is_(False))):
        remove_view(session, view)
    session.flush()


def normalise_query(query: str, *, keeps_days: bool) -> str:
    """The filters without the site and what was searched for, and unless they are wanted without days.

    A period like `30d` stays, it moves with time.
    """
    pairs = [(name, value) for name, value in parse_qsl(query.removeprefix("?"), keep_blank_values=True)]
    kept = [(name, value) for name, value in pairs if name not in _LEFT_OUT]
    if not keeps_days:
        kept = [pair for pair in kept if pair[0] not in _DAYS and pair != ("period", "custom")]
    made = urlencode(kept)
    if len(made) > _LONGEST_QUERY or not all(f"{name}{value}".isprintable() for name, value in kept):
        raise RegistryInvalid("query", f"give up to {_LONGEST_QUERY} characters as in the address of a page")
    return made


def _end_mails(session: Session, view: SavedView, but_member_id: int | None = None) -> None:
    for mail in session.scalars(select(ReportMail).where(ReportMail.view_id == view.id)):
        if mail.member_id != but_member_id:
            session.delete(mail)
    session.flush()
