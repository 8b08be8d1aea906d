"""`prm link`: short links of partners."""

from datetime import UTC, datetime
from pathlib import Path

import click

from cli.options import (
    data_dir_option,
    json_option,
    print_json,
    print_table,
    site_option,
)
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from registry.links import archive_link, create_link, list_links
from registry.partners import resolve_partner
from registry.sites import resolve_site


@click.group()
def link() -> None:
    """Short links /r/CODE."""


@link.command("create")
@site_option
@click.option("--partner", required=True, help="Code or id.")
@click.option("--destination", required=True, metavar="URL", help="A page on one of the site's hosts.")
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
    if as_json:
        print_json({"link_id": made.id, "code": made.code, "partner_id": found.id, "destination": destination})
    else:
        click.echo(f"link {made.id}: /r/{made.code} redirects to {destination} for {found.name}")


@link.command("list")
@site_option
@json_option
@data_dir_option
def show(site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the links of a site that are not archived."""
    with reading_registry(data_dir) as session:
        rows: list[list[object]] = [
            [each.id, each.code, each.partner_id, each.destination, each.sub_id, each.expires_at]
            for each in list_links(session, resolve_site(session, site).id)
        ]
    print_table(["link_id", "code", "partner_id", "destination", "sub_id", "expires_at"], rows, as_json)


@link.command("archive")
@click.argument("link_id", type=int)
@site_option
@data_dir_option
def archive(link_id: int, site: str, data_dir: Path | None) -> None:
    """Archive a link; its code cannot be used again."""
    with changing_registry(data_dir) as session:
        archived = archive_link(session, resolve_site(session, site).id, link_id, utc_now())
    click.echo(f"link {archived.id}: /r/{archived.code} is archived")
