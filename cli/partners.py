"""`prm partner`: partners of a site."""

from pathlib import Path

import click

from cli.options import (
    data_dir_option,
    json_option,
    print_json,
    print_record,
    print_table,
    site_option,
)
from cli.registry_access import changing_registry, reading_registry
from registry.enums import PartnerStatus
from registry.models import Partner
from registry.partners import (
    archive_partner,
    create_code,
    create_partner,
    list_partners,
    resolve_partner,
    update_partner,
)
from registry.sites import resolve_site

FIELD_NAMES = ["partner_id", "name", "codes", "email", "status"]


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
def list_all(site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the partners of a site with their codes."""
    with reading_registry(data_dir) as session:
        rows = [_make_row(each) for each in list_partners(session, resolve_site(session, site).id)]
    print_table(FIELD_NAMES, rows, as_json)


@partner.command("read")
@click.argument("partner")
@site_option
@json_option
@data_dir_option
def read(partner: str, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Show one PARTNER, given by code or id."""
    with reading_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        print_record(FIELD_NAMES, _make_row(found), as_json)


@partner.command("update")
@click.argument("partner")
@site_option
@click.option("--name")
@click.option("--email")
@click.option("--status", type=click.Choice([status.value for status in PartnerStatus]))
@click.option("--program", "program_id", type=int, help="Id of the program.")
@json_option
@data_dir_option
def update(
    partner: str,
    site: str,
    name: str | None,
    email: str | None,
    status: str | None,
    program_id: int | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Change PARTNER; options that are not given keep their values."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        changed = update_partner(
            session, found.site_id, found.id, name=name, email=email, status=status, program_id=program_id
        )
        print_record(FIELD_NAMES, _make_row(changed), as_json)


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
    """Archive PARTNER: the token is revoked, links still redirect, codes cannot be reused."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        archive_partner(session, found.site_id, found.id)
    click.echo(f"partner {found.id}: {found.name} is archived")


def _make_row(partner: Partner) -> list[object]:
    return [partner.id, partner.name, [code.code for code in partner.codes], partner.email, partner.status]
