"""`prm geo install`: puts an IP geolocation database where ingest finds it."""

import os
from pathlib import Path

import click

from cli.options import data_dir_option, load_settings
from ingest.enrich.country_ranges import TOR_DIRECTORY
from ingest.enrich.geo_database import describe_database, install_database
from settings import IngestSettings


@click.group()
def geo() -> None:
    """IP geolocation databases."""


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
    help="Directory with the files geoip and geoip6 of the package tor-geoipdb.",
)
@data_dir_option
def install(source: Path | None, tor_dir: Path, data_dir: Path | None) -> None:
    """Install a database; ingest uses it within a second, without a restart."""
    settings = load_settings(IngestSettings, data_dir)
    if source is None:
        click.echo("building countries, about a minute …", err=True)
    path, variable = install_database(settings.data_dir, source, tor_dir)
    click.echo(f"installed {path}: {describe_database(path)}")
    if os.environ.get(variable):
        click.echo(f"{variable}={os.environ[variable]} is set and overrides it: unset it to use this one.")
