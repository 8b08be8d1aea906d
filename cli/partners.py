"""`prm partner`: partners of a site."""

from pathlib import Path

import click

from cli.options import (
    data_dir_option,
    json_option,
    load_settings,
    print_json,
    print_record,
    print_table,
    site_option,
)
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from registry.enums import PartnerStatus
from registry.models import Partner
from registry.partner_sessions import SIGN_IN_PATH, create_sign_in_link, end_partner_sessions
from registry.partners import (
    archive_partner,
    create_code,
    create_partner,
    list_partners,
    renew_token,
    resolve_partner,
    revoke_token,
    update_partner,
)
from registry.sites import resolve_site
from settings import ConsoleSettings
from supervisor.addresses import find_console_url

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
    """Create a partner; the token for the API is shown only once."""
    with changing_registry(data_dir) as session:
        made, token = create_partner(session, resolve_site(session, site).id, code, name, email=email)
    if as_json:
        print_json({"partner_id": made.id, "code": code, "token": token})
        return
    click.echo(f"partner {made.id}: {made.name}, recognised by ?ref={code}")
    click.echo(f"token  {token}   (for the API; shown only once)")
    click.echo(f"for the partner's own page: prm partner sign-in-link {code} --site {site!r}")


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
    """Archive PARTNER: token and sessions end, links still redirect, codes cannot be reused."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        archive_partner(session, found.site_id, found.id)
    click.echo(f"partner {found.id}: {found.name} is archived")


@partner.command("sign-in-link")
@click.argument("partner")
@site_option
@json_option
@data_dir_option
def sign_in_link(partner: str, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Make a link that opens the own page of PARTNER once, within three days."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        token, expires_at = create_sign_in_link(session, found.site_id, found.id, utc_now())
    console_url = find_console_url(load_settings(ConsoleSettings, data_dir))
    if as_json:
        print_json({"partner_id": found.id, "path": f"{SIGN_IN_PATH}#{token}", "expires_at": expires_at})
        return
    click.echo(f"{console_url}{SIGN_IN_PATH}#{token}")
    click.echo(f"opens the page of partner {found.id} ({found.name}) once, until {expires_at:%Y-%m-%d %H:%M} UTC;")
    click.echo("write your console's public address in place of the first part")


@partner.command("end-sessions")
@click.argument("partner")
@site_option
@data_dir_option
def end_sessions(partner: str, site: str, data_dir: Path | None) -> None:
    """Sign PARTNER out everywhere; links that were not opened yet end as well."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        ended = end_partner_sessions(session, found.site_id, found.id)
    click.echo(f"partner {found.id}: {found.name} is signed out ({ended} sessions ended)")


@partner.command("renew-token")
@click.argument("partner")
@site_option
@json_option
@data_dir_option
def renew(partner: str, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Replace the API token of PARTNER; it is shown only once."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        token = renew_token(session, found.site_id, found.id)
    if as_json:
        print_json({"partner_id": found.id, "token": token})
    else:
        click.echo(f"token  {token}   (for the API; shown only once)")


@partner.command("revoke-token")
@click.argument("partner")
@site_option
@data_dir_option
def revoke(partner: str, site: str, data_dir: Path | None) -> None:
    """End the API token of PARTNER; sessions stay."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        revoke_token(session, found.site_id, found.id)
    click.echo(f"partner {found.id}: {found.name} has no token")


def _make_row(partner: Partner) -> list[object]:
    return [partner.id, partner.name, [code.code for code in partner.codes], partner.email, partner.status]
