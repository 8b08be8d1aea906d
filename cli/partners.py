"""`prm partner`: partners of a site."""

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
from registry.partners import archive_partner, create_code, create_partner, list_partners, resolve_partner
from registry.sites import resolve_site


@click.group()
def partner() -> None:
    """Partners, who refer visitors to a site."""


@partner.command("create")
@site_option
@click.option("--code", required=True, help="Code in the partner's links: ?ref=CODE.")
@click.option("--name", required=True)
@click.option("--email", default="")
@json_option
@data_dir_option
def create(site: str, code: str, name: str, email: str, as_json: bool, data_dir: Path | None) -> None:
    """Create a partner; the token for the partner's own page is shown only once."""
    with changing_registry(data_dir) as session:
        made, token = create_partner(session, resolve_site(session, site).id, code, name, email=email)
    if as_json:
        print_json({"partner_id": made.id, "code": code, "token": token})
        return
    click.echo(f"partner {made.id}: {made.name}, recognised by ?ref={code}")
    click.echo(f"token  {token}   (for the partner's own page; shown only once)")


@partner.command("list")
@site_option
@json_option
@data_dir_option
def show(site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the partners of a site with their codes."""
    with reading_registry(data_dir) as session:
        rows: list[list[object]] = [
            [each.id, each.name, [code.code for code in each.codes], each.email, each.status]
            for each in list_partners(session, resolve_site(session, site).id)
        ]
    print_table(["partner_id", "name", "codes", "email", "status"], rows, as_json)


@partner.command("add-code")
@click.argument("code")
@site_option
@click.option("--partner", "given", required=True, metavar="PARTNER", help="Code or id.")
@data_dir_option
def add(code: str, site: str, given: str, data_dir: Path | None) -> None:
    """Add a CODE to a partner; earlier clicks with it count too."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, given)
        create_code(session, found.site_id, found.id, code)
    click.echo(f"partner {found.id}: {found.name} is also recognised by ?ref={code}")


@partner.command("archive")
@click.argument("partner")
@site_option
@data_dir_option
def archive(partner: str, site: str, data_dir: Path | None) -> None:
    """Revoke PARTNER's token; links still redirect, codes cannot be used again."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        archive_partner(session, found.site_id, found.id)
    click.echo(f"partner {found.id}: {found.name} is archived")
