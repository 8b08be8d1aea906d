"""What the pipeline knows besides the event: user agents, geography, the key of the address hashes."""

from dataclasses import dataclass

from ingest.enrich.addresses import HashAddress, make_address_hash
from ingest.enrich.agents import ReadAgent, make_agent_reader
from ingest.enrich.geography import Geography
from settings import IngestSettings
from settings.data_directory import read_secret

# A browser, and something that is looked for in all lists of programs.
_ASKED_FIRST = ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Mozilla/5.0 (unheard; of)")


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that steps look things up in; each remembers its latest answers."""

    read_agent: ReadAgent
    hash_address: HashAddress
    geography: Geography


def open_sources(settings: IngestSettings) -> Sources:
    """Opens the configured databases; one that cannot be used is logged and left out."""
    secret = read_secret(settings)
    sources = Sources(make_agent_reader(secret), make_address_hash(secret), Geography(settings))
    _warm_up(sources)
    return sources


def _warm_up(sources: Sources) -> None:
    """Patterns are compiled when first asked, and the first visitor's event shall not wait for that."""
    for agent in _ASKED_FIRST:
        sources.read_agent(agent)
    sources.geography.find_place("192.0.2.1")
    sources.geography.find_network("192.0.2.1")
