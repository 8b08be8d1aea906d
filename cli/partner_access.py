"""How a partner gets at his own figures: sign-in links, sessions, the account and the token for the API."""

from pathlib import Path

import click

from cli.options import data_dir_option, json_option, load_settings, print_json, site_option
from cli.registry_access import changing_registry
from database.columns import utc_now
from registry.partner_accounts import end_account as end_account_of
from registry.partner_sessions import SIGN_IN_PATH, create_sign_in_link, end_partner_sessions
from registry.partner_tokens import renew_token, revoke_token
from registry.partners import resolve_partner
from registry.sites import resolve_site
from settings import ConsoleSettings
from supervisor.addresses import find_console_url


@click.command("sign-in-link")
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


@click.command("end-sessions")
@click.argument("partner")
@site_option
@data_dir_option
def end_sessions(partner: str, site: str, data_dir: Path | None) -> None:
    """Sign PARTNER out everywhere; links that were not opened yet end as well."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        ended = end_partner_sessions(session, found.site_id, found.id)
    click.echo(f"partner {found.id}: {found.name} is signed out ({ended} sessions ended)")


@click.command("end-account")
@click.argument("email")
@data_dir_option
def end_account(email: str, data_dir: Path | None) -> None:
    """Delete the account of EMAIL with its password; its partners stay and open by sign-in links."""
    with changing_registry(data_dir) as session:
        if not end_account_of(session, email):
            raise click.ClickException(f"no partner has an account under {email}")
    click.echo(f"the account of {email} has ended; make a sign-in link for each of its partners")


@click.command("renew-token")
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


@click.command("revoke-token")
@click.argument("partner")
@site_option
@data_dir_option
def revoke(partner: str, site: str, data_dir: Path | None) -> None:
    """End the API token of PARTNER; sessions stay."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        revoke_token(session, found.site_id, found.id)
    click.echo(f"partner {found.id}: {found.name} has no token")
