"""Every table as CSV that no spreadsheet runs."""

import csv

import pytest

from console.api.call_list import CALLS
from console.api.csv_files import write_csv
from console.api.fields import Resource
from console.api.request import Call, Table
from console.cookies import MEMBER_COOKIE
from money.amount import Amount
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from warehouse.interface import Warehouse


class Cell(Resource):
    """A text that somebody else wrote."""

    ref: str


class Cells(Resource):
    """A number, a text and a list."""

    a: float
    b: str
    c: list[str]


class Paid(Resource):
    """Money, or none."""

    value: Amount | None


def test_sums_become_one_column_a_currency(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    click = make_event(1, at("2026-03-01"), visitor_id="v", ref="alice")
    sales = [
        make_event(n, at("2026-03-02"), type="sale", visitor_id=who, amount_minor=n * 100, currency=currency)
        for n, who, currency in [(2, "v", "EUR"), (3, "v", "JPY"), (4, "w", "EUR")]
    ]
    store_events(warehouse, [click, *sales])
    assert api.get_csv("/attribution", shop.key) == [
        "key,conversions,sales,leads,revenue_EUR,revenue_EUR_minor,revenue_JPY,revenue_JPY_minor",
        "alice,2.0,2.0,0.0,2.00,200,300,300",
        "unattributed,1.0,1.0,0.0,4.00,400,,",
    ]


def test_an_empty_table_still_has_its_heading(api: Api, shop: Tenant) -> None:
    assert api.get_csv("/attribution", shop.key) == ["key,conversions,sales,leads,revenue"]


def test_a_comparison_without_money_has_the_columns_of_an_empty_one(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    [heading] = api.get_csv("/attribution/compare", shop.key, conversion="lead")
    assert "linear_conversions" in heading.split(",")
    store_events(warehouse, [make_event(1, at("2026-03-01"), visitor_id="v", ref="alice")])
    store_events(warehouse, [make_event(2, at("2026-03-02"), type="lead", visitor_id="v")])
    assert api.get_csv("/attribution/compare", shop.key, conversion="lead")[0] == heading


def test_conversions_are_a_download_that_says_how_far_it_reaches(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    sales = [make_event(n, at("2026-03-02"), type="sale", visitor_id="v", order_id="=1+1") for n in (1, 2)]
    store_events(warehouse, sales)
    headers = {"Authorization": f"Bearer {shop.key}"}
    response = api.client.get("/api/v1/conversions?format=csv&limit=1", headers=headers)
    assert response.headers["content-disposition"] == 'attachment; filename="conversions.csv"'
    assert int(response.headers["x-prm-complete-until"]) > 0
    assert response.headers["x-prm-next-cursor"].endswith(event_id(2))
    assert response.text.splitlines()[1].split(",")[2] == "'=1+1"


def test_a_spreadsheet_is_for_people(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    click = make_event(1, at("2026-03-01"), visitor_id="v", ref="alice")
    paid = make_event(
        2, at("2026-03-02T23:30:15"), type="sale", visitor_id="v", order_id="=1", amount_minor=490, currency="EUR"
    )
    store_events(warehouse, [click, paid])
    headers = {"Authorization": f"Bearer {shop.key}"}
    march = "from=2026-03-01&to=2026-04-01&tz=Europe/Warsaw&format=spreadsheet"
    response = api.client.get(f"/api/v1/conversions?{march}", headers=headers)
    assert response.headers["content-disposition"] == 'attachment; filename="conversions.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    heading, line = csv.reader(response.content.decode("utf-8-sig").splitlines())
    cells = dict(zip(heading, line, strict=True))
    assert cells["Timestamp"] == "2026-03-03 00:30:15"
    assert (cells["Value"], cells["Value currency"], cells["Order id"]) == ("4.90", "EUR", "'=1")
    assert (cells["Partner"], cells["Partner name"]) == ("alice", "Alice")
    assert not any("minor" in name for name in heading)
    credit = api.client.get(f"/api/v1/attribution?by=partner&{march}", headers=headers)
    assert credit.content.decode("utf-8-sig").splitlines()[:2] == [
        "Key,Label,Conversions,Sales,Leads,Revenue EUR",
        "alice,Alice,1.0,1.0,0.0,4.90",
    ]


@pytest.mark.parametrize(
    ("zone", "first_hour"),
    [("Asia/Kathmandu", "2026-03-01T00:00:00+05:45"), ("Europe/Kyiv", "2026-03-01T00:00:00+02:00")],
)
def test_a_zone_that_browsers_do_not_list_is_taken(api: Api, shop: Tenant, zone: str, first_hour: str) -> None:
    query = f"from=2026-03-01&to=2026-03-02&interval=hour&tz={zone}"
    answer = api.client.get(f"/api/v1/partners/stats?{query}", headers={"Authorization": f"Bearer {shop.key}"})
    assert answer.status_code == 200, answer.text
    meta = answer.json()["meta"]
    assert (meta["tz"], meta["from"]) == (zone, first_hour)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "＝1"])
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    [_, line] = "".join(write_csv(Table([Cell(ref=cell)]), Cell)).split("\r\n", 1)
    assert line.lstrip('"').startswith("'")


def test_numbers_and_quotes_stay_as_they_are() -> None:
    table = Table([Cells(a=-1.5, b='x,"y"', c=["p", "q"])])
    assert "".join(write_csv(table, Cells)).splitlines() == ["a,b,c", '-1.5,"x,""y""",p q']


def test_money_is_three_columns_and_no_formula_below_zero() -> None:
    table = Table([Paid(value=Amount(-499, "EUR")), Paid(value=None)])
    assert "".join(write_csv(table, Paid)).splitlines() == ["value_minor,value_currency,value", "-499,EUR,-4.99", ",,"]


OF_A_MEMBER = ("/views", "/report-mails")
# Of one partner, which the team has to name.
OF_ONE_PARTNER = ("/earnings/summary", "/statements")
ASKED = [
    pytest.param(call, id=call.path)
    for call in CALLS
    if call.method == "GET" and "{" not in call.path and call.path != "/members/me" and not call.is_for_administrators
]


def choose_token(api: Api, shop: Tenant, path: str) -> str:
    """A key's, but where a team member's own things are asked for: empty, beside the cookie of one."""
    if path in OF_A_MEMBER:
        api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    return "" if path in OF_A_MEMBER else shop.key


@pytest.mark.parametrize("call", ASKED)
def test_every_table_offers_it_and_nothing_else_does(api: Api, shop: Tenant, call: Call) -> None:
    named = {"partner": "alice"} if call.path in OF_ONE_PARTNER else {}
    if "format" in call.parameters:
        assert api.get_csv(call.path, choose_token(api, shop, call.path), **named)[0]
    else:
        assert api.get(call.path, shop.key, 400, format="csv")["error"]["field"] == "format"
