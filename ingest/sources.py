"""What the pipeline knows besides the event: user agents, geography, the key of the address hashes."""

from dataclasses import dataclass

from ingest.addresses import HashAddress, make_address_hash
from ingest.agents import ReadAgent, make_agent_reader
from ingest.geography import Geography
from settings import IngestSettings
from settings.places import read_secret


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that steps look things up in; each remembers its latest answers."""

    read_agent: ReadAgent
    hash_address: HashAddress
    geography: Geography


def open_sources(settings: IngestSettings) -> Sources:
    """Opens the configured databases; one that cannot be used is logged and left out."""
    secret = read_secret(settings)
    return Sources(make_agent_reader(secret), make_address_hash(secret), Geography(settings))
