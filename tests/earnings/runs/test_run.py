"""A commission run takes conversions from the warehouse to the ledger, by what is known at its moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import earnings.runs.run as run_module
from database.errors import ChangedConcurrently
from database.sessions import Sessions, begin_change, begin_read
from earnings.runs.turn import prepare_turn
from earnings.storage import LedgerMoved, load_stored
from earnings.storage.verification import verify_ledger
from registry.partners import create_partner
from registry.sites import create_site
from tests.earnings.runs.shop_runs import TEN_PERCENT, ShopRuns
from tests.fixtures.api import Tenant
from warehouse.interface import Warehouse


@pytest.fixture
def runs(warehouse: Warehouse, sessions: Sessions, shop: Tenant) -> ShopRuns:
    """Ten percent of each sale, paid after thirty days."""
    runs = ShopRuns(warehouse, sessions, shop.site_id)
    runs.save_terms()
    return runs


def test_a_sale_is_pending_then_approved(runs: ShopRuns) -> None:
    runs.click(9)
    runs.sale(10)
    assert runs.judge_and_run(10.5).decisions == 1
    assert runs.list_lines() == {("o1", "alice", "direct"): (1000, "pending")}
    runs.run(39.9)
    assert runs.list_lines() == {("o1", "alice", "direct"): (1000, "pending")}
    assert runs.run(40).locks == 1
    assert runs.list_lines() == {("o1", "alice", "direct"): (1000, "approved")}
    again = runs.run(41)
    assert (again.conversions, again.transactions) == (0, 0)


def test_nothing_is_locked_before_a_fraud_run_has_covered_it(runs: ShopRuns) -> None:
    runs.judge(1)
    runs.click(9)
    runs.sale(10)
    runs.run(50)
    assert runs.list_lines() == {}
    runs.judge_and_run(51)
    assert runs.list_lines() == {("o1", "alice", "direct"): (1000, "approved")}


def test_refunds_lower_what_is_pending_and_what_is_payable(runs: ShopRuns) -> None:
    runs.click(9)
    runs.sale(10)
    runs.refund(12, 2500)
    runs.judge_and_run(13)
    assert runs.list_lines() == {("o1", "alice", "direct"): (750, "pending")}
    runs.run(45)
    runs.refund(46, None, refund_id="r2")
    runs.judge_and_run(47)
    assert runs.list_lines() == {("o1", "alice", "direct"): (0, "reversed")}


def test_a_late_click_of_a_server_moves_an_open_sale_and_no_locked_one(runs: ShopRuns) -> None:
    runs.click(9)
    runs.sale(10)
    runs.judge_and_run(11)
    runs.click(9.5, ref="bob", received=12)
    runs.judge_and_run(13)
    assert runs.list_lines()["o1", "bob", "direct"] == (1000, "pending")
    runs.run(41)
    runs.click(9.8, ref="alice", received=42)
    runs.judge_and_run(43)
    assert runs.list_lines()["o1", "bob", "direct"] == (1000, "approved")


def test_a_test_and_a_sale_of_nobody_say_why_nobody_earns(runs: ShopRuns) -> None:
    runs.sale(10, "test", traffic="test")
    runs.sale(10, "nobodys")
    runs.judge_and_run(11)
    assert runs.map_reasons() == {"test": "test", "nobodys": "unattributed"}


def test_small_turns_end_alike(runs: ShopRuns) -> None:
    runs.click(9)
    for number in range(5):
        runs.sale(10 + number, f"o{number}")
    runs.judge(16)
    while runs.run(16, limit=2).is_waiting:
        pass
    assert len(runs.list_lines()) == 5
    while runs.run(60, limit=2).is_waiting:
        pass
    assert {state for _, state in runs.list_lines().values()} == {"approved"}


def test_a_customer_of_a_lead_stays_with_his_partner(warehouse: Warehouse, sessions: Sessions, shop: Tenant) -> None:
    runs = ShopRuns(warehouse, sessions, shop.site_id)
    runs.save_terms(
        {
            "rewards": [{"id": "sale", "percent": "10", "event": "sale"}],
            "recurring": {"limit_months": 2},
            "hold_days": 1,
        }
    )
    runs.click(1)
    runs.store("lead", 2, order_id="trial", customer_id="c1")
    runs.judge_and_run(3)
    runs.sale(45)
    runs.judge_and_run(46)
    runs.sale(50, "o2")
    runs.judge_and_run(51)
    runs.sale(110, "o3")
    runs.judge_and_run(111)
    lines = {order: amount for (order, _, _), (amount, _) in runs.list_lines().items()}
    assert lines == {"o1": 1000, "o2": 1000}
    assert runs.map_reasons()["o3"] == "recurring_limit"


@pytest.mark.parametrize("says_who", ["sale", "identify", "nobody", "browser"])
def test_a_lead_by_address_and_a_sale_by_customer_are_one_persons(runs: ShopRuns, says_who: str) -> None:
    runs.save_terms({**TEN_PERCENT, "recurring": {"limit_months": 12}}, version=2)
    runs.click(9, customer="", visitor_id="v", email_hash="e")
    runs.store("lead", 10, order_id="l1", email_hash="e")
    runs.click(50, "bob")
    if says_who in ("identify", "browser"):
        source: dict[str, Any] = {"source": "browser"} if says_who == "browser" else {}
        runs.store("identify", 50, customer_id="c1", email_hash="e", visitor_id="w", **source)
    runs.sale(51, email_hash="e" if says_who == "sale" else "")
    runs.judge_and_run(52)
    is_one = says_who in ("sale", "identify")
    assert runs.list_lines()["o1", "alice" if is_one else "bob", "direct"] == (1000, "pending")
    # A later renewal by the address alone.
    runs.store("sale", 80, order_id="o2", amount_minor=10000, currency="EUR", email_hash="e")
    runs.judge_and_run(81)
    assert runs.list_lines()["o2", "alice", "direct"] == (1000, "pending")


def test_two_runners_at_once_store_what_one_stores(
    warehouse: Warehouse, registry_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begin_change(registry_sessions) as session:
        site_id = create_site(session, "Shop", ["shop.example"]).id
        create_partner(session, site_id, "alice", "Alice")
    runs = ShopRuns(warehouse, registry_sessions, site_id)
    runs.save_terms()
    runs.click(1)
    orders = [f"o{number}" for number in range(20)]
    for number, order in enumerate(orders):
        runs.sale(2 + number / 100, order)
    runs.refund(3, 5000, "o0")
    runs.judge(4)
    # Both have read the same state before either stores anything, and store piece by piece.
    start = threading.Barrier(2)
    monkeypatch.setattr(run_module, "_AT_ONCE", 3)
    moved: list[str] = []

    def prepare_together(*given: Any) -> Any:
        turn = prepare_turn(*given)
        if not start.broken:
            start.wait(60)
        return turn

    monkeypatch.setattr(run_module, "prepare_turn", prepare_together)

    def work() -> None:
        while True:
            try:
                if not runs.run(40).is_waiting:
                    return
            except (LedgerMoved, ChangedConcurrently) as exc:
                moved.append(type(exc).__name__)
                start.abort()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work) for _ in range(2)]:
            done.result(timeout=300)
    assert moved
    rest = {(order, "alice", "direct"): (1000, "approved") for order in orders[1:]}
    assert runs.list_lines() == {("o0", "alice", "direct"): (500, "approved"), **rest}
    with begin_read(registry_sessions) as session:
        assert verify_ledger(session.connection(), site_id).broken is None
        stored = load_stored(session.connection(), site_id)
    assert (len(list(stored.decisions)), len(list(stored.locks))) == (20, 20)
    again = runs.run(41)
    assert (again.decisions, again.locks, again.transactions) == (0, 0, 0)


def test_a_turn_of_nothing_new_loads_no_ledger_until_lines_of_periods_are_due(
    runs: ShopRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [["0", "10"], ["5000", "20"]]
    runs.save_terms(
        {"rewards": [{"id": "sale", "percent": "10", "tiers": {"mode": "whole", "steps": steps}}]}, version=2
    )
    runs.click(9)
    runs.sale(10)
    runs.judge_and_run(11)
    loaded: list[int] = []

    def prepare_noting(*given: Any) -> Any:
        turn = prepare_turn(*given)
        loaded.append(len(list(turn.part.stored.decisions)))
        return turn

    monkeypatch.setattr(run_module, "prepare_turn", prepare_noting)
    for hours in (0.5, 0.9, 1.1, 1.5):
        runs.run(11 + hours / 24)
    assert loaded == [0, 0, 1, 0]
