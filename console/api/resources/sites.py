"""/sites: the tenants that the viewer sees."""

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, Resource
from console.api.request import Asked, Call, Document, Table
from console.errors import AccessDenied
from database.sessions import begin_read
from registry import models
from registry.publication import change_registry
from registry.sites import archive_site, create_site, get_site, update_site
from registry.team.members import grant_membership


class Site(Resource):
    """A client website; `site_key` is public."""

    site_id: Count
    name: str
    hosts: list[str]
    currency: str
    timezone: str
    site_key: str
    created_at: Instant
    archived_at: Instant | None


class NewSite(Resource):
    """`currency` applies to amounts without one, `timezone` to the days of reports."""

    name: str
    hosts: list[str]
    currency: str = "EUR"
    timezone: str = "UTC"


class SiteChange(Resource):
    """What is not given stays."""

    name: str | None = None
    hosts: list[str] | None = None
    currency: str | None = None
    timezone: str | None = None


def answer_list(asked: Asked) -> Table:
    """Every site that the viewer sees."""
    with begin_read(asked.sources.sessions) as session:
        return Table([_show(get_site(session, seen.site_id)) for seen in asked.viewer.sites])


def answer_read(asked: Asked) -> Document:
    with begin_read(asked.sources.sessions) as session:
        return Document(_show(get_site(session, asked.site().site_id)))


def answer_create(asked: Asked) -> Document:
    """A further site of the person who asks; a key belongs to the one site it was made for."""
    if asked.viewer.member_id is None:
        raise AccessDenied("only a person who signed in can create a site")
    body = parse_body(asked.body, NewSite)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        site = create_site(session, body.name, body.hosts, currency=body.currency, timezone=body.timezone)
        grant_membership(session, asked.viewer.member_id, site.id)
        return Document(_show(site), status=201)


def answer_update(asked: Asked) -> Document:
    body = parse_body(asked.body, SiteChange)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        site_id = asked.site().site_id
        changes = {"name": body.name, "currency": body.currency, "timezone": body.timezone}
        return Document(_show(update_site(session, site_id, hosts=body.hosts, **changes)))


def answer_archive(asked: Asked) -> Document:
    """The edge forgets the site; nothing recorded is removed."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        return Document(_show(archive_site(session, asked.site().site_id, asked.now)))


def _show(site: models.Site) -> Site:
    return Site(
        site_id=site.id,
        name=site.name,
        hosts=site.hosts,
        currency=site.currency,
        timezone=site.timezone,
        site_key=site.site_key,
        created_at=site.created_at,
        archived_at=site.archived_at,
    )


_ALL, _ONE = "/sites", "/sites/{site_id:int}"
CALLS = (
    Call("list_sites", "GET", _ALL, answer_list, "The sites you see", ("format",), row=Site),
    Call("create_site", "POST", _ALL, answer_create, "Create a site", body=NewSite, row=Site),
    Call("read_site", "GET", _ONE, answer_read, "Read a site", row=Site),
    Call("update_site", "PATCH", _ONE, answer_update, "Change a site", body=SiteChange, row=Site, changes=True),
    Call("archive_site", "DELETE", _ONE, answer_archive, "Archive a site", row=Site, changes=True),
)
