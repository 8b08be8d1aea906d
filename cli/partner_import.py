"""`prm partner import`: many partners from a file, as another system exports its affiliates."""

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from cli.options import any_site_option, data_dir_option, json_option, load_settings, print_json
from cli.registry_access import changing_registry, choose_site
from database.sessions import begin_change, open_sessions
from registry.keys import COMMAND
from registry.partner_import import Imported, NewPartner, Outcome, import_partner
from registry.sites import get_program
from settings import RegistrySettings
from transfer.event_files import choose_format
from transfer.partner_files import PARTNER_PRESETS_BY_NAME, PartnerRow, choose_partner_preset, read_partners
from transfer.reading.dialect import UTF_8, detect_dialect
from transfer.reading.records import name_column, read_columns

_REFUSED_SHOWN = 10


class _Rehearsed(Exception):
    """Takes a transaction back."""


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@any_site_option
@click.option("--dry-run", is_flag=True, help="Create nothing: show what would become of each row.")
@click.option(
    "--from",
    "preset",
    type=click.Choice(list(PARTNER_PRESETS_BY_NAME)),
    default=None,
    help="The system that exported the file; default: by its headings.",
)
@click.option("--program", default=None, type=int, metavar="ID", help="Their program; default: the site's first.")
@json_option
@data_dir_option
def import_file(
    file: Path,
    site: str | None,
    dry_run: bool,
    preset: str | None,
    program: int | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Create the partners of FILE with their codes and promo codes, and give those who exist the codes they lack.

    All codes of a row are one partner's, so his old links go on earning. Own headings: name, email, code, codes,
    promo_codes, several codes separated by blanks. Refused rows end the command with status 1; the others count. The
    same file again changes nothing. Tokens are made by `prm partner renew-token` when a partner needs one.
    """
    site_id, _ = choose_site(data_dir, site)
    rows = _read(file, preset or "")

    def import_all(session: Session) -> list[Imported]:
        program_id = get_program(session, site_id, program).id
        return [_import(session, site_id, row, program_id) for row in rows]

    done: list[Imported] = []
    if dry_run:
        with suppress(_Rehearsed), begin_change(open_sessions(load_settings(RegistrySettings, data_dir))) as session:
            done = import_all(session)
            raise _Rehearsed
    else:
        with changing_registry(data_dir) as session:
            done = import_all(session)
    _print(rows, done, dry_run=dry_run, as_json=as_json)
    if any(each.problem for each in done):
        raise SystemExit(1)


def _read(file: Path, preset: str) -> list[PartnerRow]:
    file_format = choose_format(file, None)
    dialect = detect_dialect(file) if file_format == "csv" else UTF_8
    with file.open("rb") as opened:
        headings = list(map(name_column, read_columns(opened, file_format, dialect)))
    with file.open("rb") as opened:
        return list(read_partners(opened, file_format, dialect, choose_partner_preset(preset, headings)))


def _import(session: Session, site_id: int, row: PartnerRow, program_id: int | None) -> Imported:
    if row.problem:
        return Imported(Outcome.REFUSED, problem=row.problem)
    new = NewPartner(row.name, row.email, row.codes, row.promo_codes)
    return import_partner(session, site_id, new, program_id, COMMAND)


def _print(rows: list[PartnerRow], done: list[Imported], *, dry_run: bool, as_json: bool) -> None:
    counts = Counter[str](each.outcome for each in done)
    if as_json:
        print_json({**counts, "rows": [_describe(row, each) for row, each in zip(rows, done, strict=True)]})
        return
    for row, each in zip(rows, done, strict=True):
        if dry_run and not each.problem:
            codes = " ".join((*row.codes, *(f"promo:{code}" for code in row.promo_codes)))
            click.echo(f"line {row.number}: {each.outcome} {row.name} {row.email} {codes}")
    refused = [(row, each) for row, each in zip(rows, done, strict=True) if each.problem]
    for row, each in refused[:_REFUSED_SHOWN]:
        click.echo(f"line {row.number}: {each.problem}", err=True)
    words = ", ".join(f"{counts[name]:,} {name}" for name in ("created", "extended", "unchanged", "refused"))
    click.echo(f"{len(rows):,} rows: {words}{' (nothing is changed)' * dry_run}")


def _describe(row: PartnerRow, done: Imported) -> dict[str, Any]:
    return {
        "line": row.number,
        "outcome": done.outcome,
        "partner_id": done.partner_id,
        "name": row.name,
        "codes": list(row.codes),
        "promo_codes": list(row.promo_codes),
        **({"problem": done.problem} if done.problem else {}),
    }
