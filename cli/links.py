"""`prm link`: short links of partners."""

from datetime import UTC, datetime
from pathlib import Path

import click

from cli.next_steps import find_tracker_url
from cli.options import (
    data_dir_option,
    json_option,
    print_json,
    print_record,
    print_table,
    site_option,
)
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from registry.links import archive_link, create_link, get_link, list_links, update_link
from registry.models import Link
from registry.partners import resolve_partner
from registry.sites import resolve_site

FIELD_NAMES = ["link_id", "code", "partner_id", "destination", "sub_id", "expires_at"]


@click.group()
def link() -> None:
    """Short links /r/CODE."""


@link.command("create")
@site_option
@click.option("--partner", required=True, help="Code or id.")
@click.option("--destination", required=True, metavar="URL", help="A page on one of the site's hosts or link hosts.")
@click.option("--code", default="", help="The part after /r/; default: a random one.")
@click.option("--sub-id", default="", help="The partner's own name for where the link is placed.")
@click.option("--expires", type=click.DateTime(), help="When it expires, in UTC.")
@json_option
@data_dir_option
def create(
    site: str,
    partner: str,
    destination: str,
    code: str,
    sub_id: str,
    expires: datetime | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Create a short link to a page of the site."""
    expires_at = expires and expires.replace(tzinfo=UTC)
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        made = create_link(
            session, found.site_id, found.id, destination, code=code, sub_id=sub_id, expires_at=expires_at
        )
    url, made_link = f"{find_tracker_url(data_dir)}/r/{made.code}", {"link_id": made.id, "code": made.code}
    if as_json:
        print_json({**made_link, "partner_id": found.id, "destination": destination, "url": url})
    else:
        click.echo(f"link {made.id}: redirects to {destination} for {found.name}\n{url}")


@link.command("list")
@site_option
@json_option
@data_dir_option
def list_all(site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the links of a site that are not archived."""
    with reading_registry(data_dir) as session:
        rows = [_make_row(each) for each in list_links(session, resolve_site(session, site).id)]
    print_table(FIELD_NAMES, rows, as_json)


@link.command("read")
@click.argument("link_id", type=int)
@site_option
@json_option
@data_dir_option
def read(link_id: int, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Show one link."""
    with reading_registry(data_dir) as session:
        print_record(FIELD_NAMES, _make_row(get_link(session, resolve_site(session, site).id, link_id)), as_json)


@link.command("update")
@click.argument("link_id", type=int)
@site_option
@click.option("--partner", help="Code or id.")
@click.option("--destination", metavar="URL")
@click.option("--sub-id")
@click.option("--expires", type=click.DateTime(), help="When it ends, in UTC.")
@json_option
@data_dir_option
def update(
    link_id: int,
    site: str,
    partner: str | None,
    destination: str | None,
    sub_id: str | None,
    expires: datetime | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Change a link; options that are not given keep their values. The code cannot be changed."""
    with changing_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
        changed = update_link(
            session,
            site_id,
            link_id,
            partner_id=resolve_partner(session, site_id, partner).id if partner else None,
            destination=destination,
            sub_id=sub_id,
            expires_at=expires and expires.replace(tzinfo=UTC),
        )
        print_record(FIELD_NAMES, _make_row(changed), as_json)


@link.command("archive")
@click.argument("link_id", type=int)
@site_option
@data_dir_option
def archive(link_id: int, site: str, data_dir: Path | None) -> None:
    """Archive a link; its code cannot be used again."""
    with changing_registry(data_dir) as session:
        archived = archive_link(session, resolve_site(session, site).id, link_id, utc_now())
    click.echo(f"link {archived.id}: /r/{archived.code} is archived")


def _make_row(link: Link) -> list[object]:
    return [link.id, link.code, link.partner_id, link.destination, link.sub_id, link.expires_at]
