"""Country, city, autonomous system and kind of network of an address, from databases in MaxMind's format."""

import logging
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import maxminddb

from ingest.enrich.addresses import CACHED_ADDRESSES
from settings import IngestSettings
from settings.data_directory import installed_geography

log = logging.getLogger(__name__)

Record = dict[str, Any]

# From the most to the least significant, as one address may be several; names of MaxMind's Anonymous-IP database.
_NETWORKS = (
    ("is_tor_exit_node", "tor"),
    ("is_anonymous_vpn", "vpn"),
    ("is_public_proxy", "proxy"),
    ("is_residential_proxy", "residential"),
    ("is_hosting_provider", "hosting"),
)


class Location(NamedTuple):
    """Where an address is: ISO code of the country and English name of the city, empty if unknown."""

    country: str
    city: str


class Network(NamedTuple):
    """The network of an address; ``kind`` is tor, vpn, proxy, residential (a proxy in a home), hosting, or empty."""

    asn: int
    kind: str


FindLocation = Callable[[str], Location]
FindNetwork = Callable[[str], Network]


class Geography:
    """The configured databases, else the installed ones; ``missing`` lists those that cannot be used."""

    find_location: FindLocation
    find_network: FindNetwork

    def __init__(self, settings: IngestSettings) -> None:
        self._databases = (
            _Database("PRM_GEO_DB", settings.geo_db, settings.data_dir),
            _Database("PRM_ASN_DB", settings.asn_db, settings.data_dir),
            _Database("PRM_NETWORKS_DB", settings.networks_db, settings.data_dir),
        )
        self._open()

    @property
    def missing(self) -> list[str]:
        """The variables of databases that cannot be used."""
        return [database.variable for database in self._databases if database.is_missing]

    def refresh(self) -> None:
        """Opens again what has changed on disk, and clears the caches."""
        if any(database.has_changed() for database in self._databases):
            self._open()

    def _open(self) -> None:
        for database in self._databases:
            database.open()
        self.find_location = _cache(self._find_location, self._databases[:1], Location("", ""))
        self.find_network = _cache(self._find_network, self._databases[1:], Network(0, ""))

    def _find_location(self, ip: str) -> Location:
        record = self._databases[0].find(ip)
        country = record.get("country") or record.get("registered_country") or {}
        city = record.get("city") or {}
        return Location(country.get("iso_code", ""), city.get("names", {}).get("en", ""))

    def _find_network(self, ip: str) -> Network:
        _, systems, networks = self._databases
        record = networks.find(ip)
        kind = next((kind for name, kind in _NETWORKS if record.get(name)), "")
        return Network(systems.find(ip).get("autonomous_system_number", 0), kind)


class _Database:
    """One file; it is replaced by renaming another over it, as ``geoipupdate`` and ``prm geo install`` do."""

    def __init__(self, variable: str, chosen: Path | None, data_dir: Path) -> None:
        self.variable = variable
        self.path = chosen or installed_geography(data_dir, variable)
        self._is_chosen = chosen is not None
        self.is_missing = False
        self._reader: maxminddb.Reader | None = None
        self._seen: tuple[int, int, int] | None = None

    @property
    def is_open(self) -> bool:
        return self._reader is not None

    def has_changed(self) -> bool:
        return self._stat() != self._seen

    def open(self) -> None:
        self._seen = self._stat()
        if self._seen is None and not self._is_chosen:
            return
        try:
            # Mapped into memory, so that what an older reader has found stays readable.
            self._reader = maxminddb.open_database(self.path)
            self.is_missing = False
        except (OSError, maxminddb.InvalidDatabaseError) as exc:
            self._report_unusable(exc)

    def find(self, ip: str) -> Record:
        if self._reader is None:
            return {}
        try:
            record = self._reader.get(ip)
        except ValueError:
            return {}
        except maxminddb.InvalidDatabaseError as exc:
            self._report_unusable(exc)
            return {}
        return record if isinstance(record, dict) else {}

    def _stat(self) -> tuple[int, int, int] | None:
        """Identifies the file that has this name now."""
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _report_unusable(self, exc: Exception) -> None:
        """The last usable one, if there was any, stays in use."""
        if not self.is_missing:
            self.is_missing = True
            log.warning("%s=%s cannot be used, events are stored without its data: %s", self.variable, self.path, exc)


def _cache(find: Callable[[str], Any], databases: tuple[_Database, ...], nothing: Any) -> Callable[[str], Any]:
    if not any(database.is_open for database in databases):
        return lambda _: nothing
    return lru_cache(CACHED_ADDRESSES)(find)
