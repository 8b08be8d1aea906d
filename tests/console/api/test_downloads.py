"""Every table as a file: the format by name or by the Accept header."""

import io
from collections.abc import Mapping

import orjson
import pyarrow.parquet as pq
import pytest
from httpx2 import Response

from console.api.call_list import CALLS
from console.api.downloads import write_parquet_file
from console.api.fields import Resource
from console.api.request import Table
from money.amount import Amount
from tests.console.api.test_csv import OF_ONE_PARTNER, choose_token
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, make_event, store_events
from warehouse.interface import Warehouse


class Earned(Resource):
    """Money by currency."""

    key: str
    revenue: list[Amount]


@pytest.fixture
def sold(warehouse: Warehouse) -> None:
    """A click of Alice's and two sales in two currencies."""
    click = make_event(1, at("2026-03-01"), visitor_id="v", ref="alice")
    sales = [
        make_event(n, at("2026-03-02"), type="sale", visitor_id="v", amount_minor=100, currency=currency)
        for n, currency in [(2, "EUR"), (3, "JPY")]
    ]
    store_events(warehouse, [click, *sales])


def download(api: Api, shop: Tenant, query: str, headers: Mapping[str, str] = {}) -> Response:
    """The attribution as a file."""
    asking = {"Authorization": f"Bearer {shop.key}", **headers}
    response = api.client.get(f"/api/v1/attribution{query}", headers=asking)
    assert response.status_code == 200, response.text
    return response


@pytest.mark.usefixtures("sold")
def test_lines_of_json_are_the_rows_of_the_answer(api: Api, shop: Tenant) -> None:
    response = download(api, shop, "?format=ndjson")
    assert response.headers["content-disposition"] == 'attachment; filename="attribution.ndjson"'
    assert [orjson.loads(line) for line in response.text.splitlines()] == download(api, shop, "").json()["rows"]


@pytest.mark.usefixtures("sold")
def test_parquet_has_a_column_a_currency(api: Api, shop: Tenant) -> None:
    response = download(api, shop, "?format=parquet")
    assert response.headers["content-type"] == "application/vnd.apache.parquet"
    [row] = pq.read_table(io.BytesIO(response.content)).to_pylist()
    assert (row["key"], row["sales"], row["revenue_EUR"], row["revenue_JPY"]) == ("alice", 2.0, "1.00", "100")
    assert (row["revenue_EUR_minor"], row["revenue_JPY_minor"]) == (100, 100)


@pytest.mark.usefixtures("sold")
def test_every_table_is_parquet_with_the_rows_of_the_answer(api: Api, shop: Tenant) -> None:
    for call in CALLS:
        if call.method != "GET" or "{" in call.path or "format" not in call.parameters or call.is_for_administrators:
            continue
        token = choose_token(api, shop, call.path)
        asking = {"Authorization": f"Bearer {token}"} if token else {}
        named = {"partner": "alice"} if call.path in OF_ONE_PARTNER else {}
        file = api.client.get(f"/api/v1{call.path}", params={**named, "format": "parquet"}, headers=asking)
        assert file.status_code == 200, call.path
        rows = api.get(call.path, token, **named)[call.rows_name]
        assert pq.read_table(io.BytesIO(file.content)).num_rows == len(rows), call.path


def test_a_currency_that_only_late_rows_have_is_a_column_of_parquet() -> None:
    rows = [Earned(key=str(n), revenue=[Amount(5, "JPY")] if n == 1500 else []) for n in range(1501)]
    file = b"".join(write_parquet_file(Table(rows), Earned))
    assert pq.read_table(io.BytesIO(file))["revenue_JPY_minor"].to_pylist() == [None] * 1500 + [5]


def test_an_empty_table_is_a_file_too(api: Api, shop: Tenant) -> None:
    assert download(api, shop, "?format=ndjson").content == b""
    table = pq.read_table(io.BytesIO(download(api, shop, "?format=parquet").content))
    assert (table.num_rows, table.column_names) == (0, ["key", "conversions", "sales", "leads", "revenue"])


@pytest.mark.parametrize(
    ("accept", "query", "kind"),
    [
        ("text/csv", "", "text/csv"),
        ("application/x-ndjson;q=0.9, text/csv", "", "application/x-ndjson"),
        ("application/vnd.apache.parquet", "", "application/vnd.apache.parquet"),
        ("text/csv", "?format=json", "application/json"),
        ("text/html, */*", "", "application/json"),
    ],
)
def test_the_accept_header_chooses_where_the_address_does_not(
    api: Api, shop: Tenant, accept: str, query: str, kind: str
) -> None:
    assert download(api, shop, query, {"Accept": accept}).headers["content-type"].startswith(kind)
