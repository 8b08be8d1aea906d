"""Money in one currency, by the daily rates of a file."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from redis import Redis
from starlette.testclient import TestClient

from console.app import create_app
from database.sessions import Sessions
from reports.program_rules import MODELS
from settings import ConsoleSettings, read_settings
from tests.fixtures.event_rows import at, make_event, store_events
from tests.fixtures.money import money
from tests.reports.conftest import NOW, Api, Tenant
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01", "currency": "EUR"}
# A Friday and a Monday; half of a cent is rounded to the even one.
RATES = """date,currency,rate
2026-03-06,USD,1.25
2026-03-06,JPY,160
2026-03-09,USD,2
"""


@pytest.fixture
def exchanging(
    tmp_path: Path, console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis
) -> Iterator[Api]:
    """The API of a console that knows rates."""
    rates = tmp_path / "rates.csv"
    rates.write_text(RATES)
    environ = {"PRM_DATA_DIR": str(tmp_path), "PRM_REDIS_URL": console_settings.redis_url}
    settings = read_settings(ConsoleSettings, {**environ, "PRM_CURRENCY_RATES": str(rates)})
    with TestClient(create_app(settings, warehouse, sessions, redis, lambda: NOW)) as client:
        yield Api(client)


@pytest.fixture
def sold(warehouse: Warehouse) -> None:
    """Two clicks and sales of odd amounts, on a day before the rates, a Friday, a Sunday and a Monday."""
    clicks = [make_event(1, at("2026-03-01"), visitor_id="v", ref="alice")]
    clicks += [make_event(2, at("2026-03-02"), visitor_id="v", ref="bob")]
    store_events(
        warehouse,
        [
            *clicks,
            sale(3, "2026-03-05", 500, "USD"),
            sale(4, "2026-03-06T23:59:59", 1001, "USD"),
            sale(5, "2026-03-08", 333, "USD"),
            sale(6, "2026-03-09", 101, "USD"),
            sale(7, "2026-03-09", 1001, "EUR"),
            sale(8, "2026-03-09", 999, "JPY"),
            sale(9, "2026-03-09", 777, "CHF"),
            sale(10, "2026-03-06", 1000, "USD"),
            make_event(11, at("2026-03-07"), type="refund", order_id="o10", amount_minor=400, currency="USD"),
        ],
    )


REFS = ("alice", "bob", "nobody", "")
CURRENCIES = ("EUR", "USD", "JPY")
CONVERTED_MINOR = {4: 801, 5: 266, 6: 50, 7: 1001, 8: 624, 10: 480}
UNCONVERTED = [money(777, "CHF"), money(500, "USD")]


def sale(number: int, day: str, amount_minor: int, currency: str) -> dict[str, Any]:
    """A sale to the one visitor."""
    paid = {"amount_minor": amount_minor, "currency": currency, "order_id": f"o{number}"}
    return make_event(number, at(day), type="sale", visitor_id="v", **paid)


def as_minor(credit: dict[str, Any]) -> int:
    """The cents of a row that holds euros alone."""
    return to_minor(credit, "EUR")


def to_minor(credit: dict[str, Any], currency: str) -> int:
    """The minor units of a row that holds this currency alone."""
    assert {amount["currency"] for amount in credit["revenue"]} <= {currency}
    return sum(amount["minor"] for amount in credit["revenue"])


@pytest.mark.usefixtures("sold")
def test_each_sale_is_converted_by_the_last_rate_before_it(exchanging: Api, shop: Tenant) -> None:
    answer = exchanging.get("/conversions", shop.key, **MARCH)
    converted = {int(row["event_id"][-2:], 16): row["converted"] for row in answer["rows"]}
    assert converted == {**{n: money(minor) for n, minor in CONVERTED_MINOR.items()}, 3: None, 9: None}
    assert answer["meta"]["unconverted"] == UNCONVERTED


@pytest.mark.usefixtures("sold")
def test_credits_sum_to_the_converted_sales_under_every_model(exchanging: Api, shop: Tenant) -> None:
    for model in MODELS:
        answer = exchanging.get("/attribution", shop.key, model=model, **MARCH)
        assert sum(map(as_minor, answer["rows"])) == as_minor(answer["totals"]) == sum(CONVERTED_MINOR.values()), model
        assert answer["meta"]["unconverted"] == UNCONVERTED
        assert answer["totals"]["conversions"] == pytest.approx(8)


@pytest.mark.usefixtures("sold")
def test_models_side_by_side_partners_and_cohorts_say_the_same(exchanging: Api, shop: Tenant) -> None:
    cohorts = exchanging.get("/cohorts", shop.key, **MARCH)
    assert sum(map(as_minor, cohorts["rows"])) == sum(CONVERTED_MINOR.values())
    assert cohorts["meta"]["unconverted"] == UNCONVERTED
    compared = exchanging.get("/attribution/compare", shop.key, **MARCH)
    stats = exchanging.get("/partners/stats", shop.key, **MARCH)
    assert {as_minor(compared["totals"][model]) for model in MODELS} == {sum(CONVERTED_MINOR.values())}
    assert as_minor(stats["totals"]) == sum(map(as_minor, stats["rows"])) == sum(map(as_minor, stats["series"]))
    assert as_minor(stats["totals"]) == sum(CONVERTED_MINOR.values())
    assert compared["meta"]["unconverted"] == stats["meta"]["unconverted"] == UNCONVERTED
    by_key = {row["key"]: row for row in compared["rows"]}
    partner = exchanging.get("/attribution", shop.bob, model="linear", **MARCH)
    assert [row["revenue"] for row in partner["rows"]] == [by_key["bob"]["linear"]["revenue"]]


@pytest.mark.usefixtures("sold")
def test_two_rates_make_one_where_neither_currency_is_the_base(exchanging: Api, shop: Tenant) -> None:
    answer = exchanging.get("/conversions", shop.key, **{**MARCH, "currency": "JPY"})
    converted = {int(row["event_id"][-2:], 16): row["converted"] for row in answer["rows"]}
    expected = {4: 1281, 5: 426, 6: 81, 7: 1602, 8: 999, 10: 768}
    assert converted == {**{n: money(minor, "JPY") for n, minor in expected.items()}, 3: None, 9: None}


def test_a_random_shop_is_converted_to_the_last_unit(exchanging: Api, shop: Tenant, warehouse: Warehouse) -> None:
    """By two computations: the list converts in Python, the attribution in ClickHouse."""
    chance = Random(5)
    clicks = [
        make_event(
            n, at("2026-03-01", minutes=chance.randrange(8000)), visitor_id=f"v{n % 40}", ref=chance.choice(REFS)
        )
        for n in range(1, 200)
    ]
    sales = [
        {**sale(n, "2026-03-06", chance.choice((0, 1, 3, chance.randrange(10**9))), chance.choice(CURRENCIES)),
         "visitor_id": f"v{n % 40}", "timestamp": at("2026-03-06", minutes=chance.randrange(8000))}
        for n in range(200, 400)
    ]  # fmt: skip
    store_events(warehouse, [*clicks, *sales])
    for currency in ("EUR", "JPY"):
        asked = {**MARCH, "currency": currency}
        converted = [row["converted"] for row in exchanging.get("/conversions", shop.key, limit=1000, **asked)["rows"]]
        assert (len(converted), None in converted) == (200, False)
        for by in ("ref", "partner"):
            totals = exchanging.get("/attribution/compare", shop.key, by=by, **asked)["totals"]
            assert {model: to_minor(totals[model], currency) for model in MODELS} == dict.fromkeys(
                MODELS, sum(amount["minor"] for amount in converted)
            )


@pytest.mark.usefixtures("sold")
def test_without_the_question_nothing_is_converted(exchanging: Api, shop: Tenant) -> None:
    answer = exchanging.get("/attribution", shop.key, from_="2026-03-01", to="2026-04-01")
    assert {amount["currency"] for amount in answer["totals"]["revenue"]} == {"CHF", "EUR", "JPY", "USD"}
    assert "unconverted" not in answer["meta"]


def test_a_currency_without_rates_is_rejected(exchanging: Api, api: Api, shop: Tenant) -> None:
    for asked, client in (("EUR", api), ("GBP", exchanging)):
        error = client.get("/attribution", shop.key, 400, currency=asked)["error"]
        assert (error["field"], error["code"]) == ("currency", "no_rates")


def test_an_empty_period_is_converted_too(exchanging: Api, shop: Tenant) -> None:
    for path in ("attribution", "partners/stats", "conversions", "cohorts"):
        assert exchanging.get(f"/{path}", shop.key, **MARCH)["meta"]["unconverted"] == []
