"""The pipeline: from the events of a batch to the columns of the table ``events``, one step after the other.

A step works by column: what follows from an agent, an address or a page is found once for each that the batch has.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter

import numpy as np
from disposable_email_domains import blocklist

from events.enums import Traffic
from events.event import Event
from events.moments import DAY_MS
from ingest.columns import EventColumns, list_columns
from ingest.enrich.addresses import cut_address, name_month
from ingest.enrich.channels import Channel, choose_channel
from ingest.enrich.pages import Page, read_host, read_page
from ingest.enrich.sources import Sources
from warehouse.columns import EVENT_COLUMNS
from warehouse.dictionary_column import DictionaryColumn, combine_columns, encode_values, repeat_value
from warehouse.interface import Column

Columns = dict[str, Column]
Step = Callable[["Draft", Sources], None]

_PARTNER = Channel.PARTNER.value
_HUMAN, _BOT = Traffic.HUMAN.value, Traffic.BOT.value
# Fields that have few values and become columns as they are.
_REPEATING = ("type", "source", "consent", "ref", "link", "promo_code", "name", "currency")


class Draft:
    """What came and what has been made of it; ``words`` are the fields that many rows share, each value once."""

    def __init__(self, events: EventColumns) -> None:
        self.events = events
        self.columns: Columns = {name: events[name] for name in EVENT_COLUMNS.keys() & events.keys()}
        self.words = {name: encode_values(events[name]) for name in _REPEATING}
        self.agents = encode_values(events["user_agent"])
        self.addresses = encode_values(events["ip"])
        self.pages = encode_values(events["url"]).derive(read_page)
        self.referrer_hosts = encode_values(events["referrer"]).derive(read_host)


def enrich_events(events: Sequence[Event], batch: int, sources: Sources) -> Columns:
    """The columns of the table for a few events."""
    return enrich_columns(list_columns(events), batch, sources)


def enrich_columns(events: EventColumns, batch: int, sources: Sources) -> Columns:
    """The columns of the table, equally long and in its order; ``batch`` is the same for all rows."""
    draft = Draft(events)
    draft.columns["batch"] = repeat_value(batch, len(events["event_id"]))
    for step in STEPS:
        step(draft, sources)
    return {name: draft.columns[name] for name in EVENT_COLUMNS}


def put_clocks(draft: Draft, _: Sources) -> None:
    """When it happened and when the edge had it."""
    draft.columns["timestamp"] = draft.events["timestamp_ms"]
    draft.columns["received_at"] = draft.events["received_ms"]


def put_repeating(draft: Draft, _: Sources) -> None:
    """The words that stand in many rows, each once."""
    draft.columns |= draft.words


def put_properties(draft: Draft, _: Sources) -> None:
    """No properties are an empty map."""
    draft.columns["properties"] = [properties or {} for properties in draft.events["properties"]]


def put_agent(draft: Draft, sources: Sources) -> None:
    """Browser, operating system, device."""
    agents = draft.agents.derive(sources.read_agent)
    for name in ("browser", "os", "device"):
        draft.columns[name] = agents.derive(attrgetter(name))
    draft.columns["agent_hash"] = agents.derive(attrgetter("agent_hash")).expand(np.uint64)


def flag_bots(draft: Draft, sources: Sources) -> None:
    """Programs leave the class of people; prefetches, previews and tests keep theirs."""
    is_bot = draft.agents.derive(sources.read_agent).derive(attrgetter("is_bot"))
    classes = combine_columns(encode_values(draft.events["traffic"]), is_bot)
    draft.columns["traffic"] = classes.derive(lambda found: _BOT if found == (_HUMAN, True) else found[0])


def put_geography(draft: Draft, sources: Sources) -> None:
    """Country and city."""
    places = draft.addresses.derive(sources.geography.find_place)
    draft.columns["country"] = places.derive(attrgetter("country"))
    draft.columns["city"] = places.derive(attrgetter("city"))


def put_network(draft: Draft, sources: Sources) -> None:
    """Autonomous system, and whether it is a data centre or an anonymiser."""
    networks = draft.addresses.derive(sources.geography.find_network)
    draft.columns["asn"] = networks.derive(attrgetter("asn"))
    draft.columns["network"] = networks.derive(attrgetter("kind"))


def put_address_evidence(draft: Draft, sources: Sources) -> None:
    """What is kept of the address."""
    days, codes = np.unique(np.array(draft.events["received_ms"], np.int64) // DAY_MS, return_inverse=True)
    months = DictionaryColumn(days.tolist(), codes.astype(np.uint32)).derive(name_month)
    keys = combine_columns(encode_values(draft.events["site_id"]), months)

    def hash_address(found: tuple[tuple[int, str], str]) -> str:
        (site_id, month), ip = found
        return sources.hash_address(site_id, month, ip)

    draft.columns["ip_hash"] = combine_columns(keys, draft.addresses).derive(hash_address)
    draft.columns["ip_prefix"] = draft.addresses.derive(cut_address)


def put_page(draft: Draft, _: Sources) -> None:
    """The path, and the campaign and click id that the address names."""
    draft.columns["url_path"] = draft.pages.derive(attrgetter("path"))
    for name in ("utm_source", "utm_medium", "utm_campaign", "click_id_kind"):
        draft.columns[name] = draft.pages.derive(attrgetter(name))


def put_referrer_host(draft: Draft, _: Sources) -> None:
    """The host that sent the visitor."""
    draft.columns["referrer_host"] = draft.referrer_hosts


def put_channel(draft: Draft, _: Sources) -> None:
    """By what kind of road the visitor came."""
    roads = combine_columns(draft.pages.derive(_read_road), draft.referrer_hosts).derive(_judge_road)
    for name in ("ref", "link", "promo_code"):
        told = draft.words[name].derive(bool)
        roads = combine_columns(told, roads).derive(lambda found: _PARTNER if found[0] else found[1])
    draft.columns["channel"] = roads


def put_email_kind(draft: Draft, _: Sources) -> None:
    """``disposable`` for a mailbox of ten minutes, ``given`` for any other, empty for none."""
    draft.columns["email_kind"] = encode_values(draft.events["email_domain"]).derive(_name_email_kind)


STEPS: tuple[Step, ...] = (
    put_clocks,
    put_repeating,
    put_properties,
    put_agent,
    flag_bots,
    put_geography,
    put_network,
    put_address_evidence,
    put_page,
    put_referrer_host,
    put_channel,
    put_email_kind,
)


def _read_road(page: Page) -> tuple[str, str, str, str]:
    return page.host, page.utm_source, page.utm_medium, page.click_id_kind


def _judge_road(found: tuple[tuple[str, str, str, str], str]) -> str:
    (host, source, medium, click_id_kind), referrer_host = found
    return choose_channel(host, referrer_host, source, medium, click_id_kind)


def _name_email_kind(domain: str) -> str:
    if not domain:
        return ""
    parent = domain.partition(".")[2]
    return "disposable" if domain in blocklist or parent in blocklist else "given"
