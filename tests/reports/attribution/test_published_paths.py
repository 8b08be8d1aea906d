"""Published sets of paths give their published figures, whichever natural way they are reported."""

from typing import Any

import pytest

from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.conftest import Api, Tenant
from tests.reports.truth.published import BESIDE, read_cases
from tests.reports.truth.stories import Act, expect_conversions, make_acts
from warehouse.interface import Warehouse

CASES = read_cases("attribution_small.json")
MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}
# How a click says by what it came, a visitor without any word being direct.
WAYS = {
    "ref": lambda key: {"ref": key, "channel": "partner"},
    "utm_source": lambda key: {"utm_source": key, "channel": "referral"},
    "sub_id": lambda key: {"sub_id": key, "ref": "network", "channel": "partner"},
}


def make_row(number: int, act: Act, way: str, conversion: str, nameless: str) -> dict[str, Any]:
    """The act as ingest would have stored it; a key equal to ``nameless`` is not said."""
    if not act.key:
        order = {"order_id": f"o{number}", "amount_minor": 100, "currency": "EUR"} if conversion == "sale" else {}
        return make_event(number, act.at, type=conversion, visitor_id=act.visitor_id, **order)
    said = {"channel": "direct"} if act.key == nameless else WAYS[way](act.key)
    return make_event(number, act.at, visitor_id=act.visitor_id, **said)


def ask_every_model(api: Api, token: str, by: str, conversion: str) -> dict[str, dict[str, float]]:
    """Model → key → conversions, by the comparison."""
    answer = api.get("/attribution/compare", token, **MARCH, by=by, conversion=conversion)
    return {
        model: {row["key"]: row[model]["conversions"] for row in answer["rows"] if row[model]["conversions"]}
        for model in answer["meta"]["models"]
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
@pytest.mark.parametrize(
    ("way", "conversion", "one_visitor_a_row", "nameless"),
    [("ref", "sale", False, "direct"), ("utm_source", "lead", True, "direct"), ("sub_id", "sale", True, "")],
)
def test_published_paths_give_their_figures(
    api: Api,
    shop: Tenant,
    warehouse: Warehouse,
    case: dict[str, Any],
    way: str,
    conversion: str,
    one_visitor_a_row: bool,
    nameless: str,
) -> None:
    acts = make_acts(case["rows"], at("2026-03-02"), one_visitor_a_row=one_visitor_a_row)
    store_events(warehouse, [make_row(n, act, way, conversion, nameless) for n, act in enumerate(acts)])
    found = ask_every_model(api, shop.key, way, conversion)
    for model, figures in expect_conversions(case).items():
        assert found[model] == pytest.approx(figures, rel=1e-9), model
        alone = api.get("/attribution", shop.key, **MARCH, by=way, conversion=conversion, model=model)
        assert {row["key"]: row["conversions"] for row in alone["rows"]} == found[model]


def test_the_weights_of_position_can_be_chosen(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    rows = [{"path": ["x", "y"], "conversions": 10, "nulls": 0}]
    acts = make_acts(rows, at("2026-03-02"), one_visitor_a_row=True)
    store_events(warehouse, [make_row(n, act, "ref", "sale", "") for n, act in enumerate(acts)])
    for weights, expected in (("30,0,70", {"x": 3, "y": 7}), ("20,20,60", {"x": 2.5, "y": 7.5})):
        answer = api.get("/attribution", shop.key, **MARCH, by="ref", model="position", position=weights)
        assert {row["key"]: row["conversions"] for row in answer["rows"]} == pytest.approx(expected, rel=1e-9)


@pytest.mark.skipif(not BESIDE.exists(), reason="no published cases lie beside the repository")
def test_the_published_cases_are_found() -> None:
    assert len(CASES) >= 12
