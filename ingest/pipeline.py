"""The pipeline: from the events of a batch to the columns of the table ``events``, step by step.

A step works on columns: what follows from a user agent, an address or a page is found once for each distinct value.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter

import numpy as np
from disposable_email_domains import blocklist

from events.enums import TRUST, Traffic
from events.event import Event
from events.moments import DAY_MS
from ingest.columns import EventColumns, make_columns
from ingest.conversion_keys import list_conversion_keys
from ingest.enrich.addresses import cut_address, name_month
from ingest.enrich.channels import Channel, choose_channel
from ingest.enrich.lookups import Lookups
from ingest.enrich.pages import Page, parse_host, parse_page
from warehouse.columns import EVENT_COLUMNS
from warehouse.dictionary_column import DictionaryColumn, combine_columns, encode_values, repeat_value
from warehouse.interface import Column

Columns = dict[str, Column]
EnrichStep = Callable[["Draft", Lookups], None]

_PARTNER = Channel.PARTNER.value
_HUMAN, _BOT = Traffic.HUMAN.value, Traffic.BOT.value
# Fields with few distinct values that become columns unchanged.
_UNCHANGED_DICTIONARY_FIELDS = ("type", "source", "consent", "ref", "link", "promo_code", "name", "currency", "state")
_NO_EVENT = "00000000-0000-0000-0000-000000000000"


class Draft:
    """The events and the columns made of them so far; ``dictionaries`` are the fields with few distinct values.

    ``conversion_keys`` are those of the rows that report a lead or sale.
    """

    def __init__(self, events: EventColumns, conversion_keys: Mapping[int, str]) -> None:
        self.events = events
        self.conversion_keys = conversion_keys
        self.columns: Columns = {name: events[name] for name in EVENT_COLUMNS.keys() & events.keys()}
        self.dictionaries = {name: encode_values(events[name]) for name in _UNCHANGED_DICTIONARY_FIELDS}
        self.agents = encode_values(events["user_agent"])
        self.addresses = encode_values(events["ip"])
        self.pages = encode_values(events["url"]).derive(parse_page)
        self.referrer_hosts = encode_values(events["referrer"]).derive(parse_host)


def enrich_events(events: Sequence[Event], batch_hash: int, lookups: Lookups) -> Columns:
    """The columns of the table for a few events."""
    columns = make_columns(events)
    return enrich_columns(columns, list_conversion_keys(columns), batch_hash, lookups)


def enrich_columns(
    events: EventColumns, conversion_keys: Mapping[int, str], batch_hash: int, lookups: Lookups
) -> Columns:
    """The columns of the table, equally long and in its order; ``batch_hash`` is the same for all rows."""
    draft = Draft(events, conversion_keys)
    draft.columns["batch"] = repeat_value(batch_hash, len(events["event_id"]))
    for step in STEPS:
        step(draft, lookups)
    return {name: draft.columns[name] for name in EVENT_COLUMNS}


def put_clocks(draft: Draft, _: Lookups) -> None:
    """When it happened and when the edge received it."""
    draft.columns["timestamp"] = draft.events["timestamp_ms"]
    draft.columns["received_at"] = draft.events["received_ms"]
    draft.columns["named_at"] = encode_values(draft.events["named_ms"])


def put_trust(draft: Draft, _: Lookups) -> None:
    """How far its source is believed."""
    draft.columns["trust"] = draft.dictionaries["source"].derive(lambda source: TRUST.get(source, 0))


def put_conversion(draft: Draft, _: Lookups) -> None:
    """A lead or sale makes a conversion of its own, until another report of the same is known."""
    rows, event_ids = list(draft.conversion_keys), draft.events["event_id"]
    count = len(event_ids)
    draft.columns["conversion_id"] = _spread_values([event_ids[row] for row in rows], rows, _NO_EVENT, count)
    draft.columns["conversion_key"] = _spread_values(list(draft.conversion_keys.values()), rows, "", count)
    draft.columns["report_number"] = np.zeros(count, np.uint32)


def put_dictionary_fields(draft: Draft, _: Lookups) -> None:
    """Fields with few distinct values, unchanged."""
    draft.columns |= draft.dictionaries


def put_properties(draft: Draft, _: Lookups) -> None:
    """An event without properties has an empty map."""
    draft.columns["properties"] = [properties or {} for properties in draft.events["properties"]]


def put_agent(draft: Draft, lookups: Lookups) -> None:
    """Browser, operating system, device."""
    agents = draft.agents.derive(lookups.parse_agent)
    for name in ("browser", "os", "device"):
        draft.columns[name] = agents.derive(attrgetter(name))
    draft.columns["agent_hash"] = agents.derive(attrgetter("agent_hash")).expand(np.uint64)


def flag_bots(draft: Draft, lookups: Lookups) -> None:
    """A bot among the human traffic becomes bot traffic; prefetches, previews and tests keep their class."""
    is_bot = draft.agents.derive(lookups.parse_agent).derive(attrgetter("is_bot"))
    classes = combine_columns(encode_values(draft.events["traffic"]), is_bot)
    draft.columns["traffic"] = classes.derive(lambda found: _BOT if found == (_HUMAN, True) else found[0])


def put_geography(draft: Draft, lookups: Lookups) -> None:
    """Country and city."""
    locations = draft.addresses.derive(lookups.geography.find_location)
    draft.columns["country"] = locations.derive(attrgetter("country"))
    draft.columns["city"] = locations.derive(attrgetter("city"))


def put_network(draft: Draft, lookups: Lookups) -> None:
    """Autonomous system, and whether it is a data centre or an anonymiser."""
    networks = draft.addresses.derive(lookups.geography.find_network)
    draft.columns["asn"] = networks.derive(attrgetter("asn"))
    draft.columns["network"] = networks.derive(attrgetter("kind"))


def put_address_evidence(draft: Draft, lookups: Lookups) -> None:
    """The hash and the prefix of the address, which itself is not stored."""
    days, codes = np.unique(np.array(draft.events["received_ms"], np.int64) // DAY_MS, return_inverse=True)
    months = DictionaryColumn(days.tolist(), codes.astype(np.uint32)).derive(name_month)
    keys = combine_columns(encode_values(draft.events["site_id"]), months)

    def hash_address(found: tuple[tuple[int, str], str]) -> str:
        (site_id, month), ip = found
        return lookups.hash_address(site_id, month, ip)

    draft.columns["ip_hash"] = combine_columns(keys, draft.addresses).derive(hash_address)
    draft.columns["ip_prefix"] = draft.addresses.derive(cut_address)


def put_page(draft: Draft, _: Lookups) -> None:
    """The path, and the campaign and click id in the URL."""
    draft.columns["url_path"] = draft.pages.derive(attrgetter("path"))
    for name in ("utm_source", "utm_medium", "utm_campaign", "click_id_kind"):
        draft.columns[name] = draft.pages.derive(attrgetter(name))


def put_referrer_host(draft: Draft, _: Lookups) -> None:
    """The host that sent the visitor."""
    draft.columns["referrer_host"] = draft.referrer_hosts


def put_channel(draft: Draft, _: Lookups) -> None:
    """The channel that brought the visitor: ``partner`` if the event names one."""
    channels = combine_columns(draft.pages.derive(_list_hints), draft.referrer_hosts).derive(_choose_channel)
    for name in ("ref", "link", "promo_code"):
        is_given = draft.dictionaries[name].derive(bool)
        channels = combine_columns(is_given, channels).derive(lambda found: _PARTNER if found[0] else found[1])
    draft.columns["channel"] = channels


def put_email_kind(draft: Draft, _: Lookups) -> None:
    """``disposable`` for a mailbox of a disposable-mail service, ``given`` for any other, empty for none."""
    draft.columns["email_kind"] = encode_values(draft.events["email_domain"]).derive(_name_email_kind)


STEPS: tuple[EnrichStep, ...] = (
    put_clocks,
    put_trust,
    put_conversion,
    put_dictionary_fields,
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


def _spread_values(values: Sequence[str], rows: Sequence[int], default: str, count: int) -> DictionaryColumn:
    """A column of ``count`` rows with these values in these rows."""
    encoded = encode_values([default, *values])
    codes = np.zeros(count, np.uint32)
    codes[rows] = encoded.codes[1:]
    return DictionaryColumn(encoded.values, codes)


def _list_hints(page: Page) -> tuple[str, str, str, str]:
    return page.host, page.utm_source, page.utm_medium, page.click_id_kind


def _choose_channel(found: tuple[tuple[str, str, str, str], str]) -> str:
    (host, source, medium, click_id_kind), referrer_host = found
    return choose_channel(host, referrer_host, source, medium, click_id_kind)


def _name_email_kind(domain: str) -> str:
    if not domain:
        return ""
    parent = domain.partition(".")[2]
    return "disposable" if domain in blocklist or parent in blocklist else "given"
