"""/views: pages with their filters that a team member saved under a name; the shared ones are the whole team's."""

from typing import Annotated

from console.access import Caller, SeenSite
from console.api.bodies import parse_body
from console.api.fields import Count, Resource, choice
from console.api.request import ApiRequest, Call, Document, Table
from console.errors import AccessDenied
from database.sessions import begin_change, begin_read
from registry.models import SavedView
from registry.saved_views import PAGES, create_view, get_view, list_views, remove_view, update_view
from registry.team.rights import Right, list_roles

PageName = Annotated[str, choice(PAGES)]


class View(Resource):
    """`page` with `query` after its question mark is the address on the console, but for the site.

    `is_own`: you made it; `may_change`: you may rename and remove it.
    """

    view_id: Count
    name: str
    page: PageName
    query: str
    is_shared: bool
    is_own: bool
    may_change: bool


class NewView(Resource):
    """`query` as in the address of the page; days of one's own are left out of it unless `keeps_days`."""

    name: str
    page: PageName
    query: str = ""
    is_shared: bool = False
    keeps_days: bool = False


class ViewChange(Resource):
    """An absent field and `null` leave the value as it is."""

    name: str | None = None
    is_shared: bool | None = None


def answer_list(request: ApiRequest) -> Table:
    """Your own and those that are shared, of all pages, by name."""
    site, member_id = request.site(), find_member_id(request.caller)
    with begin_read(request.dependencies.sessions) as session:
        return Table([_make_resource(each, site, member_id) for each in list_views(session, site.site_id, member_id)])


def answer_create(request: ApiRequest) -> Document:
    """To share it needs the right to the settings of the site."""
    site, member_id = request.site(), find_member_id(request.caller)
    body = parse_body(request.body, NewView)
    if body.is_shared:
        _check_may_share(site)
    with begin_change(request.dependencies.sessions) as session:
        made = create_view(
            session,
            site.site_id,
            member_id,
            body.name,
            body.page,
            body.query,
            is_shared=body.is_shared,
            keeps_days=body.keeps_days,
        )
        return Document(_make_resource(made, site, member_id))


def answer_update(request: ApiRequest) -> Document:
    site, member_id = request.site(), find_member_id(request.caller)
    body = parse_body(request.body, ViewChange)
    with begin_change(request.dependencies.sessions) as session:
        view = get_view(session, site.site_id, member_id, int(request.path["view_id"]))
        _check_may_change(view, site, member_id)
        if body.is_shared and not view.is_shared:
            _check_may_share(site)
        update_view(session, view, name=body.name, is_shared=body.is_shared)
        return Document(_make_resource(view, site, member_id))


def answer_remove(request: ApiRequest) -> Document:
    """Nobody gets it by mail any more."""
    site, member_id = request.site(), find_member_id(request.caller)
    with begin_change(request.dependencies.sessions) as session:
        view = get_view(session, site.site_id, member_id, int(request.path["view_id"]))
        _check_may_change(view, site, member_id)
        removed = _make_resource(view, site, member_id)
        remove_view(session, view)
        return Document(removed)


def find_member_id(caller: Caller) -> int:
    """Who has views and reports of their own."""
    if caller.member_id is None:
        raise AccessDenied("only a signed-in team member has views of their own")
    return caller.member_id


def _check_may_share(site: SeenSite) -> None:
    if not site.may(Right.SETTINGS):
        roles = " or ".join(list_roles(Right.SETTINGS))
        raise AccessDenied(f"no right to share a view with the team: only {roles} may")


def _check_may_change(view: SavedView, site: SeenSite, member_id: int) -> None:
    if not _may_change(view, site, member_id):
        raise AccessDenied("no right to change this view: it was shared by somebody else; ask an owner of the site")


def _may_change(view: SavedView, site: SeenSite, member_id: int) -> bool:
    return view.member_id == member_id or site.may(Right.SETTINGS)


def _make_resource(view: SavedView, site: SeenSite, member_id: int) -> View:
    return View(
        view_id=view.id,
        name=view.name,
        page=view.page,
        query=view.query,
        is_shared=view.is_shared,
        is_own=view.member_id == member_id,
        may_change=_may_change(view, site, member_id),
    )


_ONE = "/views/{view_id:id}"
# No write of a site: an analyst, who changes nothing there, saves views as well.
# fmt: off
CALLS = (
    Call("list_views", "GET", "/views", answer_list, "The saved views of pages that you see", ("site", "format"),
         answer_type=View),
    Call("create_view", "POST", "/views", answer_create, "Save a view of a page", ("site",), body=NewView,
         answer_type=View, status=201),
    Call("update_view", "PATCH", _ONE, answer_update, "Rename or share a saved view", ("site",), body=ViewChange,
         answer_type=View),
    Call("remove_view", "DELETE", _ONE, answer_remove, "Remove a saved view", ("site",), answer_type=View),
)
