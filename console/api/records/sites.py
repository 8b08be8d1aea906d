"""/sites: the tenants that the viewer sees."""

from console.api.request import Asked, Call, Document, Table
from console.api.values import read_optional_text, read_text, read_texts, refuse_unknown, require_text
from database.sessions import begin_read
from registry.models import Site
from registry.publication import change_registry
from registry.sites import archive_site, create_site, get_site, update_site
from registry.team.members import grant_membership
from reports.errors import AccessDenied, QuestionInvalid

_FIELDS = ("name", "hosts", "currency", "timezone")


def list_seen_sites(asked: Asked) -> Table:
    """Every site that the viewer sees."""
    with begin_read(asked.sources.sessions) as session:
        rows = [_show(get_site(session, seen.site_id)) for seen in asked.viewer.sites]
    return Table(("site_id", *_FIELDS), rows)


def read_site(asked: Asked) -> Document:
    """One of them."""
    with begin_read(asked.sources.sessions) as session:
        return Document(_show(get_site(session, asked.site().site_id)))


def add_site(asked: Asked) -> Document:
    """A further site of the person who asks; a key belongs to the one site it was made for."""
    if asked.viewer.member_id is None:
        raise AccessDenied("only a person who signed in can create a site")
    refuse_unknown(asked.body, _FIELDS)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        site = create_site(
            session,
            require_text(asked.body, "name"),
            _require_hosts(asked),
            currency=read_text(asked.body, "currency", "EUR"),
            timezone=read_text(asked.body, "timezone", "UTC"),
        )
        grant_membership(session, asked.viewer.member_id, site.id)
        return Document(_show(site), status=201)


def edit_site(asked: Asked) -> Document:
    """What is not given stays."""
    refuse_unknown(asked.body, _FIELDS)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        site = update_site(
            session,
            asked.site().site_id,
            name=read_optional_text(asked.body, "name"),
            hosts=read_texts(asked.body, "hosts"),
            currency=read_optional_text(asked.body, "currency"),
            timezone=read_optional_text(asked.body, "timezone"),
        )
        return Document(_show(site))


def end_site(asked: Asked) -> Document:
    """The edge forgets the site; nothing recorded is removed."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        return Document(_show(archive_site(session, asked.site().site_id, asked.now)))


def _require_hosts(asked: Asked) -> list[str]:
    hosts = read_texts(asked.body, "hosts")
    if hosts is None:
        raise QuestionInvalid("hosts", "give a list of host names", "missing")
    return hosts


def _show(site: Site) -> dict[str, object]:
    return {
        "site_id": site.id,
        "site_key": site.site_key,
        "name": site.name,
        "hosts": site.hosts,
        "currency": site.currency,
        "timezone": site.timezone,
        "created_at": site.created_at,
        "archived_at": site.archived_at,
    }


_ONE = "/sites/{site_id:int}"
CALLS = (
    Call("GET", "/sites", list_seen_sites, "The sites you see", ("format",), row="Site"),
    Call("POST", "/sites", add_site, "Create a site", body="NewSite", row="Site"),
    Call("GET", _ONE, read_site, "Read a site", ("site_id",), row="Site"),
    Call("PATCH", _ONE, edit_site, "Change a site", ("site_id",), "SiteChange", "Site", changes=True),
    Call("DELETE", _ONE, end_site, "Archive a site", ("site_id",), row="Site", changes=True),
)
