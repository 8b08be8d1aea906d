"""Builds a country database from the address ranges that Debian's package tor-geoipdb installs."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address, summarize_address_range
from pathlib import Path

from ingest.enrich.geo_errors import GeoDatabaseInvalid

TOR_DIRECTORY = Path("/usr/share/tor")
DATABASE_TYPE = "prm-Country"
ATTRIBUTION = "{vendor}, {licence}, {source}; as of {generated}"

Address = IPv4Address | IPv6Address
Ranges = Mapping[str, list[tuple[Address, Address]]]

# Codes that are no country: unknown, a continent, a region, an organisation.
_NO_COUNTRIES = {"??", "AP", "EU", "UN", "ZZ"}


def build_countries(directory: Path, path: Path) -> str:
    """Writes the ranges of ``geoip`` and ``geoip6`` in the directory to ``path``; returns the attribution."""
    sources: tuple[tuple[Path, Callable[[str], Address]], ...] = (
        (directory / "geoip", lambda text: IPv4Address(int(text))),
        (directory / "geoip6", IPv6Address),
    )
    try:
        attribution = _read_attribution(sources[0][0])
        _write(_read_ranges(sources), attribution, path)
    except FileNotFoundError as exc:
        raise GeoDatabaseInvalid(
            f"{exc.filename} does not exist",
            "Install it: apt-get install tor-geoipdb. Or give a database: prm geo install --from GeoLite2-City.mmdb.",
        ) from exc
    except ValueError as exc:
        raise GeoDatabaseInvalid(f"{directory} has lines that are not start,end,country: {exc}") from exc
    return attribution


def _read_attribution(path: Path) -> str:
    """From the head of the file; the licence requires it to be shown."""
    with path.open(encoding="utf-8") as lines:
        head = "".join(line for line in lines if line.startswith("#"))
    facts = dict(re.findall(r"^# (Vendor|License|Generated): +(.+)$", head, re.MULTILINE))
    source = re.search(r"obtained from (\S+)", head)
    return ATTRIBUTION.format(
        vendor=facts.get("Vendor", "unknown vendor"),
        licence=facts.get("License", f"licence: see the head of {path}"),
        source=source[1] if source else path,
        generated=facts.get("Generated", "unknown date"),
    )


def _read_ranges(sources: Iterable[tuple[Path, Callable[[str], Address]]]) -> Ranges:
    ranges: dict[str, list[tuple[Address, Address]]] = defaultdict(list)
    for path, parse in sources:
        with path.open(encoding="ascii") as lines:
            for line in lines:
                if not line.startswith("#"):
                    first, last, country = line.strip().split(",")
                    ranges[country].append((parse(first), parse(last)))
    return {country: found for country, found in ranges.items() if country not in _NO_COUNTRIES}


def _write(ranges: Ranges, attribution: str, path: Path) -> None:
    try:
        from mmdb_writer import MMDBWriter
        from netaddr import IPNetwork, IPSet
    except ImportError as exc:
        raise GeoDatabaseInvalid("building countries needs mmdb-writer", "Install it: pip install 'prm[geo]'.") from exc

    class Networks(IPSet):  # type: ignore[misc]
        """Networks as given: merging them first, as the set does, takes longer than everything else."""

        __slots__ = ("networks",)

        def __init__(self, networks: Iterable[IPNetwork]) -> None:
            super().__init__()
            self.networks = networks

        def iter_cidrs(self) -> Iterator[IPNetwork]:
            return iter(self.networks)

    writer = MMDBWriter(6, DATABASE_TYPE, ["en"], attribution, ipv4_compatible=True)
    for country, found in ranges.items():
        networks = (network for first, last in found for network in summarize_address_range(first, last))
        converted = (IPNetwork((int(each.network_address), each.prefixlen), version=each.version) for each in networks)
        writer.insert_network(Networks(converted), {"country": {"iso_code": country}})
    writer.to_db_file(str(path))
