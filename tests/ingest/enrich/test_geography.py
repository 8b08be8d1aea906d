"""Databases in MaxMind's format give location and network; one that cannot be used is logged once and left out."""

import logging
from pathlib import Path

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from ingest.enrich.geography import Geography, Location, Network
from tests.ingest.builders import make_settings

METADATA_MARKER = b"\xab\xcd\xefMaxMind.com"
PARIS = {"country": {"iso_code": "FR"}, "city": {"names": {"en": "Paris", "fr": "Paris"}}}


@pytest.fixture
def databases(tmp_path: Path) -> dict[str, str]:
    """Settings that name one database of each kind."""
    contents: dict[str, dict[str, dict[str, object]]] = {
        "geo_db": {"203.0.113.0/24": PARIS, "198.51.100.0/24": {"registered_country": {"iso_code": "DE"}}},
        "asn_db": {"203.0.113.0/24": {"autonomous_system_number": 64500}},
        "networks_db": {
            "203.0.113.1/32": {"is_anonymous": True, "is_hosting_provider": True, "is_anonymous_vpn": True},
            "203.0.113.2/32": {"is_anonymous": True, "is_tor_exit_node": True, "is_public_proxy": True},
            "203.0.113.3/32": {"is_hosting_provider": True},
            "203.0.113.4/32": {"is_residential_proxy": True},
        },
    }
    return {name: _write(tmp_path / f"{name}.mmdb", records) for name, records in contents.items()}


@pytest.mark.parametrize(
    ("ip", "place"),
    [
        ("203.0.113.9", Location("FR", "Paris")),
        ("198.51.100.9", Location("DE", "")),
        ("192.0.2.1", Location("", "")),
        ("2001:db8::1", Location("", "")),
        ("", Location("", "")),
        ("nowhere", Location("", "")),
    ],
)
def test_locations(ip: str, place: Location, databases: dict[str, str], tmp_path: Path) -> None:
    assert Geography(make_settings(tmp_path, **databases)).find_location(ip) == place


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("203.0.113.1", Network(64500, "vpn")),
        ("203.0.113.2", Network(64500, "tor")),
        ("203.0.113.3", Network(64500, "hosting")),
        ("203.0.113.4", Network(64500, "residential")),
        ("203.0.113.9", Network(64500, "")),
        ("192.0.2.1", Network(0, "")),
    ],
)
def test_networks(ip: str, network: Network, databases: dict[str, str], tmp_path: Path) -> None:
    assert Geography(make_settings(tmp_path, **databases)).find_network(ip) == network


def test_without_databases_nothing_is_known_and_nothing_missing(tmp_path: Path) -> None:
    geography = Geography(make_settings(tmp_path))
    assert geography.find_location("203.0.113.9") == Location("", "")
    assert geography.find_network("203.0.113.9") == Network(0, "")
    assert geography.missing == []


@pytest.mark.parametrize("content", [None, b"", b"no database at all"])
def test_a_database_that_cannot_be_opened_is_named_once(
    content: bytes | None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "broken.mmdb"
    if content is not None:
        path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        geography = Geography(make_settings(tmp_path, geo_db=str(path)))
        assert geography.find_location("203.0.113.9") == Location("", "")
    assert geography.missing == ["PRM_GEO_DB"]
    assert len(caplog.records) == 1


def test_a_database_damaged_inside_is_named_once(
    databases: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = Path(databases["geo_db"])
    content = bytearray(path.read_bytes())
    end = content.rindex(METADATA_MARKER)
    content[4:end] = b"\xff" * (end - 4)
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        geography = Geography(make_settings(tmp_path, geo_db=str(path)))
        assert {geography.find_location(f"203.0.113.{number}") for number in range(9)} == {Location("", "")}
    assert geography.missing == ["PRM_GEO_DB"]
    assert len(caplog.records) == 1


def test_a_database_that_is_replaced_is_read_again(databases: dict[str, str], tmp_path: Path) -> None:
    geography = Geography(make_settings(tmp_path, **databases))
    assert geography.find_location("203.0.113.9") == Location("FR", "Paris")
    newer = _write(tmp_path / "newer.mmdb", {"203.0.113.0/24": {"country": {"iso_code": "IT"}}})
    Path(newer).replace(databases["geo_db"])
    geography.refresh()
    assert geography.find_location("203.0.113.9") == Location("IT", "")
    assert geography.find_network("203.0.113.3") == Network(64500, "hosting")


def test_a_damaged_replacement_leaves_the_last_good_one_in_use(databases: dict[str, str], tmp_path: Path) -> None:
    geography = Geography(make_settings(tmp_path, **databases))
    damaged = tmp_path / "damaged.mmdb"
    damaged.write_bytes(b"no database at all")
    damaged.replace(databases["geo_db"])
    geography.refresh()
    assert geography.find_location("203.0.113.9") == Location("FR", "Paris")
    assert geography.missing == ["PRM_GEO_DB"]


def test_a_database_that_comes_later_is_found(databases: dict[str, str], tmp_path: Path) -> None:
    later = tmp_path / "later.mmdb"
    geography = Geography(make_settings(tmp_path, geo_db=str(later)))
    assert geography.missing == ["PRM_GEO_DB"]
    Path(databases["geo_db"]).rename(later)
    geography.refresh()
    assert geography.find_location("203.0.113.9") == Location("FR", "Paris")
    assert geography.missing == []


def _write(path: Path, records: dict[str, dict[str, object]]) -> str:
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, int_type="u32")
    for network, record in records.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return str(path)
