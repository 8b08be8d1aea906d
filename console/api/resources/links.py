"""/links: short links, by which a partner's visitors are recognised besides their codes."""

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, InstantText, RegistryId, Resource
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import parse_integer, parse_moment
from console.errors import InvalidRequest, NothingFound
from database.sessions import begin_read
from registry import models
from registry.links import archive_link, create_link, list_links, update_link
from registry.partner_links import archive_own_link, create_own_link
from registry.publication import change_registry


class Link(Resource):
    """`/r/{code}` leads to `destination`."""

    link_id: Count
    code: str
    partner_id: Count
    destination: str
    sub_id: str
    expires_at: Instant | None
    created_at: Instant
    archived_at: Instant | None


class NewLink(Resource):
    """`destination` is a page of the site; without `code` one is made.

    A partner makes his own, needs no `partner_id` and chooses no `code`.
    """

    destination: str
    partner_id: RegistryId | None = None
    code: str = ""
    sub_id: str = ""
    expires_at: InstantText | None = None


class LinkChange(Resource):
    """An absent field and `null` leave the value as it is; an empty `sub_id` clears it.

    `expires_at` can be changed, not removed; the code never changes.
    """

    partner_id: RegistryId | None = None
    destination: str | None = None
    sub_id: str | None = None
    expires_at: InstantText | None = None


def answer_list(request: ApiRequest) -> Table:
    """The site's links, or one partner's."""
    partner_id = request.caller.partner_id or parse_integer(request.query, "partner", 1, 2**31 - 1, 0) or None
    with begin_read(request.dependencies.sessions) as session:
        return Table([_make_resource(link) for link in list_links(session, request.site().site_id, partner_id)])


def answer_read(request: ApiRequest) -> Document:
    link_id = int(request.path["link_id"])
    with begin_read(request.dependencies.sessions) as session:
        for link in list_links(session, request.site().site_id, request.caller.partner_id):
            if link.id == link_id:
                return Document(_make_resource(link))
    raise NothingFound("no such link")


def answer_create(request: ApiRequest) -> Document:
    body, site_id, own = parse_body(request.body, NewLink), request.site().site_id, request.caller.partner_id
    expires_at = parse_moment(body.expires_at, "expires_at")
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        if own is not None:
            _check_own(body, own)
            own_link = create_own_link(
                session, site_id, own, body.destination, sub_id=body.sub_id, expires_at=expires_at
            )
            return Document(_make_resource(own_link))
        link = create_link(
            session,
            site_id,
            _require_partner(body),
            body.destination,
            code=body.code,
            sub_id=body.sub_id,
            expires_at=expires_at,
        )
        return Document(_make_resource(link))


def answer_update(request: ApiRequest) -> Document:
    body = parse_body(request.body, LinkChange)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        link = update_link(
            session,
            request.site().site_id,
            int(request.path["link_id"]),
            partner_id=body.partner_id,
            destination=body.destination,
            sub_id=body.sub_id,
            expires_at=parse_moment(body.expires_at, "expires_at"),
        )
        return Document(_make_resource(link))


def answer_archive(request: ApiRequest) -> Document:
    """The edge no longer knows it; its code stays taken."""
    site_id, link_id, own = request.site().site_id, int(request.path["link_id"]), request.caller.partner_id
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        if own is None:
            return Document(_make_resource(archive_link(session, site_id, link_id, request.now)))
        return Document(_make_resource(archive_own_link(session, site_id, own, link_id, request.now)))


def _check_own(body: NewLink, own: int) -> None:
    if body.partner_id not in (None, own):
        raise NothingFound("no such partner of yours")
    if body.code:
        raise InvalidRequest("code", "leave it out: the code of a link that a partner makes is chosen for him")


def _require_partner(body: NewLink) -> int:
    if body.partner_id is None:
        raise InvalidRequest("partner_id", "give the id of the partner", "missing")
    return body.partner_id


def _make_resource(link: models.Link) -> Link:
    return Link(
        link_id=link.id,
        code=link.code,
        partner_id=link.partner_id,
        destination=link.destination,
        sub_id=link.sub_id,
        expires_at=link.expires_at,
        created_at=link.created_at,
        archived_at=link.archived_at,
    )


_ALL, _ONE, _SITE = "/links", "/links/{link_id:id}", ("site",)
_LIST = ("site", "partner", "format")
# fmt: off
CALLS = (
    Call("list_links", "GET", _ALL, answer_list, "The short links of a site", _LIST, answer_type=Link,
         is_for_partners=True),
    Call("create_link", "POST", _ALL, answer_create, "Create a short link", _SITE, NewLink, Link, status=201,
         is_for_partners=True, is_write=True),
    Call("read_link", "GET", _ONE, answer_read, "Read a short link", _SITE, answer_type=Link, is_for_partners=True),
    Call("update_link", "PATCH", _ONE, answer_update, "Change a short link", _SITE, LinkChange, Link, is_write=True),
    Call("archive_link", "DELETE", _ONE, answer_archive, "Archive a short link", _SITE, answer_type=Link,
         is_for_partners=True, is_write=True),
)
