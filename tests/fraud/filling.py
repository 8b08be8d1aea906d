"""Stores a labelled month through ingest's own pipeline, and measures the decisions that come out of it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from events.email import hash_email, normalise_email
from events.enums import DuplicateReason
from events.event import Event
from events.ids import derive_event_id
from fraud.facts.site_facts import SiteFacts
from ingest.duplicates.repeats import Duplicate, make_duplicate_columns
from ingest.enrich.addresses import make_address_hash
from ingest.enrich.agents import make_agent_parser
from ingest.enrich.geography import Geography
from ingest.enrich.lookups import Lookups
from ingest.pipeline import enrich_events
from settings import IngestSettings, read_settings
from warehouse.columns import EVENT_COLUMNS
from warehouse.interface import Warehouse

SECRET = b"a secret of the tests"
CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {}/140.0.0.0 {}Safari/537.36{}"
USER_AGENTS = {
    "Chrome/Win": CHROME.format("Windows NT 10.0; Win64; x64", "Chrome", "", ""),
    "Chrome/Mac": CHROME.format("Macintosh; Intel Mac OS X 10_15_7", "Chrome", "", ""),
    "Chrome/Android": CHROME.format("Linux; Android 10; K", "Chrome", "Mobile ", ""),
    "Samsung/Android": CHROME.format("Linux; Android 10; K", "SamsungBrowser/28.0 Chrome", "Mobile ", ""),
    "Safari/iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.5 Mobile/15E148 Safari/604.1",
    "Firefox/Win": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Edge/Win": CHROME.format("Windows NT 10.0; Win64; x64", "Chrome", "", " Edg/140.0.0.0"),
    "HeadlessChrome": CHROME.format("X11; Linux x86_64", "HeadlessChrome", "", ""),
    "python-requests/2.31": "python-requests/2.31.0",
    "Slackbot-LinkExpanding": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Twitterbot/1.0": "Twitterbot/1.0",
    "WhatsApp/2": "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
}
KINDS = {"host": "hosting", "vpn": "vpn"}
_LOOKUPS = Lookups(
    make_agent_parser(SECRET), make_address_hash(lambda _: SECRET), Geography(read_settings(IngestSettings, {}))
)

Labelled = Mapping[str, Any]


def fill_warehouse(
    warehouse: Warehouse, labelled: Sequence[Labelled], *, site_id: int = 1, known_orders: dict[str, str] | None = None
) -> dict[str, str]:
    """Stores the month as ingest would, repeated orders as duplicates; returns order → id of its stored event.

    ``known_orders`` are those of earlier calls.
    """
    orders = {} if known_orders is None else known_orders
    kept: list[tuple[Event, Labelled]] = []
    repeated: list[tuple[Event, str]] = []
    for row in labelled:
        for event in make_events(row, site_id):
            if event.type == "sale" and event.order_id in orders:
                repeated.append((event, orders[event.order_id]))
                continue
            if event.type == "sale":
                orders[event.order_id] = event.event_id
            kept.append((event, row))
    insert_events(warehouse, kept)
    _insert_duplicates(warehouse, repeated)
    return orders


def insert_events(warehouse: Warehouse, kept: Sequence[tuple[Event, Labelled]]) -> None:
    """One batch through the pipeline; the kind of network and the country are the label's."""
    if not kept:
        return
    columns = dict(enrich_events([event for event, _ in kept], 1, _LOOKUPS))
    columns["network"] = [KINDS.get(row.get("net", ""), "") for _, row in kept]
    columns["country"] = [row.get("country", "") for _, row in kept]
    warehouse.insert("events", {name: columns[name] for name in EVENT_COLUMNS})


def make_events(row: Labelled, site_id: int = 1) -> list[Event]:
    """A click and its engagement, or a sale and its refund; of the shop's server unless the row names a ``source``."""
    at = int(row["ts"] * 1000)
    said = {"source": row.get("source", "server")}
    who = said | {"visitor_id": row["visitor"] or "", "ip": row["ip"], "user_agent": USER_AGENTS[row["ua"]]}
    if row["type"] == "click":
        url = "https://shop.example" + row["landing"]
        query = f"?ref={row['ref']}" + (f"&{row['params']}" if row["params"] else "")
        made = [_event(site_id, "click", at, ref=row["ref"], url=url + query, referrer=row["http_ref"], **who)]
        if row["engaged"]:
            dwell = {"dwell_ms": str(int(row["dwell"] * 1000))}
            made.append(_event(site_id, "engage", at + 5000, url=url, properties=dwell, **who))
        return made
    email = row["email"] if "@" in row["email"] else row["email"] + "@mail.example"
    sale = _event(
        site_id,
        "sale",
        at,
        ref=row["ref"],
        order_id=row["order"],
        amount_minor=round(row["value"] * 100),
        currency="USD",
        customer_id=row.get("customer", row["email"]),
        email_hash=hash_email(SECRET, site_id, normalise_email(email)),
        email_domain=email.rpartition("@")[2],
        **who,
    )
    refund = _event(site_id, "refund", at + 5 * 86_400_000, order_id=row["order"])
    return [sale, refund] if row["refunded"] else [sale]


def make_facts(labelled: Sequence[Labelled], site_id: int = 1) -> SiteFacts:
    """Every ref is a partner with a mailbox of the same name."""
    refs = sorted({row["ref"] for row in labelled})
    emails = {ref: hash_email(SECRET, site_id, normalise_email(f"{ref}@gmail.com")) for ref in refs}
    return SiteFacts(site_id, {ref: ref for ref in refs}, {}, frozenset(emails.items()), dict.fromkeys(refs, 1))


def evaluate(
    labelled: Sequence[Labelled], decided: Mapping[str, str], skip: Sequence[str] = ("F14",)
) -> dict[str, Any]:
    """Shares of orders that were caught (held or rejected) by label; ``decided`` maps orders to decisions."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    first: dict[str, Labelled] = {}
    for row in labelled:
        if row["type"] == "conversion":
            first.setdefault(row["order"], row)
    for order, row in first.items():
        seen[row["label"], row["arch"]][decided.get(order, "pay")] += 1
    caught = {label: _sum_caught(seen, label, skip) for label in ("ok", "fraud", "policy")}
    true, false = caught["fraud"][0], caught["ok"][0]
    return {
        "recall": true / max(1, caught["fraud"][1]),
        "precision": true / max(1, true + false),
        "honest_held": false / max(1, caught["ok"][1]),
        "honest_rejected": sum(count["reject"] for (label, _), count in seen.items() if label == "ok"),
        "policy_flagged": caught["policy"][0] / max(1, caught["policy"][1]),
        "policy_rejected": sum(count["reject"] for (label, _), count in seen.items() if label == "policy"),
        "archetypes": {
            f"{label}:{arch}": (round(1 - count["pay"] / count.total(), 3), count.total(), count["reject"])
            for (label, arch), count in sorted(seen.items())
        },
    }


def _sum_caught(seen: Mapping[tuple[str, str], Counter[str]], label: str, skip: Sequence[str]) -> tuple[int, int]:
    counts = [count for (kind, arch), count in seen.items() if kind == label and arch not in skip]
    return sum(count["hold"] + count["reject"] for count in counts), sum(count.total() for count in counts)


def _event(site_id: int, type_: str, at_ms: int, **given: Any) -> Event:
    content = f"{type_}{at_ms}{sorted(given.items())}".encode()
    event_id = derive_event_id(at_ms, content)
    source = given.pop("source", "server")
    return Event(site_id, event_id, type_, at_ms, at_ms, source, "human", "full", **given)


def _insert_duplicates(warehouse: Warehouse, repeated: Sequence[tuple[Event, str]]) -> None:
    if repeated:
        duplicates = [Duplicate(event, original, DuplicateReason.ORDER_STORED) for event, original in repeated]
        warehouse.insert("duplicates", make_duplicate_columns(duplicates, 1))
