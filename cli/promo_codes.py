"""`prm promo-code`: codes typed at checkout that belong to partners."""

from pathlib import Path

import click

from cli.options import data_dir_option, json_option, print_record, print_table, site_option
from cli.registry_access import changing_registry, reading_registry
from database.columns import utc_now
from registry.models import PromoCode
from registry.partners import resolve_partner
from registry.promo_codes import (
    archive_promo_code,
    create_promo_code,
    get_promo_code,
    list_promo_codes,
    update_promo_code,
)
from registry.sites import resolve_site

FIELD_NAMES = ["promo_code_id", "code", "partner_id"]


@click.group("promo-code")
def promo_code() -> None:
    """Codes typed at checkout."""


@promo_code.command("create")
@site_option
@click.option("--partner", required=True, help="Code or id.")
@click.option("--code", required=True, help="What the buyer types.")
@json_option
@data_dir_option
def create(site: str, partner: str, code: str, as_json: bool, data_dir: Path | None) -> None:
    """Make a promo code of a partner."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        made = create_promo_code(session, found.site_id, found.id, code)
        print_record(FIELD_NAMES, _make_row(made), as_json)


@promo_code.command("list")
@site_option
@json_option
@data_dir_option
def list_all(site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the promo codes of a site that are not archived."""
    with reading_registry(data_dir) as session:
        rows = [_make_row(each) for each in list_promo_codes(session, resolve_site(session, site).id)]
    print_table(FIELD_NAMES, rows, as_json)


@promo_code.command("read")
@click.argument("promo_code_id", type=int)
@site_option
@json_option
@data_dir_option
def read(promo_code_id: int, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Show one promo code."""
    with reading_registry(data_dir) as session:
        found = get_promo_code(session, resolve_site(session, site).id, promo_code_id)
        print_record(FIELD_NAMES, _make_row(found), as_json)


@promo_code.command("update")
@click.argument("promo_code_id", type=int)
@site_option
@click.option("--partner", required=True, help="Code or id of the partner it belongs to, for all history.")
@json_option
@data_dir_option
def update(promo_code_id: int, site: str, partner: str, as_json: bool, data_dir: Path | None) -> None:
    """Give a promo code to another partner."""
    with changing_registry(data_dir) as session:
        found = resolve_partner(session, resolve_site(session, site).id, partner)
        changed = update_promo_code(session, found.site_id, promo_code_id, partner_id=found.id)
        print_record(FIELD_NAMES, _make_row(changed), as_json)


@promo_code.command("archive")
@click.argument("promo_code_id", type=int)
@site_option
@data_dir_option
def archive(promo_code_id: int, site: str, data_dir: Path | None) -> None:
    """Archive a promo code: later sales with it earn nothing, and the code cannot be reused."""
    with changing_registry(data_dir) as session:
        archived = archive_promo_code(session, resolve_site(session, site).id, promo_code_id, utc_now())
    click.echo(f"promo code {archived.id}: {archived.code} is archived")


def _make_row(found: PromoCode) -> list[object]:
    return [found.id, found.code, found.partner_id]
