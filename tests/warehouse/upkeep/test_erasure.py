"""A person is removed from every table, and nobody else is."""

from typing import Any

import pytest

from events.email import hash_email
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import (
    Person,
    count_events,
    erase_person,
    find_mentions,
    find_person,
    find_person_by_email,
)
from warehouse.upkeep.rollups import ROLLUPS, Sums, rebuild_rollups, sum_rollup

ANNA = "visitor-of-anna-1"
SHARED = "visitor-of-the-family"
SECRET = b"a secret of the tests"


def store_family(warehouse: Warehouse) -> None:
    """Anna on a browser of her own and on a shared one, Bert on the shared one, somebody else; another site's Anna."""
    money: dict[str, Any] = {"amount_minor": 1000, "currency": "EUR"}
    click: dict[str, Any] = {"ref": "alice", "link": "spring", "channel": "partner"}
    order = make_event(3, at("2026-03-01T10:20"), type="sale", visitor_id=ANNA, order_id="a1", **money)
    events = [
        make_event(1, at("2026-03-01T10:00"), visitor_id=ANNA, **click),
        make_event(2, at("2026-03-01T10:10"), type="identify", visitor_id=ANNA, customer_id="anna"),
        order,
        make_event(4, at("2026-03-01T11:00"), type="lead", visitor_id=SHARED, customer_id="anna"),
        make_event(5, at("2026-03-01T11:00"), type="lead", visitor_id=SHARED, customer_id="bert", ref="alice"),
        make_event(6, at("2026-03-01T10:30"), visitor_id="unrelated", **click),
        make_event(7, at("2026-03-05"), type="refund", order_id="a1"),
        make_event(10, at("2026-03-06"), type="dispute", order_id="a1", state="opened"),
        make_event(8, at("2026-03-01"), visitor_id=ANNA, customer_id="anna", site_id=2),
    ]
    store_events(warehouse, events)
    store_duplicate(warehouse, order, 9, "order_stored", visitor_id=SHARED)
    for table in ("marks", "decisions"):
        warehouse.insert(table, {"site_id": [1, 1], "subject_id": [event_id(3), event_id(5)]})


def remove_other_site(warehouse: Warehouse) -> None:
    for table in (
        "events",
        "conversion_reports",
        "standing_conversions",
        "identities",
        "visitor_identities",
        "arrivals",
    ):
        warehouse.execute(
            "alter table {t:Identifier} delete where site_id = 2 settings mutations_sync = 2", {"t": table}
        )


def list_ids(warehouse: Warehouse, table: str) -> set[str]:
    """The ids of all rows."""
    rows = warehouse.query("select toString(event_id) as event_id from {table:Identifier}", {"table": table})
    return set(map(str, rows.columns[0]))


def test_a_customer_is_erased_with_the_visitors_that_no_other_customer_shares(warehouse: Warehouse) -> None:
    store_family(warehouse)
    person = find_person(warehouse, 1, customer_id="anna")
    assert person == Person(1, frozenset({ANNA}), frozenset({"anna"}))
    removed = erase_person(warehouse, person)
    assert (removed["events"], removed["standing_conversions"], removed["order_returns"]) == (6, 2, 2)
    assert (removed["duplicates"], removed["marks"], removed["decisions"]) == (1, 1, 1)
    assert list_ids(warehouse, "events") == {event_id(number) for number in (5, 6, 8)}
    assert list_ids(warehouse, "events_to_erase") == set()
    assert list_ids(warehouse, "standing_conversions") == {event_id(5)}


def test_the_refund_of_a_payment_is_erased_with_the_order(warehouse: Warehouse) -> None:
    paid = {"type": "refund", "payment_id": "pi_1", "refund_id": "re_1"}
    store_family(warehouse)
    bought = {"order_id": "a1", "amount_minor": 100, "currency": "EUR", "payment_id": "pi_1"}
    store_events(warehouse, [make_event(14, at("2026-03-01T12:00"), type="sale", customer_id="anna", **bought)])
    reported, sent_again, of_others = (
        make_event(11, at("2026-03-07"), **paid),
        make_event(12, at("2026-03-07"), order_id="a1", **paid),
        make_event(13, at("2026-03-07"), **(paid | {"payment_id": "pi_2"})),
    )
    store_events(warehouse, [reported, sent_again, of_others])
    erase_person(warehouse, find_person(warehouse, 1, customer_id="anna"))
    assert list_ids(warehouse, "order_returns") == {event_id(13)}
    with_payment = "select count() from conversion_reports where payment_id != ''"
    assert warehouse.query(with_payment).parse_value(int) == 0
    assert list_ids(warehouse, "events") == {event_id(number) for number in (5, 6, 8, 13)}


def test_nothing_names_the_person_any_more(warehouse: Warehouse) -> None:
    store_family(warehouse)
    person = find_person(warehouse, 1, customer_id="anna")
    assert set(find_mentions(warehouse, person)) >= {
        "events",
        "identities",
        "arrivals",
        "standing_conversions",
        "visitor_identities",
    }
    erase_person(warehouse, person)
    remove_other_site(warehouse)
    assert find_mentions(warehouse, person) == {}


def test_an_id_inside_other_text_is_found(warehouse: Warehouse) -> None:
    store_events(warehouse, [make_event(1, at("2026-03-01"), properties={"note": f"seen with {ANNA}"})])
    assert find_mentions(warehouse, Person(1, frozenset({ANNA}), frozenset())) == {"events": 1}


def test_the_roll_ups_are_those_of_the_events_that_are_left(warehouse: Warehouse) -> None:
    store_family(warehouse)
    erase_person(warehouse, find_person(warehouse, 1, visitor_id=ANNA))
    left = {rollup: sum_rollup(warehouse, rollup) for rollup in ROLLUPS}
    assert left["rollup_partner_hours"] == Sums(clicks=1, visitors=1)
    assert rebuild_rollups(warehouse, lambda: None, lambda *_: None) == left


def test_an_erasure_that_was_killed_is_finished_by_the_next(warehouse: Warehouse) -> None:
    store_family(warehouse)
    person = find_person(warehouse, 1, visitor_id=ANNA)
    # Killed after the rows of the roll-up were deleted and before they were recomputed.
    hours = [int(at("2026-03-01T10:00").timestamp())] * 2
    recorded: dict[str, list[Any]] = {"site_id": [1, 1], "event_id": [event_id(1), event_id(3)], "hour": hours}
    warehouse.insert("events_to_erase", recorded)
    warehouse.execute(
        "alter table rollup_partner_hours delete where site_id = 1 and hour = toDateTime('2026-03-01 10:00:00')"
        " settings mutations_sync = 2"
    )
    erase_person(warehouse, person)
    assert sum_rollup(warehouse, "rollup_partner_hours").clicks == 1


def store_addresses(warehouse: Warehouse) -> None:
    """Anna by her address with and without an account, Bert on her browser, Carl with an address of his own."""
    none: dict[str, Any] = {"url": "", "email_hash": "", "referrer": ""}
    anna, carl = (none | {"email_hash": hash_email(SECRET, 1, f"{each}@shop.example")} for each in ("anna", "carl"))
    mail = none | {"url": "https://shop.example/?m=Anna%40shop.example"}
    noon = at("2026-03-01T12:00")
    events = [
        make_event(1, noon, visitor_id=ANNA) | none,
        make_event(2, noon, type="lead", visitor_id=ANNA) | anna,
        make_event(3, noon, type="lead", visitor_id=SHARED, customer_id="anna") | anna,
        make_event(4, noon, type="lead", visitor_id=SHARED, customer_id="carl") | carl,
        make_event(5, noon, visitor_id="by-mail") | mail,
        make_event(6, noon, type="identify", visitor_id="phone", customer_id="anna") | none,
        make_event(7, noon, visitor_id="phone") | none,
        make_event(8, noon, type="lead", customer_id="ANNA@shop.example") | none,
        make_event(9, noon, type="lead", visitor_id="v9", site_id=2) | anna,
        make_event(11, noon, type="sale", order_id="a2") | anna,
        make_event(12, noon, type="sale", order_id="c1", customer_id="carl") | carl,
    ]
    store_events(warehouse, events)
    # The same order is reported again with the address of somebody else, who is not to stay in it.
    store_duplicate(warehouse, events[-1], 13, "order_stored", email_hash=anna["email_hash"])
    # What may be stored again when an import is taken back names her in the address of a page.
    store_duplicate(warehouse, events[-1], 14, "order_stored", line='["https://shop.example/?m=Anna%40shop.example"]')


def test_an_address_leads_to_customers_and_visitors_that_nobody_shares(warehouse: Warehouse) -> None:
    store_addresses(warehouse)
    person = find_person_by_email(warehouse, 1, " anna@Shop.example", SECRET)
    assert (set(person.visitors), set(person.customers)) == ({ANNA, "phone"}, {"anna", "ANNA@shop.example"})
    assert count_events(warehouse, person) == 7
    mentions = find_mentions(warehouse, person)
    assert set(mentions) >= {"conversion_reports", "standing_conversions", "visitor_identities", "people", "duplicates"}
    erase_person(warehouse, person)
    assert list_ids(warehouse, "events") == {event_id(number) for number in (4, 9, 12)}
    assert list_ids(warehouse, "standing_conversions") == {event_id(number) for number in (4, 9, 12)}
    remove_other_site(warehouse)
    assert find_mentions(warehouse, person) == {}


def test_an_order_whose_id_contains_the_address_is_forgotten(warehouse: Warehouse) -> None:
    """Expired or not, whoever reported it; of another order the bare id stays."""
    noon, money = at("2026-03-01T12:00"), {"amount_minor": 900, "currency": "EUR"}
    named, other = "Anna@Shop.example-17", "bert@shop.example-17"
    sale, expired = (
        make_event(number, noon, type="sale", order_id=order, **money)
        for number, order in ((1, named), (2, "ANNA@shop.example-18"))
    )
    events = [
        sale,
        expired,
        make_event(3, noon, type="sale", visitor_id="carl", order_id=named, conversion_id=event_id(1), report_number=1),
        make_event(4, noon, type="refund", order_id=named),
        make_event(5, noon, type="refund", order_id="ANNA@shop.example-18"),
        make_event(6, noon, type="sale", order_id=other, **money),
    ]
    for event in events:
        store_events(warehouse, [event])
    store_duplicate(warehouse, sale, 7, "order_stored", line=f'["{named}"]')
    gone = "alter table events delete where event_id in ({a:UUID}, {b:UUID}) settings mutations_sync = 2"
    warehouse.execute(gone, {"a": event_id(2), "b": event_id(5)})
    person = find_person_by_email(warehouse, 1, "anna@shop.example", SECRET)
    assert set(find_mentions(warehouse, person)) >= {
        "events", "conversion_reports", "standing_conversions", "order_returns", "arrivals", "duplicates",
    }  # fmt: skip
    erase_person(warehouse, person)
    assert find_mentions(warehouse, person) == {}
    for table in ("events", "standing_conversions", "conversion_reports"):
        assert list_ids(warehouse, table) == {event_id(6)}
    assert list_ids(warehouse, "order_returns") == set()
    # By the ids alone an event that is sent again is still known.
    assert warehouse.query("select count() from event_ids").parse_value(int) == 6


def test_no_id_of_the_person_stands_in_a_statement_that_the_engine_keeps(warehouse: Warehouse) -> None:
    store_addresses(warehouse)
    person = find_person_by_email(warehouse, 1, "anna@shop.example", SECRET)
    erase_person(warehouse, person)
    rows = warehouse.query("select command from system.mutations where database = currentDatabase()")
    kept = "\n".join(map(str, rows.columns[0]))
    assert kept
    ids = {*person.visitors, *person.customers, person.email_hash, *person.addresses, person.address_pattern}
    assert [each for each in ids if f"'{each}'" in kept] == []


def test_what_a_fraud_run_has_written_of_an_order_leads_to_nobody_elses_report(warehouse: Warehouse) -> None:
    """Of several reports one alone has named the person; the first one stays."""
    noon = at("2026-03-01T12:00")
    order = {"type": "sale", "order_id": "A-1"}
    first = make_event(1, noon, customer_id="bert", **order)
    later = make_event(2, noon, email_hash="hash-of-anna", conversion_id=event_id(1), report_number=1, **order)
    for event in (first, later):
        store_events(warehouse, [event])
    for table in ("conversion_facts", "conversion_drafts"):
        facts: dict[str, Any] = {
            "site_id": [1],
            "event_id": [event_id(1)],
            "reports": [2],
            "email_hash": ["hash-of-anna"],
        }
        warehouse.insert(table, facts)
    anna = Person(1, frozenset(), frozenset(), "hash-of-anna")
    erase_person(warehouse, anna)
    assert list_ids(warehouse, "events") == {event_id(1)}
    assert find_mentions(warehouse, anna) == {}


def test_what_is_no_address_leads_to_nobody(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        find_person_by_email(warehouse, 1, "anna", SECRET)
