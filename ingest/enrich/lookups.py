"""What the pipeline looks up: user agents, geography, hashes of addresses."""

from dataclasses import dataclass

from redis import Redis

from ingest.enrich.address_keys import choose_keys
from ingest.enrich.addresses import HashAddress, make_address_hash
from ingest.enrich.agents import ParseAgent, make_agent_parser
from ingest.enrich.geography import Geography
from settings import IngestSettings
from settings.data_directory import read_secret

# A browser, and one that no list of bots has.
_WARM_UP_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (unheard; of)",
)


@dataclass(frozen=True, slots=True)
class Lookups:
    """The look-ups of the steps; each caches its latest results."""

    parse_agent: ParseAgent
    hash_address: HashAddress
    geography: Geography


def open_lookups(settings: IngestSettings, redis: Redis | None = None) -> Lookups:
    """Opens the configured databases; one that cannot be used is logged and left out.

    ``redis`` shares the keys of addresses between machines.
    """
    hash_address = make_address_hash(choose_keys(settings, redis))
    lookups = Lookups(make_agent_parser(read_secret(settings)), hash_address, Geography(settings))
    _warm_up(lookups)
    return lookups


def _warm_up(lookups: Lookups) -> None:
    """Patterns are compiled at first use, and the first visitor's event should not wait for that."""
    for agent in _WARM_UP_AGENTS:
        lookups.parse_agent(agent)
    lookups.geography.find_location("192.0.2.1")
    lookups.geography.find_network("192.0.2.1")
