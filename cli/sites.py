"""`prm site`: client websites."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cli.next_steps import find_console_url, find_tracker_url, write_tag
from cli.options import data_dir_option, json_option, load_settings, print_json, print_record, print_table
from cli.registry_access import changing_registry, reading_registry
from console.brands import describe_brand
from database.columns import utc_now
from events.enums import ConversionsFrom
from events.test_link import LINK_SECONDS, make_test_token
from registry.brands import put_logo, update_brand
from registry.keys import FIRST_KEY_SCOPES, create_key
from registry.models import Site
from registry.site_addresses import find_test_link
from registry.site_trust import rotate_signing_key, update_trust
from registry.sites import archive_site, create_site, list_sites, resolve_site, update_site
from settings import ConsoleSettings, RegistrySettings
from settings.data_directory import read_secret
from settings.own_hosts import list_own_hosts

FIELD_NAMES = [
    "site_id", "name", "site_key", "hosts", "link_hosts", "currency", "timezone", "display_currency",
    "shown_name", "accent", "cabinet_host", "logo", "partners_see_orders",
    "sales_from", "leads_from", "max_browser_amount", "browser_sales_per_hour", "is_demo",
]  # fmt: skip
_REPORTERS = click.Choice([each.value for each in ConversionsFrom])


@click.group()
def site() -> None:
    """Client websites."""


@site.command("create")
@click.argument("name")
@click.option("--host", "hosts", multiple=True, required=True, help="Host of its pages; *.HOST for every subdomain.")
@click.option("--currency", default="EUR", help="Default currency of amounts.")
@click.option("--timezone", default="UTC", help="IANA time zone of its reports.")
@json_option
@data_dir_option
def create(
    name: str, hosts: tuple[str, ...], currency: str, timezone: str, as_json: bool, data_dir: Path | None
) -> None:
    """Create a site with its first secret key, which is shown only once."""
    with changing_registry(data_dir, make=True) as session:
        made = create_site(session, name, hosts, currency=currency, timezone=timezone, may_share_hosts=True)
        _, secret_key = create_key(session, made.id, "first", FIRST_KEY_SCOPES)
    tag = write_tag(find_tracker_url(data_dir), made.site_key)
    if as_json:
        keys = {"site_key": made.site_key, "secret_key": secret_key, "signing_key": made.signing_key, "tag": tag}
        print_json({"site_id": made.id, **keys})
        return
    click.echo(f"site {made.id}: {made.name} ({', '.join(made.hosts)})")
    click.echo(f"site key    {made.site_key}   (public, for the tag)")
    click.echo(f"secret key  {secret_key}   (for your server; shown only once)")
    click.echo(f"signing key {made.signing_key}   (for your server, to sign what its pages send)")
    click.echo(f"Paste this tag into every page, then open one:\n  {tag}")
    click.echo(f"See it arrive: {find_console_url(data_dir)}/settings/tag?site={made.id}")


@site.command("list")
@json_option
@data_dir_option
def list_all(as_json: bool, data_dir: Path | None) -> None:
    """List the sites that are not archived."""
    with reading_registry(data_dir) as session:
        rows = [_make_row(each) for each in list_sites(session)]
    print_table(FIELD_NAMES, rows, as_json)


@site.command("read")
@click.argument("site")
@json_option
@data_dir_option
def read(site: str, as_json: bool, data_dir: Path | None) -> None:
    """Show one SITE, given by id, site key or name."""
    with reading_registry(data_dir) as session:
        print_record(FIELD_NAMES, _make_row(resolve_site(session, site)), as_json)


@site.command("update")
@click.argument("site")
@click.option("--name")
@click.option("--host", "hosts", multiple=True, help="All of its hosts from now on.")
@click.option("--link-host", "link_hosts", multiple=True, help="All further hosts to which its links may lead.")
@click.option("--no-link-hosts", is_flag=True, help="Its links lead to its own hosts alone.")
@click.option("--currency")
@click.option("--timezone")
@click.option("--display-currency", help="Pages convert figures to it; an empty text: to none.")
@click.option("--shown-name", help="What partners call it; an empty text: its name.")
@click.option("--accent", help="Colour of what partners see, like #1f6a9e; an empty text: the usual one.")
@click.option("--cabinet-host", help="Host of its own under which its partners sign in; an empty text: none.")
@click.option("--logo", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="PNG, JPEG or WebP.")
@click.option("--no-logo", is_flag=True, help="Partners see no logo any more.")
@click.option("--sales-from", type=_REPORTERS, help="Whose reports make sales; an import counts as the server's.")
@click.option("--leads-from", type=_REPORTERS, help="Whose reports make leads.")
@click.option("--max-browser-amount", type=int, help="Highest sale of a browser, unsigned, in minor units; 0: any.")
@click.option("--browser-sales-per-hour", type=int, help="Most sales of browsers, unsigned, in an hour; 0: any.")
@click.option(
    "--partners-see-orders/--partners-see-no-orders",
    default=None,
    help="Whether partners see order ids; else they see keyed hashes.",
)
@json_option
@data_dir_option
def update(
    site: str,
    name: str | None,
    hosts: tuple[str, ...],
    link_hosts: tuple[str, ...],
    no_link_hosts: bool,
    currency: str | None,
    timezone: str | None,
    display_currency: str | None,
    partners_see_orders: bool | None,
    shown_name: str | None,
    accent: str | None,
    cabinet_host: str | None,
    logo: Path | None,
    no_logo: bool,
    as_json: bool,
    data_dir: Path | None,
    **trust: Any,
) -> None:
    """Change SITE; options that are not given keep their values."""
    with changing_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
        update_site(
            session,
            site_id,
            name=name,
            hosts=hosts or None,
            link_hosts=_choose_link_hosts(link_hosts, no_link_hosts),
            currency=currency,
            timezone=timezone,
            display_currency=display_currency,
            partners_see_orders=partners_see_orders,
            may_share_hosts=True,
        )
        update_brand(
            session,
            site_id,
            shown_name=shown_name,
            accent=accent,
            cabinet_host=cabinet_host,
            own_hosts=list_own_hosts(load_settings(ConsoleSettings, data_dir)),
            may_share_hosts=True,
        )
        picture = _read_logo(logo, no_logo)
        if picture is not None:
            put_logo(session, site_id, picture)
        print_record(FIELD_NAMES, _make_row(update_trust(session, site_id, **trust)), as_json)


@site.command("signing-key")
@click.argument("site")
@click.option("--rotate", is_flag=True, help="Make another one first; what the old one signs is no longer believed.")
@json_option
@data_dir_option
def signing_key(site: str, rotate: bool, as_json: bool, data_dir: Path | None) -> None:
    """Show the key by which the server of SITE signs what its pages send."""
    if rotate:
        with changing_registry(data_dir) as session:
            key = rotate_signing_key(session, resolve_site(session, site).id).signing_key
    else:
        with reading_registry(data_dir) as session:
            key = resolve_site(session, site).signing_key
    print_record(["signing_key"], [key], as_json)


@site.command("test-link")
@click.argument("site")
@click.option("--ref", default="", metavar="CODE", help="A partner's code to test.")
@json_option
@data_dir_option
def test_link(site: str, ref: str, as_json: bool, data_dir: Path | None) -> None:
    """Make a link to SITE that tests its tag and, for a day, shows whether a code is a partner's."""
    expires_s = int(time.time()) + LINK_SECONDS
    secret = read_secret(load_settings(RegistrySettings, data_dir))
    with reading_registry(data_dir) as session:
        found = resolve_site(session, site)
        url = find_test_link(session, found, make_test_token(secret, found.id, expires_s), ref)
    if as_json:
        print_json({"url": url, "expires_at": datetime.fromtimestamp(expires_s, UTC).isoformat()})
        return
    click.echo(url)


@site.command("archive")
@click.argument("site")
@data_dir_option
def archive(site: str, data_dir: Path | None) -> None:
    """Stop accepting events of SITE; nothing recorded is removed."""
    with changing_registry(data_dir) as session:
        found = resolve_site(session, site)
        archive_site(session, found.id, utc_now())
    click.echo(f"site {found.id}: {found.name} is archived")


def _choose_link_hosts(given: tuple[str, ...], are_none: bool) -> tuple[str, ...] | None:
    """None leaves them as they are."""
    if given and are_none:
        raise click.UsageError("give --link-host or --no-link-hosts, not both")
    return given if given or are_none else None


def _read_logo(given: Path | None, is_none: bool) -> bytes | None:
    """None leaves it as it is."""
    if given and is_none:
        raise click.UsageError("give --logo or --no-logo, not both")
    if given:
        return given.read_bytes()
    return b"" if is_none else None


def _make_row(site: Site) -> list[object]:
    shown = {"site_id": site.id, "logo": describe_brand(site).logo}
    return [shown[name] if name in shown else getattr(site, name) for name in FIELD_NAMES]
