"""/installation/sites and /installation/keys: all sites of the installation, and the keys that open them."""

from typing import Annotated

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, RegistryId, Resource
from console.api.request import ApiRequest, Call, Document, Table
from database.sessions import begin_read
from registry import models
from registry.keys import list_live_keys
from registry.publication import change_registry
from registry.sites import archive_site, create_site, list_all_sites
from registry.team.members import grant_membership
from registry.team.people import get_person, map_memberships


class InstallationSite(Resource):
    """A site as an administrator sees it: `members` counts who has access."""

    site_id: Count
    name: str
    hosts: list[str]
    members: Count
    created_at: Instant
    archived_at: Instant | None


class NewInstallationSite(Resource):
    """Without `owner_id`, a person's id, the administrator who creates it is its owner."""

    name: str
    hosts: list[str]
    currency: str = "EUR"
    timezone: str = "UTC"
    owner_id: RegistryId | None = None


class InstallationKey(Resource):
    """A live secret key without the secret."""

    key_id: Count
    site_id: Count
    site_name: str
    label: str
    last_four: str
    scopes: list[str]
    created_by: str
    created_at: Instant
    last_used_at: Annotated[Instant | None, Meta(description="Null: never")]


def answer_sites(request: ApiRequest) -> Table:
    """Archived ones too, oldest first."""
    with begin_read(request.dependencies.sessions) as session:
        counts = _count_members(map_memberships(session))
        return Table([_make_site(each, counts.get(each.id, 0)) for each in list_all_sites(session)])


def answer_create_site(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewInstallationSite)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        owner = get_person(session, body.owner_id or request.caller.member_id or 0)
        made = create_site(session, body.name, body.hosts, currency=body.currency, timezone=body.timezone)
        grant_membership(session, owner.id, made.id)
        return Document(_make_site(made, 1))


def answer_archive_site(request: ApiRequest) -> Document:
    """The edge forgets the site; nothing recorded is removed."""
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        archived = archive_site(session, int(request.path["site_id"]), request.now)
        return Document(_make_site(archived, 0))


def answer_keys(request: ApiRequest) -> Table:
    """Those of sites that are not archived, oldest first."""
    with begin_read(request.dependencies.sessions) as session:
        return Table([_make_key(key, site) for key, site in list_live_keys(session, request.now)])


def _count_members(memberships: dict[int, list[tuple[models.Site, str]]]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for sites in memberships.values():
        for site, _ in sites:
            counts[site.id] = counts.get(site.id, 0) + 1
    return counts


def _make_site(site: models.Site, members: int) -> InstallationSite:
    return InstallationSite(
        site_id=site.id,
        name=site.name,
        hosts=site.hosts,
        members=members,
        created_at=site.created_at,
        archived_at=site.archived_at,
    )


def _make_key(key: models.SecretKey, site: models.Site) -> InstallationKey:
    return InstallationKey(
        key_id=key.id,
        site_id=site.id,
        site_name=site.name,
        label=key.label,
        last_four=key.last_four,
        scopes=key.scopes,
        created_by=key.created_by,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
    )


_SITES = "/installation/sites"
# fmt: off
CALLS = (
    Call("list_installation_sites", "GET", _SITES, answer_sites, "All sites of the installation", ("format",),
         answer_type=InstallationSite, is_for_administrators=True),
    Call("create_installation_site", "POST", _SITES, answer_create_site, "Create a site for an owner",
         body=NewInstallationSite, answer_type=InstallationSite, status=201, is_write=True, is_for_administrators=True),
    Call("archive_installation_site", "DELETE", f"{_SITES}/{{site_id:id}}", answer_archive_site, "Archive any site",
         answer_type=InstallationSite, is_write=True, is_for_administrators=True),
    Call("list_installation_keys", "GET", "/installation/keys", answer_keys, "The live secret keys of all sites",
         ("format",), answer_type=InstallationKey, is_for_administrators=True),
)
