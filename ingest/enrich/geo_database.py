"""Installs an IP geolocation database where ingest finds it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import maxminddb
from geoip2.database import Reader

from ingest.enrich.country_ranges import build_countries
from ingest.enrich.geo_errors import GeoDatabaseInvalid
from settings.data_directory import installed_geography

# A part of the database's type, and the variable that names such a database.
_VARIABLES = (
    ("ASN", "PRM_ASN_DB"),
    ("Anonymous", "PRM_NETWORKS_DB"),
    ("City", "PRM_GEO_DB"),
    ("Country", "PRM_GEO_DB"),
)
_ATTRIBUTIONS = (
    ("GeoLite2", "This product includes GeoLite Data created by MaxMind, available from https://www.maxmind.com."),
    ("GeoIP2", "MaxMind, https://www.maxmind.com, under the licence you have from there"),
)


def install_database(data_dir: Path, source: Path | None, tor_dir: Path) -> tuple[Path, str]:
    """A copy of ``source``, else countries built from the files in ``tor_dir``; its path and the variable it serves.

    Raises :class:`GeoDatabaseInvalid`, and then the installed one stays.
    """
    with _draft_database(data_dir) as draft:
        if source is None:
            build_countries(tor_dir, draft)
        else:
            shutil.copyfile(source, draft)
        variable = find_variable(draft, source or tor_dir)
        describe_database(draft)
        path = installed_geography(data_dir, variable)
        draft.replace(path)
    return path, variable


def describe_database(path: Path) -> str:
    """Type, build date and attribution; raises ``OSError`` or ``maxminddb.InvalidDatabaseError``."""
    with Reader(path) as reader:
        about = reader.metadata()
    day = datetime.fromtimestamp(about.build_epoch, UTC).date()
    known = next((line for name, line in _ATTRIBUTIONS if about.database_type.startswith(name)), "")
    attribution = known or about.description.get("en", "")
    return f"{about.database_type}, built {day}. {attribution}".rstrip()


def find_variable(path: Path, source: Path) -> str:
    """The variable that names databases of this type; raises :class:`GeoDatabaseInvalid` for any other file."""
    try:
        with maxminddb.open_database(path) as reader:
            for network in range(256):
                reader.get(f"{network}.0.0.1")
            kind = reader.metadata().database_type
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as exc:
        raise GeoDatabaseInvalid(
            f"{source} is no whole database in MaxMind's format: {exc}", "Fetch it again."
        ) from exc
    variable = next((variable for name, variable in _VARIABLES if name in kind), "")
    if not variable:
        raise GeoDatabaseInvalid(f"{source} is a {kind}", "Give a City, Country, ASN or Anonymous-IP database.")
    return variable


@contextmanager
def _draft_database(data_dir: Path) -> Iterator[Path]:
    """A file beside the installed ones, to be renamed over one of them; else removed at the end."""
    directory = installed_geography(data_dir, "PRM_GEO_DB").parent
    directory.mkdir(parents=True, exist_ok=True)
    draft = directory / f"draft.{os.getpid()}"
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)
