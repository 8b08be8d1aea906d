"""/links: short links, by which a partner's visitors are recognised besides his code."""

from console.api.request import Asked, Call, Document, Table
from console.api.values import (
    read_integer,
    read_optional_integer,
    read_optional_moment,
    read_optional_text,
    read_text,
    refuse_unknown,
    require_text,
)
from database.sessions import begin_read
from registry.links import archive_link, create_link, list_links, update_link
from registry.models import Link
from registry.publication import change_registry
from reports.errors import NothingFound, QuestionInvalid


def list_site_links(asked: Asked) -> Table:
    """The site's links, or one partner's."""
    with begin_read(asked.sources.sessions) as session:
        links = list_links(session, asked.site().site_id, read_partner_id(asked))
        columns = ("link_id", "code", "partner_id", "destination", "sub_id", "expires_at")
        return Table(columns, [_show_link(link) for link in links])


def read_link(asked: Asked) -> Document:
    """One of them."""
    with begin_read(asked.sources.sessions) as session:
        for link in list_links(session, asked.site().site_id, asked.viewer.partner_id):
            if link.id == int(asked.path["link_id"]):
                return Document(_show_link(link))
    raise NothingFound("no such link")


def add_link(asked: Asked) -> Document:
    """``/r/{code}`` to a page of the site; without a code one is made."""
    refuse_unknown(asked.body, ("partner_id", "destination", "code", "sub_id", "expires_at"))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        link = create_link(
            session,
            asked.site().site_id,
            require_partner_id(asked),
            require_text(asked.body, "destination"),
            code=read_text(asked.body, "code"),
            sub_id=read_text(asked.body, "sub_id"),
            expires_at=read_optional_moment(asked.body, "expires_at"),
        )
        return Document(_show_link(link), status=201)


def edit_link(asked: Asked) -> Document:
    """What is not given stays; the code of a link never changes."""
    refuse_unknown(asked.body, ("partner_id", "destination", "sub_id", "expires_at"))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        link = update_link(
            session,
            asked.site().site_id,
            int(asked.path["link_id"]),
            partner_id=read_optional_integer(asked.body, "partner_id"),
            destination=read_optional_text(asked.body, "destination"),
            sub_id=read_optional_text(asked.body, "sub_id"),
            expires_at=read_optional_moment(asked.body, "expires_at"),
        )
        return Document(_show_link(link))


def end_link(asked: Asked) -> Document:
    """The edge no longer knows it; its code stays taken."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        link_id = int(asked.path["link_id"])
        return Document(_show_link(archive_link(session, asked.site().site_id, link_id, asked.now)))


def read_partner_id(asked: Asked) -> int | None:
    """The partner himself, else ``partner`` of the question; None: everybody."""
    if asked.viewer.partner_id is not None:
        return asked.viewer.partner_id
    return read_integer(asked.query, "partner", 1, 2**31 - 1, 0) or None


def require_partner_id(asked: Asked) -> int:
    """``partner_id`` of the body."""
    if asked.body.get("partner_id") is None:
        raise QuestionInvalid("partner_id", "give the id of a partner", "missing")
    return read_integer(asked.body, "partner_id", 1, 2**31 - 1, 0)


def _show_link(link: Link) -> dict[str, object]:
    return {
        "link_id": link.id,
        "code": link.code,
        "partner_id": link.partner_id,
        "destination": link.destination,
        "sub_id": link.sub_id,
        "expires_at": link.expires_at,
        "created_at": link.created_at,
        "archived_at": link.archived_at,
    }


_LINK, _NAMED_LINK = "/links/{link_id:int}", ("link_id", "site")
_LIST = ("site", "partner", "format")
CALLS = (
    Call("GET", "/links", list_site_links, "The short links of a site", _LIST, row="Link", is_for_partners=True),
    Call("POST", "/links", add_link, "Create a short link", ("site",), "NewLink", "Link", changes=True),
    Call("GET", _LINK, read_link, "Read a short link", _NAMED_LINK, row="Link", is_for_partners=True),
    Call("PATCH", _LINK, edit_link, "Change a short link", _NAMED_LINK, "LinkChange", "Link", changes=True),
    Call("DELETE", _LINK, end_link, "Archive a short link", _NAMED_LINK, row="Link", changes=True),
)
