"""How many people go from step to step: events in, exact steps out."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

START = "2026-03-01"
PERIOD = {"from": "2026-03-01", "to": "2026-04-01", "window": "1d"}
Done = Sequence[tuple[str, float, str]]


def store(warehouse: Warehouse, done: Done) -> None:
    """Custom events: who, after how many seconds, what."""
    events = [
        make_event(number, at(START, seconds=seconds), type="event", name=name, visitor_id=who)
        for number, (who, seconds, name) in enumerate(done)
    ]
    store_events(warehouse, events)


def ask(api: Api, token: str, steps: str, **question: object) -> list[dict[str, Any]]:
    """The funnel of events named by single letters."""
    body = {"steps": [{"type": "event", "name": name} for name in steps], **PERIOD, **question}
    answer: list[dict[str, Any]] = api.post("/funnel", token, body)["steps"]
    return answer


def count(api: Api, token: str, steps: str, **question: object) -> list[int]:
    """People of each step."""
    return [step["people"] for step in ask(api, token, steps, **question)]


def string(who: str, letters: str, seconds: float = 60) -> list[tuple[str, float, str]]:
    """One event a letter, so many seconds apart; a dash is a pause."""
    return [(who, n * seconds, name) for n, name in enumerate(letters) if name != "-"]


def test_people_ratios_and_times_of_each_step(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    done = [("u", 0, "A"), ("u", 10, "B"), ("v", 0, "A"), ("v", 20, "B"), ("v", 50, "C"), ("w", 0, "A")]
    done += [("x", 0, "A"), ("x", 60, "B")]
    store(warehouse, done)
    assert ask(api, shop.key, "ABC") == [
        {
            "people": 4,
            "from_previous": 1,
            "from_first": 1,
            "median_seconds": None,
            "mean_seconds": None,
            "p90_seconds": None,
        },
        {
            "people": 3,
            "from_previous": 0.75,
            "from_first": 0.75,
            "median_seconds": 20,
            "mean_seconds": 30,
            "p90_seconds": pytest.approx(52),
        },
        {
            "people": 1,
            "from_previous": 1 / 3,
            "from_first": 0.25,
            "median_seconds": 30,
            "mean_seconds": 30,
            "p90_seconds": 30,
        },
    ]


@pytest.mark.parametrize("order", ["ordered", "strict", "unordered"])
def test_without_events_nobody_does_any_step(api: Api, shop: Tenant, order: str) -> None:
    steps = ask(api, shop.key, "AB", order=order)
    assert [(step["people"], step["from_previous"], step["mean_seconds"]) for step in steps] == [(0, None, None)] * 2


@pytest.mark.parametrize(
    ("letters", "ordered", "strict", "unordered"),
    [
        ("ABC", 3, 3, 3),
        ("AXBC", 3, 1, 3),
        ("ACB", 2, 1, 3),
        ("CBA", 1, 1, 3),
        ("BC", 0, 0, 2),
        ("AABBCC", 3, 3, 3),
        ("ABABC", 3, 3, 3),
        ("ABXABC", 3, 3, 3),
        ("ABAC", 3, 2, 3),
        ("X", 0, 0, 0),
    ],
)
def test_the_order_decides_how_far_somebody_came(
    api: Api, shop: Tenant, warehouse: Warehouse, letters: str, ordered: int, strict: int, unordered: int
) -> None:
    store(warehouse, string("u", letters))
    for order, depth in (("ordered", ordered), ("strict", strict), ("unordered", unordered)):
        assert sum(count(api, shop.key, "ABC", order=order)) == depth, order


@pytest.mark.parametrize("order", ["ordered", "strict", "unordered"])
def test_the_window_is_inclusive(api: Api, shop: Tenant, warehouse: Warehouse, order: str) -> None:
    store(warehouse, [("u", 0, "A"), ("u", 100, "B"), ("v", 0, "A"), ("v", 100.001, "B")])
    assert count(api, shop.key, "AB", order=order, window="100s") == [2, 1]


@pytest.mark.parametrize("order", ["ordered", "strict", "unordered"])
def test_one_event_fills_one_step(api: Api, shop: Tenant, warehouse: Warehouse, order: str) -> None:
    store(warehouse, string("u", "A") + string("v", "AA"))
    assert count(api, shop.key, "AA", order=order) == [2, 1]


@pytest.mark.parametrize("order", ["ordered", "strict", "unordered"])
def test_events_of_the_same_moment_convert(api: Api, shop: Tenant, warehouse: Warehouse, order: str) -> None:
    store(warehouse, [("u", 0, "B"), ("u", 0, "A")])
    assert count(api, shop.key, "AB", order=order) == [1, 1]


def test_the_best_attempt_counts_and_is_timed_from_its_latest_start(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    store(
        warehouse, [("u", 0, "A"), ("u", 7200, "A"), ("u", 7260, "B"), ("v", 0, "A"), ("v", 120, "A"), ("v", 300, "B")]
    )
    _, last = ask(api, shop.key, "AB", window="1h")
    assert (last["people"], last["mean_seconds"]) == (2, (60 + 180) / 2)


def test_the_first_of_equally_good_attempts_is_timed(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store(
        warehouse,
        [("u", 0, "A"), ("u", 10, "B"), ("u", 20, "B"), ("u", 30, "C"), ("u", 40, "A"), ("u", 90, "B"), ("u", 95, "C")],
    )
    assert [step["mean_seconds"] for step in ask(api, shop.key, "ABC")] == [None, 10, 20]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("AXB", [0, 0, 0]),
        ("AX", [0, 0, 0]),
        ("XAB", [1, 1, 0]),
        ("ABX", [1, 1, 0]),
        ("ABXC", [1, 1, 1]),
        ("AXAB", [0, 0, 0]),
        ("ABCAXB", [1, 1, 1]),
    ],
)
def test_an_exclusion_between_two_steps_takes_the_person_out_of_every_step(
    api: Api, shop: Tenant, warehouse: Warehouse, letters: str, expected: list[int]
) -> None:
    store(warehouse, string("u", letters))
    assert count(api, shop.key, "ABC", exclude=[{"name": "X", "from_step": 0, "to_step": 1}]) == expected


def test_an_exclusion_after_the_window_strikes_nobody(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store(warehouse, string("u", "A-X", 60))
    assert count(api, shop.key, "AB", window="1m", exclude=[{"name": "X", "from_step": 0, "to_step": 1}]) == [1, 0]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("BAXC", [1, 0, 0]),
        ("BAXCAB", [1, 1, 1]),
        ("CBAX", [1, 1, 1]),
        ("XCBA", [1, 1, 1]),
        ("BX", [1, 0, 0]),
        ("BXA", [1, 0, 0]),
    ],
)
def test_an_exclusion_in_any_order_leaves_the_first_step_and_lets_him_start_again(
    api: Api, shop: Tenant, warehouse: Warehouse, letters: str, expected: list[int]
) -> None:
    store(warehouse, string("u", letters))
    exclude = [{"name": "X", "from_step": 0, "to_step": 2}]
    assert count(api, shop.key, "ABC", order="unordered", exclude=exclude) == expected


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
