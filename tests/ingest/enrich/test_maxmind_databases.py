"""MaxMind's own test databases, out of the source package of `maxminddb`, are read as MaxMind's library reads them."""

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import geoip2.database
import maxminddb
import pytest

from ingest.enrich.geography import Geography
from tests.ingest.builders import make_settings

KINDS = (
    ("tor", "is_tor_exit_node"),
    ("vpn", "is_anonymous_vpn"),
    ("proxy", "is_public_proxy"),
    ("residential", "is_residential_proxy"),
    ("hosting", "is_hosting_provider"),
)


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the databases, from the configured package index."""
    place = tmp_path_factory.mktemp("maxminddb")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    done = subprocess.run([*command, "--dest", str(place), "maxminddb"], capture_output=True, timeout=300, check=False)
    archives = list(place.glob("*.tar.gz"))
    if done.returncode or not archives:
        pytest.skip(f"maxminddb's source cannot be had: {done.stderr.decode()}")
    with tarfile.open(archives[0]) as archive:
        # Python 3.11.3 and older have no filters and ignore this.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(place)  # noqa: S202 (filtered where that is possible)
    (found,) = place.glob("*/tests/data")
    return found


@pytest.mark.parametrize("name", ["GeoIP2-City-Test", "GeoLite2-City-Test", "GeoIP2-Country-Test"])
def test_locations_are_those_of_the_database(name: str, databases: Path, tmp_path: Path) -> None:
    path = databases / "test-data" / f"{name}.mmdb"
    geography = Geography(make_settings(tmp_path, geo_db=str(path)))
    with geoip2.database.Reader(path) as reader:
        for ip in _list_addresses(path):
            record = reader.city(ip) if "City" in name else reader.country(ip)
            country = record.country.iso_code or record.registered_country.iso_code or ""
            city = record.city.names.get("en", "") if "City" in name else ""  # type: ignore[attr-defined]
            assert geography.find_location(ip) == (country, city), ip


def test_autonomous_systems_are_those_of_the_database(databases: Path, tmp_path: Path) -> None:
    path = databases / "test-data" / "GeoLite2-ASN-Test.mmdb"
    geography = Geography(make_settings(tmp_path, asn_db=str(path)))
    with geoip2.database.Reader(path) as reader:
        for ip in _list_addresses(path):
            assert geography.find_network(ip).asn == reader.asn(ip).autonomous_system_number, ip


def test_kinds_of_networks_are_those_of_the_database(databases: Path, tmp_path: Path) -> None:
    path = databases / "test-data" / "GeoIP2-Anonymous-IP-Test.mmdb"
    geography = Geography(make_settings(tmp_path, networks_db=str(path)))
    with geoip2.database.Reader(path) as reader:
        for ip in _list_addresses(path):
            record = reader.anonymous_ip(ip)
            expected = next((kind for kind, field in KINDS if getattr(record, field)), "")
            assert geography.find_network(ip).kind == expected, ip


def test_no_damaged_database_stops_ingest(databases: Path, tmp_path: Path) -> None:
    for path in sorted((databases / "bad-data").rglob("*.mmdb")):
        geography = Geography(make_settings(tmp_path, geo_db=str(path), asn_db=str(path), networks_db=str(path)))
        for ip in ("1.1.1.1", "81.2.69.142", "2001:db8::1"):
            geography.find_location(ip)
            geography.find_network(ip)


def _list_addresses(path: Path) -> Iterator[str]:
    """An address of every network in the database."""
    with maxminddb.open_database(path) as reader:
        addresses = [str(network.network_address) for network, _ in reader]
    assert addresses
    yield from addresses
