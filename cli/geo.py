"""`prm geo install`: puts a database of addresses where ingest finds it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import maxminddb
from geoip2.database import Reader

from cli.failures import CommandFailed
from cli.geo_ranges import TOR_DIRECTORY, build_countries
from cli.options import choose_settings, data_dir_option
from settings import IngestSettings
from settings.data_directory import installed_geography

# What a database says of its type, and the variable in whose place it is put.
_KINDS = (("ASN", "PRM_ASN_DB"), ("Anonymous", "PRM_NETWORKS_DB"), ("City", "PRM_GEO_DB"), ("Country", "PRM_GEO_DB"))
_ATTRIBUTIONS = (
    ("GeoLite2", "This product includes GeoLite Data created by MaxMind, available from https://www.maxmind.com."),
    ("GeoIP2", "MaxMind, https://www.maxmind.com, under the licence you have from there"),
)


@click.group()
def geo() -> None:
    """Databases of where addresses are."""


@geo.command()
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="GeoLite2 or GeoIP2 .mmdb: City, Country, ASN or Anonymous-IP; else countries are built from --tor-dir.",
)
@click.option(
    "--tor-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=TOR_DIRECTORY,
    help="Where the package tor-geoipdb has its files geoip and geoip6.",
)
@data_dir_option
def install(source: Path | None, tor_dir: Path, data_dir: Path | None) -> None:
    """Install a database; ingest uses it within a second, without a restart."""
    settings = choose_settings(IngestSettings, data_dir)
    with _drafting(settings.data_dir) as draft:
        if source is None:
            click.echo("building countries, about a minute …", err=True)
            build_countries(tor_dir, draft)
        else:
            shutil.copyfile(source, draft)
        variable = name_variable(draft, source or tor_dir)
        told = describe_database(draft)
        path = installed_geography(settings.data_dir, variable)
        draft.replace(path)
    click.echo(f"installed {path}: {told}")
    if os.environ.get(variable):
        click.echo(f"{variable}={os.environ[variable]} is set and wins: remove it to use this one.")


def describe_database(path: Path) -> str:
    """Type, day and whom to name for it; raises ``OSError`` or ``maxminddb.InvalidDatabaseError``."""
    with Reader(path) as reader:
        about = reader.metadata()
    day = datetime.fromtimestamp(about.build_epoch, UTC).date()
    known = next((line for name, line in _ATTRIBUTIONS if about.database_type.startswith(name)), "")
    attribution = known or about.description.get("en", "")
    return f"{about.database_type}, made {day}. {attribution}".rstrip()


def name_variable(path: Path, source: Path) -> str:
    """The variable that would name this database; raises :class:`CommandFailed` for what is none, or damaged."""
    try:
        with maxminddb.open_database(path) as reader:
            for network in range(256):
                reader.get(f"{network}.0.0.1")
            kind = reader.metadata().database_type
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as exc:
        raise CommandFailed(f"{source} is no whole database in MaxMind's format: {exc}", "Fetch it again.") from exc
    variable = next((variable for name, variable in _KINDS if name in kind), "")
    if not variable:
        raise CommandFailed(f"{source} is a {kind}", "Give a City, Country, ASN or Anonymous-IP database.")
    return variable


@contextmanager
def _drafting(data_dir: Path) -> Iterator[Path]:
    """A file beside the installed ones, to be renamed over one of them; else removed at the end."""
    directory = installed_geography(data_dir, "PRM_GEO_DB").parent
    directory.mkdir(parents=True, exist_ok=True)
    draft = directory / f"draft.{os.getpid()}"
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)
