"""/sites: the tenants that the caller has access to."""

from datetime import timedelta

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, ReporterName, Resource
from console.api.request import ApiRequest, Call, Document, Table
from console.brands import describe_brand
from console.errors import AccessDenied
from database.sessions import begin_read
from events.test_link import LINK_SECONDS, make_test_token
from registry import models
from registry.brands import update_brand
from registry.publication import change_registry
from registry.site_addresses import find_test_link
from registry.site_trust import rotate_signing_key, update_trust
from registry.sites import archive_site, create_site, get_site, update_site
from registry.team.members import grant_membership
from registry.team.rights import Right


class Site(Resource):
    """A client website; `site_key` is public. Links may lead to `hosts` and `link_hosts`.

    Pages convert figures to `display_currency`; empty: amounts stay in the currencies in which they were recorded.

    What partners see: `shown_name` (empty: `name`), `accent` (empty: prm's colour; an unreadable one is adjusted, see
    `GET /sites/{site_id}/accent`), and `logo`, a path on the console, empty without one. Their pages are under
    `cabinet_host` too, a host of the site's own; empty: under the console's alone.

    Unless `partners_see_orders`, partners see keyed hashes of order ids.

    `sales_from` and `leads_from` say whose reports make conversions. `max_browser_amount`, in minor units of
    `currency` (in other currencies 100,000 times as many whole units), and `browser_sales_per_hour` bound the sales
    that browsers report unsigned; 0: no bound. `is_demo`: its figures are made up, by `prm up --demo`.
    """

    site_id: Count
    name: str
    hosts: list[str]
    link_hosts: list[str]
    currency: str
    timezone: str
    display_currency: str
    shown_name: str
    accent: str
    cabinet_host: str
    logo: str
    site_key: str
    partners_see_orders: bool
    sales_from: ReporterName
    leads_from: ReporterName
    max_browser_amount: Count
    browser_sales_per_hour: Count
    is_demo: bool
    created_at: Instant
    archived_at: Instant | None


class TestLink(Resource):
    """A page of the site with the test panel; append `&ref=CODE` to test a partner's code."""

    url: str
    expires_at: Instant


class NewSite(Resource):
    """`currency` applies to amounts without one, `timezone` to the days of reports."""

    name: str
    hosts: list[str]
    currency: str = "EUR"
    timezone: str = "UTC"


class SiteChange(Resource):
    """An absent field and `null` leave the value as it is; an empty text takes `display_currency`,
    `shown_name`, `accent` or `cabinet_host` away."""

    name: str | None = None
    hosts: list[str] | None = None
    link_hosts: list[str] | None = None
    currency: str | None = None
    timezone: str | None = None
    display_currency: str | None = None
    shown_name: str | None = None
    accent: str | None = None
    cabinet_host: str | None = None
    partners_see_orders: bool | None = None
    sales_from: ReporterName | None = None
    leads_from: ReporterName | None = None
    max_browser_amount: Count | None = None
    browser_sales_per_hour: Count | None = None


class SigningKey(Resource):
    """The key by which the site's server signs what its pages send."""

    signing_key: str


def answer_list(request: ApiRequest) -> Table:
    """Every site that the caller has access to."""
    with begin_read(request.dependencies.sessions) as session:
        return Table([make_site_resource(get_site(session, seen.site_id)) for seen in request.caller.sites])


def answer_read(request: ApiRequest) -> Document:
    with begin_read(request.dependencies.sessions) as session:
        return Document(make_site_resource(get_site(session, request.site().site_id)))


def answer_create(request: ApiRequest) -> Document:
    """A further site of the team member; a key belongs to the one site it was created for."""
    if request.caller.member_id is None:
        raise AccessDenied("only a team member can create a site")
    if not (request.caller.is_administrator or any(seen.may(Right.SETTINGS) for seen in request.caller.sites)):
        raise AccessDenied("only an owner of a site can create another; on the server: prm site create")
    body = parse_body(request.body, NewSite)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        site = create_site(session, body.name, body.hosts, currency=body.currency, timezone=body.timezone)
        grant_membership(session, request.caller.member_id, site.id)
        return Document(make_site_resource(site))


def answer_update(request: ApiRequest) -> Document:
    body = parse_body(request.body, SiteChange)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        site_id = request.site().site_id
        update_site(
            session,
            site_id,
            name=body.name,
            hosts=body.hosts,
            link_hosts=body.link_hosts,
            currency=body.currency,
            timezone=body.timezone,
            display_currency=body.display_currency,
            partners_see_orders=body.partners_see_orders,
        )
        update_brand(
            session,
            site_id,
            shown_name=body.shown_name,
            accent=body.accent,
            cabinet_host=body.cabinet_host,
            own_hosts=request.dependencies.own_hosts,
        )
        changed = update_trust(
            session,
            site_id,
            sales_from=body.sales_from,
            leads_from=body.leads_from,
            max_browser_amount=body.max_browser_amount,
            browser_sales_per_hour=body.browser_sales_per_hour,
        )
        return Document(make_site_resource(changed))


def answer_signing_key(request: ApiRequest) -> Document:
    with begin_read(request.dependencies.sessions) as session:
        return Document(SigningKey(get_site(session, request.site().site_id).signing_key))


def answer_rotate_signing_key(request: ApiRequest) -> Document:
    """What is signed by the old key counts as the browser's word from now on."""
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        return Document(SigningKey(rotate_signing_key(session, request.site().site_id).signing_key))


def answer_test_link(request: ApiRequest) -> Document:
    """Whoever opens it sees in the test panel, for a day, whether a code is a partner's."""
    expires_at = request.now + timedelta(seconds=LINK_SECONDS)
    with begin_read(request.dependencies.sessions) as session:
        site = get_site(session, request.site().site_id)
        token = make_test_token(request.dependencies.secret, site.id, int(expires_at.timestamp()))
        return Document(TestLink(url=find_test_link(session, site, token), expires_at=expires_at))


def answer_archive(request: ApiRequest) -> Document:
    """The edge forgets the site; nothing recorded is removed."""
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        return Document(make_site_resource(archive_site(session, request.site().site_id, request.now)))


def make_site_resource(site: models.Site) -> Site:
    """The site as answers have it."""
    return Site(
        site_id=site.id,
        name=site.name,
        hosts=site.hosts,
        link_hosts=site.link_hosts,
        currency=site.currency,
        timezone=site.timezone,
        display_currency=site.display_currency,
        shown_name=site.shown_name,
        accent=site.accent,
        cabinet_host=site.cabinet_host,
        logo=describe_brand(site).logo,
        site_key=site.site_key,
        partners_see_orders=site.partners_see_orders,
        sales_from=site.sales_from,
        leads_from=site.leads_from,
        max_browser_amount=site.max_browser_amount,
        browser_sales_per_hour=site.browser_sales_per_hour,
        is_demo=site.is_demo,
        created_at=site.created_at,
        archived_at=site.archived_at,
    )


_ALL, _ONE = "/sites", "/sites/{site_id:id}"
_KEY, _LINK = f"{_ONE}/signing-key", f"{_ONE}/test-link"
CALLS = (
    Call("list_sites", "GET", _ALL, answer_list, "The sites you see", ("format",), answer_type=Site),
    Call("create_site", "POST", _ALL, answer_create, "Create a site", body=NewSite, answer_type=Site, status=201),
    Call("read_site", "GET", _ONE, answer_read, "Read a site", answer_type=Site),
    Call(
        "update_site", "PATCH", _ONE, answer_update, "Change a site", body=SiteChange, answer_type=Site, is_write=True
    ),
    Call(
        "make_test_link",
        "POST",
        _LINK,
        answer_test_link,
        "Make a signed test link",
        answer_type=TestLink,
        is_write=True,
    ),
    Call("archive_site", "DELETE", _ONE, answer_archive, "Archive a site", answer_type=Site, is_write=True),
    # Reading it is for those who may change the site: whoever knows it can confirm sales.
    Call(
        "read_signing_key",
        "GET",
        _KEY,
        answer_signing_key,
        "Read the signing key",
        answer_type=SigningKey,
        is_write=True,
    ),
    Call(
        "rotate_signing_key",
        "POST",
        f"{_KEY}/rotation",
        answer_rotate_signing_key,
        "Rotate the signing key",
        answer_type=SigningKey,
        is_write=True,
    ),
)
