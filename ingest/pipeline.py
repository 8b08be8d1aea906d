"""The pipeline: from the events of a batch to the columns of the table ``events``, one step after the other."""

from collections.abc import Callable, Sequence
from typing import Any

from disposable_email_domains import blocklist

from events.event import Event
from events.words import Traffic
from ingest.addresses import DAY_MS, cut_address, name_month
from ingest.channels import Channel, choose_channel
from ingest.pages import read_host, read_page
from ingest.shape import EVENT_FIELDS, read_values
from ingest.sources import Sources
from warehouse.rows import EVENT_COLUMNS

Columns = dict[str, Sequence[Any]]
Step = Callable[[Columns, Sources], None]

_PARTNER = Channel.PARTNER.value


def enrich_events(events: Sequence[Event], batch: int, sources: Sources) -> Columns:
    """The columns of the table, equally long and in its order; ``batch`` is the same for all rows."""
    if not events:
        return {name: [] for name in EVENT_COLUMNS}
    columns: Columns = dict(zip(EVENT_FIELDS, zip(*map(read_values, events), strict=True), strict=True))
    columns["batch"] = [batch] * len(events)
    for step in STEPS:
        step(columns, sources)
    return {name: columns[name] for name in EVENT_COLUMNS}


def put_clocks(columns: Columns, _: Sources) -> None:
    """When it happened and when the edge had it."""
    columns["timestamp"] = columns["timestamp_ms"]
    columns["received_at"] = columns["received_ms"]


def put_properties(columns: Columns, _: Sources) -> None:
    """No properties are an empty map."""
    columns["properties"] = [properties or {} for properties in columns["properties"]]


def put_agent(columns: Columns, sources: Sources) -> None:
    """Browser, operating system, device, and whether the agent is a program's."""
    names = ("browser", "os", "device", "agent_hash", "is_bot")
    _put(columns, names, map(sources.read_agent, columns["user_agent"]))


def flag_bots(columns: Columns, _: Sources) -> None:
    """Programs leave the class of people; prefetches, previews and tests keep theirs."""
    human, bot = Traffic.HUMAN.value, Traffic.BOT.value
    traffic = zip(columns["traffic"], columns["is_bot"], strict=True)
    columns["traffic"] = [bot if is_bot and kind == human else kind for kind, is_bot in traffic]


def put_geography(columns: Columns, sources: Sources) -> None:
    """Country and city."""
    _put(columns, ("country", "city"), map(sources.geography.find_place, columns["ip"]))


def put_network(columns: Columns, sources: Sources) -> None:
    """Autonomous system, and whether it is a data centre or an anonymiser."""
    _put(columns, ("asn", "network"), map(sources.geography.find_network, columns["ip"]))


def put_address_evidence(columns: Columns, sources: Sources) -> None:
    """What is kept of the address."""
    months = [name_month(received_ms // DAY_MS) for received_ms in columns["received_ms"]]
    columns["ip_hash"] = list(map(sources.hash_address, columns["site_id"], months, columns["ip"]))
    columns["ip_prefix"] = list(map(cut_address, columns["ip"]))


def put_page(columns: Columns, _: Sources) -> None:
    """The path, and the campaign and click id that the address names."""
    names = ("url_host", "url_path", "utm_source", "utm_medium", "utm_campaign", "click_id_kind")
    _put(columns, names, map(read_page, columns["url"]))


def put_referrer_host(columns: Columns, _: Sources) -> None:
    """The host that sent the visitor."""
    columns["referrer_host"] = list(map(read_host, columns["referrer"]))


def put_channel(columns: Columns, _: Sources) -> None:
    """By what kind of road the visitor came."""
    names = ("url_host", "referrer_host", "utm_source", "utm_medium", "click_id_kind")
    channels = map(choose_channel, *(columns[name] for name in names))
    told = zip(columns["ref"], columns["link"], columns["promo_code"], channels, strict=True)
    columns["channel"] = [_PARTNER if ref or link or code else channel for ref, link, code, channel in told]


def put_email_kind(columns: Columns, _: Sources) -> None:
    """``disposable`` for a mailbox of ten minutes, ``given`` for any other, empty for none."""
    kinds = {domain: _name_email_kind(domain) for domain in set(columns["email_domain"])}
    columns["email_kind"] = [kinds[domain] for domain in columns["email_domain"]]


STEPS: tuple[Step, ...] = (
    put_clocks,
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


def _put(columns: Columns, names: Sequence[str], rows: Any) -> None:
    columns.update(zip(names, zip(*rows, strict=True), strict=True))


def _name_email_kind(domain: str) -> str:
    if not domain:
        return ""
    parent = domain.partition(".")[2]
    return "disposable" if domain in blocklist or parent in blocklist else "given"
