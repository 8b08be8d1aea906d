"""One event in, one row of the table out; each step adds what it names."""

from pathlib import Path
from typing import Any

import pytest

from events.event import Event
from ingest.pipeline import enrich_events
from tests.ingest.builders import FIREFOX, NOW_MS, SITE_ID, make_event, make_lookups
from warehouse.columns import EVENT_COLUMNS

BOT = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"


def _enrich(tmp_path: Path, *events: Event) -> dict[str, Any]:
    columns = enrich_events(events, 5, make_lookups(tmp_path))
    assert {len(values) for values in columns.values()} == {len(events)}
    return {name: next(iter(values)) for name, values in columns.items()}


def test_a_whole_row(tmp_path: Path) -> None:
    event = make_event(
        timestamp_ms=NOW_MS - 5,
        ref="alice",
        url="https://shop.example/shoes?ref=alice&utm_source=blog&utm_medium=link&utm_campaign=spring&gclid=1",
        referrer="https://Blog.Example/review",
        properties={"size": "42"},
        ip="203.0.113.77",
        email_hash="e" * 32,
        email_domain="mail.example",
    )
    row = _enrich(tmp_path, event)
    assert list(row) == list(EVENT_COLUMNS)
    expected = {
        "site_id": SITE_ID,
        "event_id": event.event_id,
        "timestamp": NOW_MS - 5,
        "received_at": NOW_MS,
        "traffic": "human",
        "ref": "alice",
        "channel": "partner",
        "utm_source": "blog",
        "utm_medium": "link",
        "utm_campaign": "spring",
        "click_id_kind": "gclid",
        "url_path": "/shoes",
        "referrer_host": "blog.example",
        "amount_minor": None,
        "email_kind": "given",
        "properties": {"size": "42"},
        "ip_prefix": "203.0.113.0/24",
        "browser": "Firefox",
        "os": "Linux",
        "device": "desktop",
        "batch": 5,
    }
    assert {name: row[name] for name in expected} == expected


def test_the_address_itself_is_in_no_column(tmp_path: Path) -> None:
    row = _enrich(tmp_path, make_event(ip="203.0.113.77", user_agent=FIREFOX))
    assert "203.0.113.77" not in row.values()
    assert FIREFOX not in row.values()
    assert len(row["ip_hash"]) == 32


def test_no_events_are_empty_columns(tmp_path: Path) -> None:
    columns = enrich_events([], 5, make_lookups(tmp_path))
    assert list(columns) == list(EVENT_COLUMNS)
    assert not any(map(len, columns.values()))


@pytest.mark.parametrize(
    ("agent", "given", "traffic"),
    [
        (FIREFOX, "human", "human"),
        (BOT, "human", "bot"),
        (BOT, "preview", "preview"),
        (BOT, "prefetch", "prefetch"),
        (BOT, "test", "test"),
        ("", "human", "human"),
    ],
)
def test_only_people_become_bots(agent: str, given: str, traffic: str, tmp_path: Path) -> None:
    assert _enrich(tmp_path, make_event(user_agent=agent, traffic=given))["traffic"] == traffic


@pytest.mark.parametrize("fields", [{"ref": "alice"}, {"link": "summer"}, {"promo_code": "ALICE10"}])
def test_an_event_that_names_a_partner_has_the_channel_partner(fields: dict[str, str], tmp_path: Path) -> None:
    event = make_event(url="https://shop.example/?gclid=1", referrer="https://www.google.com/", **fields)
    assert _enrich(tmp_path, event)["channel"] == "partner"


@pytest.mark.parametrize(
    ("domain", "kind"),
    [("", ""), ("mail.example", "given"), ("mailinator.com", "disposable"), ("sub.mailinator.com", "disposable")],
)
def test_kinds_of_mailboxes(domain: str, kind: str, tmp_path: Path) -> None:
    assert _enrich(tmp_path, make_event(email_domain=domain))["email_kind"] == kind
