"""`prm partner merge`: two partners become one."""

from pathlib import Path

import click

from cli.options import data_dir_option, site_option
from cli.registry_access import changing_registry
from database.columns import utc_now
from registry.partner_merge import merge_partners
from registry.partners import resolve_partner
from registry.sites import resolve_site


@click.command("merge")
@click.argument("partner")
@site_option
@click.option("--into", required=True, metavar="PARTNER", help="Who gets the codes: code or id.")
@data_dir_option
def merge(partner: str, site: str, into: str, data_dir: Path | None) -> None:
    """Move all codes, links and promo codes of PARTNER to another, and archive PARTNER.

    Clicks by these codes are the other's for all history. Money that PARTNER was credited stays PARTNER's.
    """
    with changing_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
        emptied, target = resolve_partner(session, site_id, partner), resolve_partner(session, site_id, into)
        merge_partners(session, site_id, emptied.id, target.id, utc_now())
        codes = ", ".join(code.code for code in target.codes)
    click.echo(f"partner {target.id}: {target.name} is recognised by {codes}")
    click.echo(f"partner {emptied.id}: {emptied.name} is archived; what he earned stays his")
