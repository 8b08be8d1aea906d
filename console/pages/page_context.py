"""What some of the marketer's pages need of the registry before their scripts load anything."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from registry.friends import has_friends
from registry.partner_search import list_labels
from registry.sites import list_programs
from registry.team.members import list_members


def describe_page(session: Session, site_id: int, page: str) -> dict[str, object]:
    """More names for the page's template; none for most pages."""
    describe = _PAGES.get(page)
    return describe(session, site_id) if describe else {}


def describe_choices(session: Session, site_id: int) -> dict[str, object]:
    """What a new partner or link may be: the programs."""
    programs = [[program.id, program.name] for program in list_programs(session, site_id)]
    return {"programs": programs}


def describe_team(session: Session, site_id: int) -> dict[str, object]:
    """To whom a lead may be assigned."""
    return {"members": [[member.id, member.email] for member, _ in list_members(session, site_id)]}


def _describe_partners(session: Session, site_id: int) -> dict[str, object]:
    groups, tags = list_labels(session, site_id)
    found = {"groups": groups, "tags": tags, "has_friends": has_friends(session, site_id)}
    return {**found, **describe_choices(session, site_id)}


_PAGES: Mapping[str, Callable[[Session, int], dict[str, object]]] = {
    "partners": _describe_partners,
    "links": describe_choices,
    "conversions": describe_team,
}
