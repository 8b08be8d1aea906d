"""Country, city, autonomous system and kind of network of an address, by databases in MaxMind's format."""

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import maxminddb

from ingest.addresses import CACHED_ADDRESSES
from settings import IngestSettings

log = logging.getLogger(__name__)

Record = dict[str, Any]
FindRecord = Callable[[str], Record]

# From the most to the least telling, as one address may be several; names of MaxMind's Anonymous-IP database.
_NETWORKS = (
    ("is_tor_exit_node", "tor"),
    ("is_anonymous_vpn", "vpn"),
    ("is_public_proxy", "proxy"),
    ("is_residential_proxy", "residential"),
    ("is_hosting_provider", "hosting"),
)


class Place(NamedTuple):
    """Where an address is; ``country`` by its two letters, ``city`` by its English name, empty where unknown."""

    country: str
    city: str


class Network(NamedTuple):
    """Whose an address is; ``kind`` is tor, vpn, proxy, residential (a proxy in a home), hosting, or empty."""

    asn: int
    kind: str


class Geography:
    """The open databases; ``missing`` says which of the configured ones cannot be used."""

    def __init__(self, settings: IngestSettings) -> None:
        self.missing: list[str] = []
        self._places = self._open("PRM_GEO_DB", settings.geo_db)
        self._systems = self._open("PRM_ASN_DB", settings.asn_db)
        self._networks = self._open("PRM_NETWORKS_DB", settings.networks_db)
        self.find_place = lru_cache(CACHED_ADDRESSES)(self._find_place)
        self.find_network = lru_cache(CACHED_ADDRESSES)(self._find_network)

    def _find_place(self, ip: str) -> Place:
        record = self._places(ip)
        country = record.get("country") or record.get("registered_country") or {}
        city = record.get("city") or {}
        return Place(country.get("iso_code", ""), city.get("names", {}).get("en", ""))

    def _find_network(self, ip: str) -> Network:
        asn = self._systems(ip).get("autonomous_system_number", 0)
        record = self._networks(ip)
        return Network(asn, next((kind for name, kind in _NETWORKS if record.get(name)), ""))

    def _open(self, variable: str, path: Path | None) -> FindRecord:
        if path is None:
            return _find_nothing
        try:
            reader = maxminddb.open_database(path)
        except (OSError, maxminddb.InvalidDatabaseError) as exc:
            self._give_up(variable, path, exc)
            return _find_nothing
        return lambda ip: self._find(reader, variable, path, ip)

    def _find(self, reader: maxminddb.Reader, variable: str, path: Path, ip: str) -> Record:
        try:
            record = reader.get(ip)
        except ValueError:
            return {}
        except maxminddb.InvalidDatabaseError as exc:
            self._give_up(variable, path, exc)
            return {}
        return record if isinstance(record, dict) else {}

    def _give_up(self, variable: str, path: Path, exc: Exception) -> None:
        if variable not in self.missing:
            self.missing.append(variable)
            log.warning("%s=%s cannot be used, events are stored without what it knows: %s", variable, path, exc)


def _find_nothing(_: str) -> Record:
    return {}
