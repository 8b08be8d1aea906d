"""People with very many clicks and conversions: the newest clicks count, and nobody else's figures change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from events.moments import DAY_MS, to_milliseconds
from registry.code_lookup import CodeLookup
from reports.attribution.report import report_credits
from reports.paths.crowd_search import query_crowds
from reports.paths.limits import PathLimits
from reports.paths.question import CreditQuestion
from reports.program_rules import MODELS, ProgramRules, Rules
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fixtures.examples import choose_examples
from tests.reports.attribution.questions import MARCH
from tests.reports.attribution.test_attribution_reference import ask, compare, give_every_click_its_own_sub_id
from tests.reports.conftest import Api, Tenant
from tests.reports.reference.shop_stories import make_story
from warehouse.interface import Warehouse

NO_CODES = CodeLookup((), [], [], [], [], [], [])
RULES = Rules((ProgramRules(1, "Default", 1, "linear", 30 * DAY_MS, promo_first=False),))
# Whoever converted is a crowd, and nothing is cut.
EVERYBODY = PathLimits(shared_touches=10**6, least_touches=10_000, many_pairs=0)
START = at("2026-03-01")


def make_minutes(site_id: int, kinds: Sequence[str], first: int = 0, **who: str) -> list[dict[str, Any]]:
    """One event a minute, each click with a ref of its own."""
    events = []
    for minute, kind in enumerate(kinds):
        said = {"ref": f"r{minute}"} if kind == "click" else {"order_id": f"o{first + minute}", "amount_minor": 100}
        moment = START + timedelta(minutes=minute)
        events.append(make_event(first + minute, moment, site_id=site_id, type=kind, **{**who, **said}))
    return events


def ask_by_ref(site_id: int, limits: PathLimits, model: str = "linear") -> CreditQuestion:
    """All sales of March."""
    period = (to_milliseconds(START), to_milliseconds(at("2026-04-01")))
    return CreditQuestion(site_id, *period, RULES, by="ref", types=("sale",), models=(model,), limits=limits)


def list_shares(warehouse: Warehouse, question: CreditQuestion) -> dict[str, float]:
    """Ref → conversions, of the one model."""
    [credits] = report_credits(warehouse, NO_CODES, question).values()
    return {ref: credit.conversions for ref, credit in credits.items()}


@pytest.mark.random
@pytest.mark.parametrize("seed", range(300, 300 + choose_examples(1, slow=6)))
def test_pairing_by_buckets_gives_everybody_the_same_figures(warehouse: Warehouse, seed: int) -> None:
    story = give_every_click_its_own_sub_id(make_story(seed, people=250))
    story.store(warehouse)
    question = ask(story, by="sub_id", limits=EVERYBODY)
    assert query_crowds(warehouse, question).ids
    compare(warehouse, story, question)
    compare(warehouse, story, ask(story, by="channel", models=MODELS, limits=EVERYBODY))
    compare(warehouse, story, ask(story, by="partner", types=("lead",), models=MODELS, limits=EVERYBODY))


def test_the_newest_touches_before_a_conversion_count(warehouse: Warehouse) -> None:
    store_events(warehouse, make_minutes(7001, ["click"] * 5 + ["sale"] + ["click"], visitor_id="v"))
    limits = PathLimits(touches=3)
    assert list_shares(warehouse, ask_by_ref(7001, limits)) == pytest.approx({"r2": 1 / 3, "r3": 1 / 3, "r4": 1 / 3})
    assert list_shares(warehouse, ask_by_ref(7001, limits, "first_click")) == {"r2": 1}


@pytest.mark.parametrize("who", [{"visitor_id": "v"}, {"customer_id": "c"}, {"visitor_id": "v", "customer_id": "c"}])
def test_many_conversions_share_the_touches_of_their_person(warehouse: Warehouse, who: dict[str, str]) -> None:
    site_id = 7010 + len(str(who))
    store_events(warehouse, make_minutes(site_id, ["click"] * 200 + ["sale"] * 4, 0, **who))
    limits = PathLimits(touches=150, shared_touches=200, least_touches=1, many_pairs=200)
    # At most 150, then 200 / 2, 200 / 3 and 200 / 4.
    expected = {f"r{n}": sum(1 / size for size in (150, 100, 66, 50) if n >= 200 - size) for n in range(200 - 150, 200)}
    assert list_shares(warehouse, ask_by_ref(site_id, limits)) == pytest.approx(expected)


def test_a_conversion_has_the_same_path_in_any_period(warehouse: Warehouse) -> None:
    kinds = (["click"] * 30 + ["sale"]) * 6
    store_events(warehouse, make_minutes(7002, kinds, visitor_id="v"))
    question = ask_by_ref(7002, PathLimits(touches=150, shared_touches=100, least_touches=1, many_pairs=100))
    whole = list_shares(warehouse, question)
    middle_ms = to_milliseconds(START + timedelta(minutes=100))
    halves = [
        list_shares(warehouse, part)
        for part in (replace(question, to_ms=middle_ms), replace(question, from_ms=middle_ms))
    ]
    assert whole == pytest.approx({ref: sum(half.get(ref, 0) for half in halves) for ref in whole})


def test_a_crowd_leaves_the_figures_of_others_alone(warehouse: Warehouse) -> None:
    story = give_every_click_its_own_sub_id(make_story(310, people=100))
    story.store(warehouse)
    whale = make_minutes(story.site_id, (["click"] * 20 + ["sale"]) * 30, visitor_id="whale")
    for event in whale:
        event["sub_id"] = "whale"
    limits = PathLimits(touches=50, shared_touches=100, least_touches=1, many_pairs=100)
    question = ask(story, by="sub_id", models=("linear",), limits=limits)
    alone = report_credits(warehouse, NO_CODES, question)["linear"]
    store_events(warehouse, whale)
    beside = report_credits(warehouse, NO_CODES, question)["linear"]
    assert "whale" in query_crowds(warehouse, question).ids
    assert {key: credit for key, credit in beside.items() if key != "whale"} == alone


def test_a_customer_with_many_browsers_is_one_crowd(warehouse: Warehouse) -> None:
    events = []
    for n in range(40):
        events += make_minutes(7003, ["click", "identify"], first=10 * n, visitor_id=f"v{n}", customer_id="c")
    events += make_minutes(7003, ["sale"] * 2, first=1000, customer_id="c")
    for event in events:
        if event["type"] == "identify":
            event["amount_minor"], event["order_id"] = None, ""
    store_events(warehouse, events)
    question = ask_by_ref(7003, PathLimits(many_pairs=100))
    assert query_crowds(warehouse, question).ids == ("\0c",)
    assert list_shares(warehouse, question) == {"r0": 2.0}


def test_claims_of_a_customer_leave_out_no_confirmed_click(warehouse: Warehouse) -> None:
    own: dict[str, Any] = {"visitor_id": "v0", "customer_id": "c"}
    events = make_minutes(7004, ["click", "identify"], **own)
    for n in range(1, 9):
        claim: dict[str, Any] = {"visitor_id": f"thief{n}", "customer_id": "c", "source": "browser"}
        events += make_minutes(7004, ["identify", *["click"] * 20], first=100 * n, **claim)
    events += make_minutes(7004, ["sale"] * 30, first=10_000, customer_id="c")
    for event in events:
        if event["type"] == "identify":
            event["amount_minor"], event["order_id"] = None, ""
        elif event["type"] == "sale":
            event["timestamp"] = event["received_at"] = event["timestamp"] + timedelta(hours=1)
        elif event["visitor_id"] == "v0":
            event["customer_id"] = ""
    store_events(warehouse, events)
    question = ask_by_ref(7004, PathLimits(shared_touches=40, least_touches=2, many_pairs=100), "last_click")
    crowds = query_crowds(warehouse, question)
    assert crowds.ids == ("\0c",)
    assert crowds.visits.cut_people
    assert list_shares(warehouse, question) == {"r0": 30.0}


def test_reports_and_why_say_so(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, make_minutes(shop.site_id, ["click"] * 450 + ["sale"] * 51, visitor_id="v"))
    expected = [{"kind": "crowded_people", "people": 1}]
    assert api.get("/attribution", shop.key, **MARCH)["meta"]["notices"] == expected
    assert api.get("/attribution/compare", shop.key, **MARCH)["meta"]["notices"] == expected
    before = api.get(f"/conversions/{event_id(450)}/why", shop.key)
    assert before["touch_limit"] == 10_000
    last = api.get(f"/conversions/{event_id(500)}/why", shop.key)
    assert last["touch_limit"] == 20_000 // 51
    reasons = [touch["reason"] for touch in last["touches"]]
    assert reasons.count("not_among_newest") == 450 - 20_000 // 51


def test_without_crowds_reports_have_no_notice(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, make_minutes(shop.site_id, ["click"] * 3 + ["sale"] * 5, visitor_id="v"))
    assert "notices" not in api.get("/attribution", shop.key, **MARCH)["meta"]
