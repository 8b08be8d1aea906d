"""`prm geo install` puts a database where ingest finds it, builds one of countries, and names whom it is from."""

from pathlib import Path

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from cli.geo import describe_database
from cli.geo_ranges import TOR_DIRECTORY
from ingest.enrich.geography import Geography, Network, Place
from settings.data_directory import installed_geography
from tests.cli.running_commands import Prm, PrmHere
from tests.ingest.making import make_settings

HEAD = """# Generated: Thu, 25 Jun 2026 04:33:59 GMT
# Vendor:    IPFire Project
# License:   CC BY-SA 4.0
#
# This database has been obtained from https://location.ipfire.org/
"""
ATTRIBUTION = "IPFire Project, CC BY-SA 4.0, https://location.ipfire.org/; as of Thu, 25 Jun 2026 04:33:59 GMT"
# 203.0.113.0 to .99 and .100 to .255, 198.51.100.0/24.
RANGES = "3405803776,3405803875,FR\n3405803876,3405804031,DE\n3325256704,3325256959,EU\n"
RANGES6 = "2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,IT\n"
PARIS = {"country": {"iso_code": "FR"}, "city": {"names": {"en": "Paris"}}}


@pytest.fixture
def prm(tmp_path: Path) -> Prm:
    return PrmHere(tmp_path / "data")


@pytest.fixture
def tor_directory(tmp_path: Path) -> Path:
    """What the package tor-geoipdb installs, with fewer lines."""
    directory = tmp_path / "tor"
    directory.mkdir()
    (directory / "geoip").write_text(HEAD + RANGES)
    (directory / "geoip6").write_text(HEAD + RANGES6)
    return directory


@pytest.mark.parametrize(
    ("ip", "country"),
    [
        ("203.0.113.0", "FR"),
        ("203.0.113.99", "FR"),
        ("203.0.113.100", "DE"),
        ("203.0.113.255", "DE"),
        ("203.0.114.0", ""),
        ("2001:db8::9", "IT"),
        ("2001:db8:1::9", ""),
        ("198.51.100.9", ""),
    ],
)
def test_countries_are_built_from_ranges(ip: str, country: str, prm: Prm, tor_directory: Path) -> None:
    """A continent is no country."""
    ended = prm.run("geo", "install", "--tor-dir", str(tor_directory))
    assert ended.returncode == 0, ended.stderr
    assert ATTRIBUTION in ended.stdout
    assert Geography(make_settings(prm.data_dir)).find_place(ip) == Place(country, "")


def test_the_files_of_the_package_are_understood(prm: Prm, tmp_path: Path) -> None:
    """Each five-hundredth line of them, for all of them take a minute."""
    if not (TOR_DIRECTORY / "geoip").exists():
        pytest.skip("tor-geoipdb is not installed")
    for name in ("geoip", "geoip6"):
        lines = (TOR_DIRECTORY / name).read_text().splitlines(keepends=True)
        head = [line for line in lines if line.startswith("#")]
        (tmp_path / name).write_text("".join([*head, *lines[len(head) :: 500]]))
    ended = prm.run("geo", "install", "--tor-dir", str(tmp_path))
    assert ended.returncode == 0, ended.stderr
    assert "IPFire Project, CC BY-SA 4.0, https://location.ipfire.org/" in ended.stdout


def test_without_the_package_the_remedy_is_told(prm: Prm, tmp_path: Path) -> None:
    ended = prm.run("geo", "install", "--tor-dir", str(tmp_path))
    assert ended.returncode == 1
    assert "apt-get install tor-geoipdb" in ended.stderr
    assert "--from" in ended.stderr


def test_lines_of_another_form_install_nothing(prm: Prm, tor_directory: Path) -> None:
    (tor_directory / "geoip6").write_text("2001:db8::/32,IT\n")
    assert prm.run("geo", "install", "--tor-dir", str(tor_directory)).returncode == 1
    assert list((prm.data_dir / "geo").iterdir()) == []


def test_a_bought_database_is_found_by_a_running_ingest(prm: Prm, tmp_path: Path) -> None:
    geography = Geography(make_settings(prm.data_dir))
    assert geography.find_place("203.0.113.9") == Place("", "")
    assert geography.missing == []
    city = write_database(tmp_path / "bought.mmdb", "GeoLite2-City", PARIS)
    ended = prm.run("geo", "install", "--from", str(city))
    assert "GeoLite2-City" in ended.stdout
    assert "This product includes GeoLite Data created by MaxMind" in ended.stdout
    geography.refresh()
    assert geography.find_place("203.0.113.9") == Place("FR", "Paris")
    assert [path.name for path in (prm.data_dir / "geo").iterdir()] == ["places.mmdb"]


def test_each_kind_has_its_place(prm: Prm, tmp_path: Path) -> None:
    systems = write_database(tmp_path / "a.mmdb", "GeoLite2-ASN", {"autonomous_system_number": 64500})
    networks = write_database(tmp_path / "n.mmdb", "GeoIP2-Anonymous-IP", {"is_anonymous_vpn": True})
    for path in (systems, networks):
        assert prm.run("geo", "install", "--from", str(path)).returncode == 0
    assert Geography(make_settings(prm.data_dir)).find_network("203.0.113.9") == Network(64500, "vpn")


@pytest.mark.parametrize("damage", ["text", "cut", "inside"])
def test_what_is_damaged_leaves_the_installed_one(damage: str, prm: Prm, tmp_path: Path) -> None:
    good = write_database(tmp_path / "good.mmdb", "GeoLite2-City", PARIS)
    prm.run("geo", "install", "--from", str(good))
    content = good.read_bytes()
    middle = content.rindex(b"\xab\xcd\xefMaxMind.com")
    damaged = {"text": b"<html>", "cut": content[:middle], "inside": b"\xff" * middle + content[middle:]}
    (tmp_path / "damaged.mmdb").write_bytes(damaged[damage])
    ended = prm.run("geo", "install", "--from", str(tmp_path / "damaged.mmdb"))
    assert ended.returncode == 1
    assert "no whole database" in ended.stderr
    assert Geography(make_settings(prm.data_dir)).find_place("203.0.113.9") == Place("FR", "Paris")


def test_a_database_of_another_kind_is_refused(prm: Prm, tmp_path: Path) -> None:
    domains = write_database(tmp_path / "domains.mmdb", "GeoIP2-Domain", {"domain": "example"})
    ended = prm.run("geo", "install", "--from", str(domains))
    assert ended.returncode == 1
    assert "is a GeoIP2-Domain" in ended.stderr


def test_a_variable_that_wins_is_told(prm: Prm, tmp_path: Path) -> None:
    city = write_database(tmp_path / "bought.mmdb", "GeoLite2-City", PARIS)
    ended = prm.run("geo", "install", "--from", str(city), PRM_GEO_DB="/elsewhere.mmdb")
    assert "PRM_GEO_DB=/elsewhere.mmdb is set and wins" in ended.stdout


def test_the_doctor_tells_which_geography_is_in_use(prm: Prm, tmp_path: Path) -> None:
    assert "geography: none" in prm.run("doctor").stdout
    city = write_database(tmp_path / "bought.mmdb", "GeoLite2-City", PARIS)
    prm.run("geo", "install", "--from", str(city))
    installed = installed_geography(prm.data_dir, "PRM_GEO_DB")
    assert f"ok  geography: {installed}: {describe_database(installed)}" in prm.run("doctor").stdout
    broken = tmp_path / "broken.mmdb"
    broken.write_bytes(b"")
    assert f"!!  geography: {broken} cannot be used" in prm.run("doctor", PRM_GEO_DB=str(broken)).stdout


def write_database(path: Path, kind: str, record: dict[str, object]) -> Path:
    writer = MMDBWriter(6, kind, ["en"], "test", ipv4_compatible=True, int_type="u32")
    writer.insert_network(IPSet(["203.0.113.0/24"]), record)
    writer.to_db_file(str(path))
    return path
