"""How many people go from step to step: events in, exact steps out."""

import pytest

from tests.reports.conftest import Api, Tenant
from tests.reports.funnel.questions import ask, count, store, string
from warehouse.interface import Warehouse


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
