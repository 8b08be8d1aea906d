"""Published paths and funnels, sent server to server, come out of the reports with their published figures."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from tests.fixtures.running import RunningPrm
from tests.reports.truth.published import read_cases
from tests.reports.truth.stories import Act, expect_conversions, make_acts

pytestmark = pytest.mark.timeout(600)

PATHS = read_cases("attribution_small.json")
FUNNELS = [case for case in read_cases("funnels.json") if case.get("status") != "disputed"]
# Each case has two months of its own, so that one site holds them all.
START = datetime(2024, 1, 1, tzinfo=UTC)
APART = timedelta(days=60)
BATCH = 5000


def send_all(prm: RunningPrm, key: str, events: list[dict[str, Any]]) -> None:
    """Sends everything and waits until the reports have it."""
    for first in range(0, len(events), BATCH):
        answer = prm.send(key, events[first : first + BATCH])
        assert not answer["rejected"], answer["rejected"][:3]
    prm.wait_until_settled(key)


def make_act_event(case: str, number: int, act: Act, way: str) -> dict[str, Any]:
    """The act as a shop's server reports it."""
    event = {"visitor_id": f"{case}-{way}-{act.visitor_id}", "timestamp": act.at.isoformat()}
    if not act.key:
        order = {"order_id": f"{case}-{way}-{number}", "amount": 1000, "currency": "EUR"}
        return {**event, "type": "sale", **order}
    if act.key == "direct":
        return {**event, "type": "click"}
    said = {"ref": act.key} if way == "ref" else {"url": f"https://shop.example/?utm_source={quote(act.key)}"}
    return {**event, "type": "click", **said}


@pytest.mark.parametrize("way", ["ref", "utm_source"])
def test_published_paths_come_out_with_their_figures(running: RunningPrm, way: str) -> None:
    key = running.create_site(way)["secret_key"]
    starts = [START + n * APART for n in range(len(PATHS))]
    events = [
        make_act_event(case["id"], number, act, way)
        for case, start in zip(PATHS, starts, strict=True)
        for number, act in enumerate(make_acts(case["rows"], start, one_visitor_a_row=False))
    ]
    send_all(running, key, events)
    for case, start in zip(PATHS, starts, strict=True):
        period = {"from": start.date().isoformat(), "to": (start + APART).date().isoformat()}
        for model, expected in expect_conversions(case).items():
            answer = running.ask("/api/v1/attribution", key, **period, model=model, by=way)
            found = {row["key"]: row["conversions"] for row in answer["rows"]}
            assert found == pytest.approx(expected, rel=1e-9), (case["id"], model)


def test_published_funnels_come_out_with_their_figures(running: RunningPrm) -> None:
    key = running.create_site("funnels")["secret_key"]
    starts = {case["id"]: START + n * timedelta(days=14) for n, case in enumerate(FUNNELS)}
    send_all(running, key, [event for case in FUNNELS for event in make_funnel_events(case, starts[case["id"]])])
    for case in FUNNELS:
        people = ask_funnel(running, key, case, starts[case["id"]])
        if case.get("counting") == "totals":
            expected = case["expected"]["entries"], case["expected"]["conversions"]
            assert (people[0], people[-1]) == expected, case["id"]
        else:
            depths = case["expected"]["per_user"].values()
            assert people == [sum(depth > n for depth in depths) for n in range(len(people))], case["id"]


def make_funnel_events(case: dict[str, Any], start: datetime) -> Iterator[dict[str, Any]]:
    """The case's events from the given time on."""
    first = min(second for _, second, _ in case["events"])
    for who, second, name in case["events"]:
        at = start + timedelta(seconds=second - first)
        yield {"type": "event", "name": name, "visitor_id": f"{case['id']}-{who}", "timestamp": at.isoformat()}


def ask_funnel(prm: RunningPrm, key: str, case: dict[str, Any], start: datetime) -> list[int]:
    """People of each step."""
    body: dict[str, Any] = {
        "from": start.date().isoformat(),
        "to": (start + timedelta(days=7)).date().isoformat(),
        "steps": [{"type": "event", "name": name} for name in case["steps"]],
        "window": f"{case['window_s']}s",
        **{name: case[name] for name in ("order", "entry", "counting", "modes") if case.get(name)},
    }
    if "grace_s" in case:
        body["grace"] = f"{case['grace_s']}s"
    if "exclusions" in case:
        body["exclude"] = [{"name": each.pop("event"), **each} for each in map(dict, case["exclusions"])]
    headers = {"Authorization": f"Bearer {key}"}
    response = httpx2.post(f"{prm.console_url}/api/v1/funnel", json=body, headers=headers, timeout=60)
    response.raise_for_status()
    return [step["people"] for step in response.json()["steps"]]
