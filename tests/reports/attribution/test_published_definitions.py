"""What other products mean by each model holds for ours."""

from typing import Any

import pytest

from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.conftest import Api, Tenant
from tests.reports.truth.published import read_cases
from warehouse.interface import Warehouse

ENTRIES = read_cases("attribution_definitions.json")
CHECKS = [
    pytest.param(check, id=f"{entry['id']}-{n}")
    for entry in ENTRIES
    for n, check in enumerate([*entry.get("checks", []), *([entry["check"]] if "check" in entry else [])])
]
POSITIONS = {"u_shaped": "40,20,40", "j_shaped": "20,20,60", "inverse_j": "60,20,20"}
MODELS = {"first": "first_click", "last": "last_click", "last_touch": "last_click"}
SALE_DAY = 60
PERIOD: dict[str, Any] = {"from_": "2026-01-01", "to": "2026-12-31", "window": "365d"}


def store_path(warehouse: Warehouse, days: list[float], keys: list[str], value: int = 100_000) -> None:
    """Clicks so many days after the beginning, then the sale; what is called direct names nothing."""
    said = [{"channel": "direct"} if key.lower() == "direct" else {"ref": key} for key in keys]
    clicks = [
        make_event(n, at("2026-02-01", days=day), visitor_id="v", **fields)
        for n, (day, fields) in enumerate(zip(days, said, strict=True), 1)
    ]
    sold = {"type": "sale", "order_id": "o", "amount_minor": value, "currency": "EUR"}
    store_events(warehouse, [*clicks, make_event(99, at("2026-02-01", days=SALE_DAY), visitor_id="v", **sold)])


def ask_touches(api: Api, token: str, keys: list[str], **query: str) -> list[float]:
    """What each of differently named touches earned."""
    answer = api.get("/attribution", token, **PERIOD, by="ref", **query)
    shares = {row["key"]: row["conversions"] for row in answer["rows"]}
    return [shares.get("direct" if key.lower() == "direct" else key, 0) for key in keys]


@pytest.mark.parametrize("check", CHECKS)
def test_a_published_definition_holds(api: Api, shop: Tenant, warehouse: Warehouse, check: dict[str, Any]) -> None:
    model = check.get("model")
    if model == "time_decay":
        keys = [f"t{n}" for n in range(len(check["days_before"]))]
        store_path(warehouse, [SALE_DAY - day for day in check["days_before"]], keys)
        half_life = f"{check['half_life_days']}d"
        shares = ask_touches(api, shop.key, keys, model=model, half_life=half_life)
        assert [share / shares[0] for share in shares] == pytest.approx(check["relative"], rel=1e-9)
    elif model in POSITIONS:
        keys = [f"t{n}" for n in range(check["touches"])]
        store_path(warehouse, [float(n) for n in range(len(keys))], keys)
        shares = ask_touches(api, shop.key, keys, model="position", position=POSITIONS[model])
        assert shares == pytest.approx(check["weights"], rel=1e-9)
    elif "purchases" in check:
        check_purchases(api, shop, warehouse, check)
    elif "channels" in check:
        check_worked_example(api, shop, warehouse, check)
    else:
        pytest.skip(f"{model} is no model of ours")


def check_purchases(api: Api, shop: Tenant, warehouse: Warehouse, check: dict[str, Any]) -> None:
    """One visitor a purchase; whoever touched them last earns it, direct as anybody else."""
    events = []
    for n, purchase in enumerate(check["purchases"]):
        for m, key in enumerate(purchase["touches"]):
            said = {"channel": "direct"} if key == "Direct" else {"ref": key}
            events.append(make_event(10 * n + m, at("2026-03-01", hours=m), visitor_id=str(n), **said))
        events.append(make_event(10 * n + 9, at("2026-03-02"), type="sale", visitor_id=str(n), order_id=str(n)))
    store_events(warehouse, events)
    answer = api.get("/attribution", shop.key, **PERIOD, by="ref", model="last_click")
    expected = {("direct" if key == "Direct" else key): value for key, value in check["expected"].items()}
    assert {row["key"]: row["conversions"] for row in answer["rows"]} == expected


def check_worked_example(api: Api, shop: Tenant, warehouse: Warehouse, check: dict[str, Any]) -> None:
    """Money by model; touches of one channel are kept apart, except direct."""
    keys = [key if key == "direct" else f"{key}{n}" for n, key in enumerate(check["channels"])]
    last = check["conversion_day"]
    store_path(warehouse, [day + SALE_DAY - last for day in check["days"]], keys, check["value"])
    for name, expected in check["expected"].items():
        half_life = f"{check['half_life_days']}d"
        shares = ask_touches(api, shop.key, keys, model=MODELS.get(name, name), half_life=half_life)
        exact = check["exact_time_decay"] if name == "time_decay" else expected
        assert [share * check["value"] for share in shares] == pytest.approx(exact, abs=1e-3, rel=1e-6), name


def test_all_direct_pays_direct(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_path(warehouse, [1, 2], ["direct", "direct"])
    assert ask_touches(api, shop.key, ["direct"], model="last_non_direct") == [1]


@pytest.mark.parametrize("said", [{"ref": "direct"}, {"utm_source": "(direct)"}, {"utm_source": "Direct"}])
def test_direct_may_be_said(api: Api, shop: Tenant, warehouse: Warehouse, said: dict[str, str]) -> None:
    clicks = [
        make_event(1, at("2026-03-01"), visitor_id="v", ref="alice"),
        make_event(2, at("2026-03-02"), visitor_id="v", **said),
    ]
    store_events(warehouse, [*clicks, make_event(3, at("2026-03-03"), visitor_id="v", type="sale", order_id="o")])
    assert ask_touches(api, shop.key, ["alice"], model="last_non_direct") == [1]
