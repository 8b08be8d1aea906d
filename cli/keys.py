"""`prm key`: secret keys of a site's servers."""

from datetime import timedelta
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
from database.columns import utc_now
from registry.errors import RegistryMissing
from registry.key_revocation import revoke_key
from registry.keys import SCOPES, USUAL_SCOPES, create_key, list_keys, rotate_key
from registry.models import SecretKey
from registry.sites import resolve_site

FIELD_NAMES = ["key_id", "label", "last_four", "scopes", "created_by", "last_used_at", "revoked_at"]


@click.group()
def key() -> None:
    """Secret keys of a site's servers."""


@key.command("create")
@site_option
@click.option("--label", default="server", help="Name of the server that uses it.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=USUAL_SCOPES,
    help=f"What it may do: {', '.join(SCOPES)}; several with commas, or given several times.",
)
@json_option
@data_dir_option
def create(site: str, label: str, scopes: tuple[str, ...], as_json: bool, data_dir: Path | None) -> None:
    """Create a key; it is shown only once."""
    with changing_registry(data_dir) as session:
        chosen = [scope.strip() for given in scopes for scope in given.split(",")]
        made, secret_key = create_key(session, resolve_site(session, site).id, label, chosen)
    if as_json:
        print_json({"key_id": made.id, "secret_key": secret_key, "scopes": made.scopes})
    else:
        click.echo(f"key {made.id} ({made.label}; {', '.join(made.scopes)}): {secret_key}   (shown only once)")


@key.command("list")
@site_option
@json_option
@data_dir_option
def list_all(site: str, as_json: bool, data_dir: Path | None) -> None:
    """List the keys of a site by their last four characters; ``revoked_at`` may be in the future."""
    with reading_registry(data_dir) as session:
        rows = [_make_row(each) for each in list_keys(session, resolve_site(session, site).id)]
    print_table(FIELD_NAMES, rows, as_json)


@key.command("read")
@click.argument("key_id", type=int)
@site_option
@json_option
@data_dir_option
def read(key_id: int, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Show a key's label, scopes and last use; the key itself is not stored."""
    with reading_registry(data_dir) as session:
        for each in list_keys(session, resolve_site(session, site).id):
            if each.id == key_id:
                return print_record(FIELD_NAMES, _make_row(each), as_json)
    raise RegistryMissing(f"no key {key_id} on this site")


@key.command("rotate")
@click.argument("key_id", type=int)
@click.option("--overlap-hours", default=24.0, type=click.FloatRange(0, 24 * 365), help="How long both keys are valid.")
@site_option
@json_option
@data_dir_option
def rotate(key_id: int, overlap_hours: float, site: str, as_json: bool, data_dir: Path | None) -> None:
    """Replace a key; the old one expires after the overlap, the new one is shown only once."""
    with changing_registry(data_dir) as session:
        site_id = resolve_site(session, site).id
        new, secret_key, old = rotate_key(session, site_id, key_id, utc_now(), timedelta(hours=overlap_hours))
    if as_json:
        print_json({"key_id": new.id, "secret_key": secret_key, "scopes": new.scopes, "old_ends_at": old.revoked_at})
    else:
        click.echo(f"key {new.id} ({new.label}): {secret_key}   (shown this once)")
        click.echo(f"key {old.id} is valid until {old.revoked_at:%Y-%m-%d %H:%M} UTC")


@key.command("revoke")
@click.argument("key_id", type=int)
@site_option
@data_dir_option
def revoke(key_id: int, site: str, data_dir: Path | None) -> None:
    """Revoke a key, and the keys that were created or rotated with it."""
    with changing_registry(data_dir) as session:
        ended = revoke_key(session, resolve_site(session, site).id, key_id, utc_now())
    for each in ended:
        click.echo(f"key {each.id} ({each.label}) is revoked" + _describe_maker(each) * (each is not ended[0]))


def _describe_maker(key: SecretKey) -> str:
    return f", made by {key.created_by}"


def _make_row(key: SecretKey) -> list[object]:
    return [key.id, key.label, key.last_four, key.scopes, key.created_by, key.last_used_at, key.revoked_at]
