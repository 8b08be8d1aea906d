"""What fills a step, whose steps they are, and what a funnel shows besides its people."""

from typing import Any

import pytest

from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.conftest import Api, Tenant
from tests.reports.funnel.questions import PERIOD, START, count, store, string
from warehouse.interface import Warehouse


def test_an_attempt_begins_in_the_period_and_may_end_after_it(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    day = 86_400
    store(warehouse, [("u", day - 1, "A"), ("u", day, "B"), ("v", day, "A"), ("v", day + 1, "B"), ("w", -1, "A")])
    for order in ("ordered", "unordered"):
        assert count(api, shop.key, "AB", order=order, to="2026-03-02") == [1, 1]


def test_steps_are_found_by_type_path_and_property(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    def event(number: int, **fields: object) -> dict[str, Any]:
        return make_event(number, at(START, seconds=number), visitor_id="u", **fields)

    page = event(2, type="pageview", url_path="/blog/a.b/first")
    store_events(warehouse, [event(1), page, event(3, type="event", name="trial", properties={"plan": "pro"})])
    steps: list[dict[str, object]] = [{"type": "click"}, {"path": "/blog/a.b/*"}, {"property": "plan", "value": "pro"}]
    assert [step["people"] for step in api.post("/funnel", shop.key, {"steps": steps, **PERIOD})["steps"]] == [1, 1, 1]
    steps[1] = {"path": "/blog/aXb/*"}
    assert [step["people"] for step in api.post("/funnel", shop.key, {"steps": steps, **PERIOD})["steps"]] == [1, 0, 0]


def test_a_person_is_a_customer_on_all_his_browsers(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    events = [
        make_event(1, at(START), visitor_id="phone"),
        make_event(2, at(START, days=2), type="identify", visitor_id="phone", customer_id="c"),
        make_event(3, at(START, hours=1), type="sale", customer_id="c"),
    ]
    store_events(warehouse, events)
    answer = api.post("/funnel", shop.key, {"steps": [{"type": "click"}, {"type": "sale"}], **PERIOD})
    assert [step["people"] for step in answer["steps"]] == [1, 1]


def test_only_people_walk_through_it(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [make_event(1, at(START), visitor_id="b", traffic="bot")])
    assert api.post("/funnel", shop.key, {"steps": [{"type": "click"}], **PERIOD})["steps"][0]["people"] == 0


def test_a_breakdown_is_by_the_event_that_began_the_attempt(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    clicks = [
        make_event(n, at(START), visitor_id=who, ref=ref)
        for n, who, ref in [(1, "u", "ALLY"), (2, "v", "bob"), (3, "w", "")]
    ]
    sales = [make_event(n, at(START, hours=1), type="sale", visitor_id=who) for n, who in [(4, "u"), (5, "w")]]
    store_events(warehouse, [*clicks, *sales])
    answer = api.post("/funnel", shop.key, {"steps": [{"type": "click"}, {"type": "sale"}], "by": "partner", **PERIOD})
    assert [step["people"] for step in answer["steps"]] == [3, 2]
    by_key = {entry["key"]: [step["people"] for step in entry["steps"]] for entry in answer["by"]}
    assert by_key == {"(none)": [1, 1], "alice": [1, 1], "bob": [1, 0]}


def test_the_engines_own_count_has_people_and_keys_but_no_times(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store(warehouse, string("u", "AXB") + string("v", "AB"))
    body = {"steps": [{"name": "A"}, {"name": "B"}], **PERIOD, "order": "windowFunnel", "by": "channel"}
    for modes, expected in (([], [2, 2]), (["strict_order"], [2, 1])):
        answer = api.post("/funnel", shop.key, {**body, "modes": modes})
        assert [step["people"] for step in answer["steps"]] == expected
        assert [step["mean_seconds"] for step in answer["steps"]] == [None, None]
        assert [entry["key"] for entry in answer["by"]] == ["(none)"]


def test_its_steps_can_be_had_as_csv(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store(warehouse, string("u", "AB"))
    body = {"steps": [{"name": "A"}, {"name": "B"}], **PERIOD}
    response = api.client.post("/api/v1/funnel?format=csv", json=body, headers={"Authorization": f"Bearer {shop.key}"})
    assert response.text.splitlines() == [
        "people,from_previous,from_first,median_seconds,mean_seconds,p90_seconds",
        "1,1.0,1.0,,,",
        "1,1.0,1.0,60.0,60.0,60.0",
    ]


def test_the_people_of_each_step_are_counted_by_the_time_they_took(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    store(warehouse, [(who, 0, "A") for who in "uvwx"] + [("u", 0.999, "B"), ("v", 1, "B"), ("w", 3600, "B")])
    body = {"steps": [{"name": "A"}, {"name": "B"}, {"name": "C"}], **PERIOD, "histogram": True}
    first, second, third = api.post("/funnel", shop.key, body)["steps"]
    assert (first["histogram"], third["histogram"]) == ({}, {})
    assert {seconds: people for seconds, people in second["histogram"].items() if people} == {
        "0": 1,
        "1": 1,
        "3600": 1,
    }
    response = api.client.post("/api/v1/funnel?format=csv", json=body, headers={"Authorization": f"Bearer {shop.key}"})
    assert response.text.splitlines()[0].endswith(
        "p90_seconds,histogram_0,histogram_1,histogram_10,histogram_60,"
        "histogram_600,histogram_3600,histogram_21600,histogram_86400,histogram_604800,histogram_2592000"
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"histogram": "yes"}, "histogram"),
        ({"steps": []}, "steps"),
        ({"steps": [{}]}, "steps[0].type"),
        ({"steps": ["click"]}, "steps[0]"),
        ({"steps": [{"type": "hit"}]}, "steps[0].type"),
        ({"steps": [{"typ": "click"}]}, "steps[0].typ"),
        ({"steps": [{"name": 7}]}, "steps[0].name"),
        ({"steps": [{"type": "click"}] * 21}, "steps"),
        ({"order": "random"}, "order"),
        ({"window": "14"}, "window"),
        ({"window": 14}, "window"),
        ({"by": "moon"}, "by"),
        ({"from": "yesterday"}, "from"),
        ({"from": 1}, "from"),
        ({"exclude": [{"name": "X", "from_step": 1, "to_step": 1}]}, "exclude[0].from_step"),
        ({"exclude": [{"from_step": 0, "to_step": 1}]}, "exclude[0].name"),
        ({"exclude": {"name": "X"}}, "exclude"),
        ({"colour": "red"}, "colour"),
        ({"entry": "last"}, "entry"),
        ({"counting": "clicks"}, "counting"),
        ({"counting": "totals", "order": "unordered"}, "counting"),
        ({"grace": 2}, "grace"),
        ({"modes": ["strict_order"]}, "modes"),
        ({"modes": ["loose"], "order": "windowFunnel"}, "modes"),
        ({"order": "windowFunnel", "entry": "first"}, "entry"),
        ({"order": "windowFunnel", "exclude": [{"name": "X"}]}, "order"),
    ],
)
def test_a_bad_question_is_named_by_its_field(api: Api, shop: Tenant, change: dict[str, object], field: str) -> None:
    body = {"steps": [{"type": "click"}, {"type": "sale"}], **change}
    assert api.post("/funnel", shop.key, body, 400)["error"]["field"] == field
