"""Published funnel cases give their published figures through the API."""

from typing import Any

import pytest

from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.conftest import Api, Tenant
from tests.reports.truth.published import BESIDE, read_cases
from warehouse.interface import Warehouse

CASES = [case for case in read_cases("funnels.json") if case.get("status") != "disputed"]
START = at("2026-03-02")
PERIOD = {"from": "2026-03-01", "to": "2026-04-01"}
# What the engine makes of steps that are filled by the same event is not what we mean by a step.
ENGINE_ALONE = {"ch_same_event_default", "ch_shop_4"}
ORDERS = {(): "ordered", ("strict_order",): "strict"}


def ask(api: Api, token: str, case: dict[str, Any], **changed: object) -> list[int]:
    """How many came to each step."""
    body: dict[str, object] = {
        **PERIOD,
        "steps": [{"type": "event", "name": name} for name in case["steps"]],
        "order": case["order"],
        "window": f"{case['window_s']}s",
        **{name: case[name] for name in ("entry", "counting", "modes") if case.get(name)},
        **changed,
    }
    if "grace_s" in case:
        body["grace"] = f"{case['grace_s']}s"
    if "exclusions" in case:
        body["exclude"] = [
            {"name": each["event"], "from_step": each["from_step"], "to_step": each["to_step"]}
            for each in case["exclusions"]
        ]
    answer = api.post("/funnel", token, body)
    return [step["people"] for step in answer["steps"]]


def store_case(warehouse: Warehouse, case: dict[str, Any]) -> None:
    """The case's events, moved into the period."""
    first = min(second for _, second, _ in case["events"])
    events = [
        make_event(n, at("2026-03-02", seconds=second - first), type="event", name=name, visitor_id=who)
        for n, (who, second, name) in enumerate(case["events"])
    ]
    store_events(warehouse, events)


def count_by_depth(case: dict[str, Any]) -> list[int]:
    """People of each step, of the depth that each one reached."""
    depths = case["expected"]["per_user"].values()
    return [sum(depth > step for depth in depths) for step in range(len(case["steps"]))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_published_funnel_gives_its_figures(
    api: Api, shop: Tenant, warehouse: Warehouse, case: dict[str, Any]
) -> None:
    store_case(warehouse, case)
    found = ask(api, shop.key, case)
    if case.get("counting") == "totals":
        assert (found[0], found[-1]) == (case["expected"]["entries"], case["expected"]["conversions"])
        return
    assert found == count_by_depth(case)
    ours = ORDERS.get(tuple(case.get("modes", ["none"])))
    if ours and case["id"] not in ENGINE_ALONE:
        assert ask(api, shop.key, case, order=ours, modes=[]) == found


@pytest.mark.parametrize("case", [case for case in CASES if "time_best_entry" in case["expected"]])
def test_the_entry_decides_from_when_the_time_is_taken(
    api: Api, shop: Tenant, warehouse: Warehouse, case: dict[str, Any]
) -> None:
    store_case(warehouse, case)
    body = {**PERIOD, "window": f"{case['window_s']}s", "steps": [{"name": name} for name in case["steps"]]}
    for entry in ("first", "best"):
        steps = api.post("/funnel", shop.key, {**body, "entry": entry})["steps"]
        assert steps[1]["mean_seconds"] == case["expected"][f"time_{entry}_entry"]


@pytest.mark.skipif(not BESIDE.exists(), reason="no published cases lie beside the repository")
def test_the_published_cases_are_found() -> None:
    assert len(CASES) >= 46
