"""`prm ledger`: verifies the ledger of commissions and writes it for other programs."""

from pathlib import Path
from typing import IO

import click

from cli.options import any_site_option, data_dir_option, json_option, print_json
from cli.registry_access import choose_site, reading_registry
from earnings.export.beancount_file import write_beancount
from earnings.export.csv_file import write_csv
from earnings.storage.posted import read_posted
from earnings.storage.rows import list_sites
from earnings.storage.verification import Verified, verify_ledger

_FORMATS = {"csv": write_csv, "beancount": write_beancount}


@click.group()
def ledger() -> None:
    """The ledger of commissions and payouts, which only ever grows."""


@ledger.command("verify")
@click.option("--site", default=None, metavar="SITE", help="Id, site key or name; default: all sites.")
@json_option
@data_dir_option
def verify(site: str | None, as_json: bool, data_dir: Path | None) -> None:
    """Compute every hash again and compare each record with its postings and statements.

    Names the first broken record of each site and exits with status 1 if there is one. Compare the hash of the end
    with one that was noted earlier, for example on a statement: who could rewrite the whole chain cannot change that.
    """
    site_id = choose_site(data_dir, site)[0] if site else None
    with reading_registry(data_dir) as session:
        connection = session.connection()
        sites = list_sites(connection) if site_id is None else [site_id]
        found = [verify_ledger(connection, each) for each in sites]
    if as_json:
        print_json([_describe(each) for each in found])
    else:
        _show(found)
    if any(each.broken for each in found):
        raise SystemExit(1)


@ledger.command("export")
@any_site_option
@click.option("--format", "file_format", type=click.Choice(list(_FORMATS)), default="csv")
@click.option("-o", "--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="Default: stdout.")
@data_dir_option
def export(site: str | None, file_format: str, output: IO[str], data_dir: Path | None) -> None:
    """Write every posting, in the order in which it was stored."""
    site_id = choose_site(data_dir, site)[0]
    with reading_registry(data_dir) as session:
        for piece in _FORMATS[file_format](read_posted(session.connection(), site_id)):
            output.write(piece)


def _show(found: list[Verified]) -> None:
    for each in found:
        if each.broken:
            click.echo(f"site {each.site_id}, record {each.broken.seq}: {each.broken.problem}")
        else:
            end = f", the last has the hash {each.head.hash}" if each.head.seq else ""
            click.echo(f"site {each.site_id}: {each.head.seq:,} records are as they were stored{end}")
    if not found:
        click.echo("there is no ledger yet")


def _describe(verified: Verified) -> dict[str, object]:
    broken = verified.broken
    return {
        "site_id": verified.site_id,
        "seq": verified.head.seq,
        "hash": verified.head.hash,
        "broken": {"seq": broken.seq, "problem": broken.problem} if broken else None,
    }
