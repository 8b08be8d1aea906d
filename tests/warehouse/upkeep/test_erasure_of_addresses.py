"""An address is found in any text, but never inside the longer address of somebody else."""

from typing import Any

import pytest

from events.event import encode_event
from ingest.erasure import mentions
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from tests.ingest import builders
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import Person, erase_person, find_mentions, find_person, find_person_by_email

SECRET = b"a secret of the tests"
ANA = "ana@x.de"
OF_ANA = (
    "ana@x.de",
    "ANA@X.De",
    "https://shop.example/?m=ana@x.de&p=1",
    "https://shop.example/?m=Ana%40X.de&p=1",
    "https://shop.example/?next=%2Faccount%3Fm%3Dana%40x.de%26p%3D1",
    "https://shop.example/?next=https%3A%2F%2Fm.example%2F%3Fm%253Dana%2540x%252Ede%2526p",
    "https://shop.example/ana@x.de/orders",
    "https://shop.example/#ana@x.de",
    "mailto:ana@x.de",
    "Ana <ana@x.de>, 'ana@x.de'",
    "write to ana@x.de.",
    "diana@x.de, then\nana@x.de\n",
    "ana@x.de-17",
    "ana@x.de.17",
    "ana@x.de_17",
    "ana@x.de%2017",
    "17:ana@x.de",
    "m=%27ana%40x.de%27",
)
OF_OTHERS = (
    "diana@x.de",
    "DIANA%40X.DE",
    "di.ana@x.de",
    "di-ana@x.de",
    "di_ana@x.de",
    "di+ana@x.de",
    "di%2Bana%40x.de",
    "di%252Bana%2540x.de",
    "d'ana@x.de",
    "d%27ana%40x.de",
    "\u00e9ana@x.de",
    "%C3%A9ana@x.de",
    "ana@x.de.org",
    "ana%40x%2Ede%2Eorg",
    "ana@x.dev",
    "ana@x.de-shop.org",
    "ana@x.de-17.org",
    "ana@x.de.1und1.de",
    "ana@xxde",
    "ana@y.x.de",
)
SALE: dict[str, Any] = {"type": "sale", "amount_minor": 900, "currency": "EUR"}


def make_person(*addresses: str) -> Person:
    """Known by the addresses alone."""
    return Person(1, frozenset(), frozenset(), "", frozenset(addresses))


@pytest.mark.parametrize("text", OF_ANA)
def test_an_address_is_found(text: str) -> None:
    line = encode_event(builders.make_event(site_id=1, properties={"note": text}))
    assert make_person(ANA).is_named_in(text)
    assert mentions(line, make_person(ANA))
    assert mentions(b"no event " + line, make_person(ANA))


@pytest.mark.parametrize("text", OF_OTHERS)
def test_a_longer_address_is_somebody_elses(text: str) -> None:
    line = encode_event(builders.make_event(site_id=1, properties={"note": text}))
    assert not make_person(ANA).is_named_in(text)
    assert not mentions(line, make_person(ANA))
    assert not mentions(b"no event " + line, make_person(ANA))


def test_an_address_with_marks_is_found_as_it_is_written() -> None:
    person = make_person("ana+shop@x.de", "o'brien@x.de", "\u00e9ana@x.de")
    for text in ("m=ana%2Bshop%40x.de", "ANA+SHOP@x.de", "o%27Brien@x.de", "%C3%A9ana%40x.de", "\u00c9ANA@x.de"):
        assert person.is_named_in(text), text
    for text in ("anaashop@x.de", "brien@x.de", "ana@x.de"):
        assert not person.is_named_in(text), text


def store_texts(warehouse: Warehouse) -> tuple[set[str], set[str]]:
    """Each text as the address of a page and as the id of an order; the ids of Ana's events and those of others."""
    noon = at("2026-03-01T12:00")
    mine: set[str] = set()
    others: set[str] = set()
    events, refunds = [], []
    for number, text in enumerate((*OF_ANA, *OF_OTHERS)):
        page = make_event(2 * number + 1, noon, visitor_id=f"v{number}") | {"url": text}
        order = make_event(2 * number + 2, noon, visitor_id=f"w{number}", order_id=text, **SALE) | {"url": ""}
        refund = make_event(1_000 + number, noon, type="refund", order_id=text)
        store_duplicate(warehouse, order, 2_000 + number, "order_stored", line=f'["{text}"]')
        (mine if text in OF_ANA else others).update(event["event_id"] for event in (page, order, refund))
        events += [page, order]
        refunds.append(refund)
    store_events(warehouse, events)
    store_events(warehouse, refunds)
    return mine, others


def list_ids(warehouse: Warehouse, table: str) -> set[str]:
    rows = warehouse.query("select toString(event_id) as event_id from {table:Identifier}", {"table": table})
    return set(map(str, rows.columns[0]))


def test_an_erasure_removes_what_names_the_address_and_nothing_else(warehouse: Warehouse) -> None:
    mine, others = store_texts(warehouse)
    assert list_ids(warehouse, "events") == mine | others
    person = find_person_by_email(warehouse, 1, "Ana@X.de", SECRET)
    assert find_mentions(warehouse, person)["events"] == len(mine)
    erase_person(warehouse, person)
    assert find_mentions(warehouse, person) == {}
    assert list_ids(warehouse, "events") == others
    orders = {event_id(2 * (len(OF_ANA) + number) + 2) for number in range(len(OF_OTHERS))}
    for table in ("conversion_reports", "standing_conversions"):
        assert list_ids(warehouse, table) == orders
    assert len(list_ids(warehouse, "order_returns")) == len(list_ids(warehouse, "duplicates")) == len(OF_OTHERS)


@pytest.mark.parametrize("by", ["address", "customer"])
def test_a_longer_id_of_somebody_else_is_no_mention(warehouse: Warehouse, by: str) -> None:
    ana, diana = "ana.li@shop.example", "diana.li@shop.example"
    leads = [make_event(n, at("2026-03-01"), type="lead", customer_id=who) for n, who in ((1, ana), (2, diana))]
    store_events(warehouse, leads)
    by_address = find_person_by_email(warehouse, 1, ana, SECRET)
    person = by_address if by == "address" else find_person(warehouse, 1, customer_id=ana)
    assert find_mentions(warehouse, person)["events"] == 1
    erase_person(warehouse, person)
    assert find_mentions(warehouse, person) == {}
    assert list_ids(warehouse, "events") == {event_id(2)}


def test_a_customers_id_that_contains_the_address_is_the_persons(warehouse: Warehouse) -> None:
    identify: dict[str, Any] = {"type": "identify"}
    events = [
        make_event(1, at("2026-03-01"), visitor_id="v1", customer_id="crm:ANA@x.de", **identify),
        make_event(2, at("2026-03-01"), visitor_id="v2", customer_id="crm:diana@x.de", **identify),
    ]
    store_events(warehouse, events)
    person = find_person_by_email(warehouse, 1, ANA, SECRET)
    assert (set(person.customers), set(person.visitors)) == ({"crm:ANA@x.de"}, {"v1"})
    erase_person(warehouse, person)
    assert find_mentions(warehouse, person) == {}
    assert list_ids(warehouse, "events") == {event_id(2)}
