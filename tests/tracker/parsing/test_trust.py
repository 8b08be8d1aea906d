"""Who reported an event, what of it a browser may not say, and which reports make a conversion."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace as replace_site
from typing import Any

import pytest
from msgspec.structs import replace

from events.enums import Rejection, Source
from events.event import Event
from events.snapshot import EdgeSite
from tests.tracker.making import BROWSER, NOW_MS, PIXEL, SECRET, SERVER, parse_good
from tracker.parsing.arrival import Arrival
from tracker.parsing.rejection import Rejected
from tracker.parsing.request import ParsedEvents, parse_events

SITE = EdgeSite(7, "pk_shop", ("shop.example",), signing_key="whsec", currency="EUR", max_browser_amount=500_000)
SALE: dict[str, object] = {
    "type": "sale",
    "visitor_id": "v",
    "customer_id": "c",
    "order_id": "A-1",
    "amount": 4990,
    "currency": "EUR",
}
SIGNED = ("order_id", "amount", "currency", "visitor_id", "customer_id")


def parse_all(
    *raws: Mapping[str, object], arrival: Arrival = BROWSER, site: EdgeSite = SITE, sales: int = 10
) -> ParsedEvents:
    """The events of one request to a site whose browsers may report so many sales more."""
    left = iter(range(sales))
    return parse_events(raws, arrival, lambda key: site, SECRET, allow_sale=lambda *_: next(left, None) is not None)


def parse_one(raw: Mapping[str, object], arrival: Arrival = BROWSER, site: EdgeSite = SITE) -> Event:
    (event,) = parse_all(raw, arrival=arrival, site=site).events
    return event


def sign(raw: Mapping[str, object], key: str = "whsec", site_key: str = "pk_shop") -> dict[str, object]:
    """The event with the signature that the shop's server makes."""
    lines = [str(raw["type"]), site_key, *(str(raw.get(name, "")) for name in SIGNED)]
    return {**raw, "signature": hmac.new(key.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()}


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({"customer_id": "c"}, Source.SIGNED),
        ({"order_id": "7"}, Source.SIGNED),
        ({"visitor_id": "v"}, Source.SIGNED),
        ({"customer_id": "c", "email": "anna@example.com"}, Source.SIGNED),
        ({"visitor_id": "v", "email": "anna@example.com"}, Source.BROWSER),
        ({"consent": "none"}, Source.BROWSER),
        ({"consent": "none", "email": "anna@example.com"}, Source.BROWSER),
    ],
)
def test_a_signature_over_a_lead_vouches_for_whom_it_names(fields: dict[str, Any], source: Source) -> None:
    parsed = parse_all(sign({"type": "lead", "name": "trial", **fields}))
    assert [event.source for event in parsed.events] == [source]
    assert len(parsed.left_out) == (source is Source.BROWSER)


def test_a_signature_over_a_sale_without_an_order_vouches_for_nothing() -> None:
    parsed = parse_all(sign({name: value for name, value in SALE.items() if name != "order_id"}))
    assert [event.source for event in parsed.events] == [Source.BROWSER]
    assert parsed.left_out == [(0, Rejected("signature", Rejection.WRONG_SIGNATURE))]


@pytest.mark.parametrize(
    "raw",
    [
        SALE,
        {**SALE, "amount": 0},
        {"type": "sale", "order_id": "Bestellung ö 7", "amount": 1, "currency": "JPY"},
        {"type": "lead", "visitor_id": "v"},
        {"type": "identify", "visitor_id": "v", "customer_id": "c"},
    ],
)
def test_a_right_signature_makes_a_browsers_event_signed(raw: dict[str, object]) -> None:
    assert parse_one(sign(raw)).source == Source.SIGNED
    assert parse_one({**sign(raw), "unknown": 1}).source == Source.SIGNED
    assert parse_one(raw).source == Source.BROWSER


@pytest.mark.parametrize(
    "raw",
    [
        {**sign(SALE), "amount": 4991},
        {**sign(SALE), "visitor_id": "w"},
        {**sign(SALE), "customer_id": None},
        {**sign(SALE), "order_id": "A-2"},
        {**sign(SALE), "currency": "USD"},
        {**sign(SALE), "type": "lead"},
        sign(SALE, key="another"),
        sign(SALE, site_key="pk_other"),
        {**SALE, "signature": 5},
        {**SALE, "signature": "ö"},
    ],
)
def test_a_wrong_signature_makes_it_the_browsers_and_is_noted(raw: dict[str, object]) -> None:
    parsed = parse_all(raw)
    assert [event.source for event in parsed.events] == [Source.BROWSER]
    assert parsed.left_out == [(0, Rejected("signature", Rejection.WRONG_SIGNATURE))]


def test_without_a_signing_key_nothing_is_signed() -> None:
    assert parse_one(sign(SALE, key=""), site=EdgeSite(7, "pk_shop", ())).source == Source.BROWSER


def test_a_servers_event_with_an_import_id_is_an_import() -> None:
    assert parse_one({**SALE, "import_id": "march.csv"}, SERVER).source == Source.IMPORT
    assert parse_one({**SALE, "import_id": ""}, SERVER).source == Source.SERVER
    click = parse_one({"type": "click", "url": "https://shop.example/?ref=alice", "import_id": "i"}, SERVER)
    assert (click.source, click.ref, click.import_id) == (Source.IMPORT, "alice", "i")


@pytest.mark.parametrize(
    ("word", "makers"),
    [
        ("browser", {"browser", "signed", "import", "server"}),
        ("signed", {"signed", "import", "server"}),
        ("server", {"import", "server"}),
    ],
)
@pytest.mark.parametrize("kind", ["sale", "lead"])
def test_a_site_says_whose_report_makes_a_conversion(word: str, makers: set[str], kind: str) -> None:
    raw = {**SALE, "type": kind}
    sales_from, leads_from = (word, "browser") if kind == "sale" else ("browser", word)
    site = EdgeSite(7, "pk_shop", (), "whsec", sales_from, leads_from)
    reports = [
        parse_one(raw, site=site),
        parse_one(sign(raw), site=site),
        parse_one({**raw, "import_id": "i"}, SERVER, site),
        parse_one(raw, SERVER, site),
    ]
    assert {each.source for each in reports if each.makes_conversion} == makers
    assert parse_one({"type": "pageview", "visitor_id": "v"}, site=site).makes_conversion


@pytest.mark.parametrize("name", ["version", "import_id", "refund_id", "refunded_total", "state"])
def test_what_only_a_server_may_say_is_left_out_of_a_browsers_event(name: str) -> None:
    parsed = parse_all({**SALE, name: "anything"})
    assert parsed.left_out == [(0, Rejected(name, Rejection.SERVER_ONLY))]
    assert replace(parsed.events[0], event_id="") == replace(parse_one(SALE), event_id="")


def test_a_browsers_sale_has_a_ceiling_and_one_that_is_vouched_for_has_none() -> None:
    high = {**SALE, "amount": 500_001}
    assert parse_all(high).rejected == [(0, Rejected("amount", Rejection.AMOUNT_ABOVE_CEILING))]
    assert parse_one({**SALE, "amount": 500_000}).amount_minor == 500_000
    assert parse_one(sign(high)).amount_minor == 500_001
    assert parse_one(high, SERVER).amount_minor == 500_001
    assert parse_one({**high, "currency": "JPY"}).amount_minor == 500_001
    assert parse_one(high, site=EdgeSite(7, "pk_shop", ())).amount_minor == 500_001


@pytest.mark.parametrize(
    ("own", "ceiling", "currency", "highest"),
    [
        ("EUR", 500_000, "USD", 50_000_000_000),
        ("EUR", 500_000, "JPY", 500_000_000),
        ("EUR", 500_000, "KWD", 500_000_000_000),
        ("JPY", 500_000, "EUR", 5_000_000_000_000),
        ("KWD", 1, "JPY", 100),
        ("EUR", 10_000_000_000, "USD", 10**15),
    ],
)
def test_in_other_currencies_the_ceiling_is_as_high_as_the_weakest_of_them_needs(
    own: str, ceiling: int, currency: str, highest: int
) -> None:
    site = replace_site(SITE, currency=own, max_browser_amount=ceiling)
    raw = {**SALE, "currency": currency, "amount": highest}
    above = {**raw, "amount": min(highest + 1, 10**15)}
    assert parse_one(raw, site=site).amount_minor == highest
    if highest < 10**15:
        assert parse_all(above, site=site).rejected == [(0, Rejected("amount", Rejection.AMOUNT_ABOVE_CEILING))]
    assert parse_one(above, SERVER, site).amount_minor == above["amount"]
    assert parse_one(above, site=replace_site(site, max_browser_amount=0)).amount_minor == above["amount"]


def test_browsers_sales_are_limited_and_the_rest_of_the_request_is_taken() -> None:
    raws: list[dict[str, object]] = [
        SALE,
        {**SALE, "order_id": "A-2"},
        sign({**SALE, "order_id": "A-3"}),
        {"type": "lead", "visitor_id": "v"},
    ]
    parsed = parse_all(*raws, sales=1)
    assert parsed.rejected == [(1, Rejected("type", Rejection.TOO_MANY_SALES))]
    assert [event.order_id for event in parsed.events] == ["A-1", "A-3", ""]
    assert len(parse_all(*raws, arrival=SERVER, sales=0).events) == 4


@pytest.mark.parametrize("kind", ["lead", "sale"])
def test_a_pixel_reports_no_conversion(kind: str) -> None:
    parsed = parse_all({**SALE, "type": kind}, {"type": "click"}, arrival=PIXEL)
    assert parsed.rejected == [(0, Rejected("type", Rejection.NOT_BY_PIXEL))]
    assert len(parsed.events) == 1


NO_NAMES = ["undefined", "NULL", " NaN ", "none", "(None)", "[object Object]", "0", "Guest"]
# In quotes, with line breaks, other objects, templates that nobody filled in, the nil UUID.
MORE_NO_NAMES = [
    '"undefined"', "'null'", '" NaN "', '""', "\nnull\t", "\ufeffundefined", "(null)", "nil", "N/A", "(not set)",
    "false", "-", "[object HTMLInputElement]", "[object Undefined]", "{{ customer.id }}", "{{order_id}}", "${user.id}",
    "<?= $id ?>", "<%= order.id %>", "00000000-0000-0000-0000-000000000000",
]  # fmt: skip


@pytest.mark.parametrize("word", NO_NAMES + MORE_NO_NAMES)
def test_an_id_that_is_no_name_is_nobody_and_no_order(word: str) -> None:
    parsed = parse_all(
        {**SALE, "customer_id": word},
        {**SALE, "order_id": word},
        {**SALE, "visitor_id": word},
        {"type": "identify", "visitor_id": "v", "customer_id": word},
        SALE,
        arrival=SERVER,
    )
    assert [(event.customer_id, event.visitor_id) for event in parsed.events] == [("", "v"), ("c", ""), ("c", "v")]
    assert parsed.rejected == [
        (1, Rejected("order_id", Rejection.NOT_A_NAME)),
        (3, Rejected("customer_id", Rejection.NOT_A_NAME)),
    ]
    assert parsed.left_out == [
        (0, Rejected("customer_id", Rejection.NOT_A_NAME)),
        (2, Rejected("visitor_id", Rejection.NOT_A_NAME)),
    ]


@pytest.mark.parametrize(
    "word",
    ["00", "guest1", "nullius", "O", "anonymous", "1", "-1", "#0", "null-7", '"A-1"', "{7}", "[1]", "$9", "<a>", "N'A"],
)
def test_a_name_that_resembles_one_of_the_words_stays(word: str) -> None:
    event = parse_one({**SALE, "customer_id": word, "order_id": word})
    assert (event.customer_id, event.order_id) == (word, word)


@pytest.mark.parametrize(
    ("fields", "refund_id", "notes"),
    [
        ({"refund_id": "r-1", "amount": 5}, "r-1", 0),
        ({}, "unnamed:::", 1),
        ({"amount": 1000, "currency": "eur"}, "unnamed:1000:EUR:", 1),
        ({"amount": 1000, "currency": "EUR", "timestamp": NOW_MS - 5}, f"unnamed:1000:EUR:{NOW_MS - 5}", 1),
        ({"refunded_total": 300, "currency": "EUR"}, "unnamed::EUR::300", 0),
    ],
)
def test_a_refund_without_id_is_named_by_what_it_says(fields: dict[str, Any], refund_id: str, notes: int) -> None:
    parsed = parse_all({"type": "refund", "order_id": "A-1", **fields}, arrival=SERVER)
    assert parsed.events[0].refund_id == refund_id
    assert parsed.left_out == [(0, Rejected("refund_id", Rejection.MISSING))] * notes


def test_a_refund_id_that_is_no_name_is_none() -> None:
    parsed = parse_all({"type": "refund", "order_id": "A-1", "refund_id": "null"}, arrival=SERVER)
    assert parsed.events[0].refund_id == "unnamed:::"
    assert [note.reason for _, note in parsed.left_out] == [Rejection.NOT_A_NAME, Rejection.MISSING]


@pytest.mark.parametrize("field", ["subscription_id", "payment_id"])
def test_an_id_of_a_payment_that_is_no_name_is_left_out(field: str) -> None:
    parsed = parse_all({**SALE, field: "undefined"}, arrival=SERVER)
    assert getattr(parsed.events[0], field) == ""
    assert parsed.left_out == [(0, Rejected(field, Rejection.NOT_A_NAME))]


@pytest.mark.parametrize("said", [{"type": "refund"}, {"type": "dispute", "state": "lost"}])
def test_a_payment_may_stand_for_the_order_that_was_paid_by_it(said: dict[str, Any]) -> None:
    returned = parse_good(SERVER, **said, payment_id="pi_1", visitor_id=None)
    assert (returned.order_id, returned.payment_id) == ("", "pi_1")


@pytest.mark.parametrize("state", ["opened", "won", "lost"])
def test_a_server_reports_a_dispute(state: str) -> None:
    dispute = parse_good(SERVER, type="dispute", order_id="A-1", state=state, amount=50)
    assert (dispute.state, dispute.amount_minor, dispute.currency) == (state, 50, "")


def test_a_server_names_version_subscription_and_payment() -> None:
    fields = {"version": 3, "subscription_id": "s", "payment_id": "p"}
    for further in ({}, {"unknown": 1}):
        sale = parse_good(SERVER, **SALE, **fields, **further)
        assert (sale.version, sale.subscription_id, sale.payment_id) == (3, "s", "p")
    assert parse_good(**SALE, subscription_id="s", payment_id="p").subscription_id == "s"


def test_fields_of_another_type_are_ignored() -> None:
    visit = parse_good(SERVER, state="CA", version="2.1", refund_id=5, refunded_total="none")
    assert (visit.state, visit.version, visit.refund_id, visit.refunded_total_minor) == ("", 0, "", None)


ID = "0190f3c2-7a3b-7cc1-9d2e-000000000001"


def test_a_browsers_event_never_has_the_id_that_a_server_sends() -> None:
    raw = {**SALE, "event_id": ID}
    ids = [parse_one(each).event_id for each in (raw, raw, {**raw, "event_id": ID.upper()}, sign(raw))]
    assert ids[0] == ids[1] == ids[2] != ids[3]
    pixel = parse_one({"type": "click", "event_id": ID}, PIXEL).event_id
    other_site = parse_one(raw, site=EdgeSite(8, "pk_other", ("shop.example",))).event_id
    assert len({ID, ids[0], ids[3], pixel, other_site}) == 5
    assert parse_one(raw, SERVER).event_id == parse_one({**raw, "import_id": "may.csv"}, SERVER).event_id == ID
