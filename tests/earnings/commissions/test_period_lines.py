"""True-ups of tiers over a whole period, and bonuses at thresholds."""

from typing import Any

from earnings.ledger.accounts import Account
from tests.earnings.published.player import Json
from tests.earnings.stories import click, event, list_lines, play, refund, sale, sum_owed

TIERS: Json = {"mode": "whole", "steps": [["0", "10"], ["100000", "15"]]}
WHOLE: Json = {"rewards": [{"id": "sale", "percent": "10", "tiers": TIERS}]}
TRUE_UP = ("true_up:2026-01:EUR", "A", "true_up")


def make_bonus(**said: Any) -> Json:
    return {"bonuses": [{"id": "b", "threshold": 2, "amount": 5000, **said}]}


def test_the_whole_month_earns_the_rate_it_reached_and_loses_it_by_a_refund() -> None:
    events = [click(1), sale(2, amount=90000), sale(3, "o2", 30000)]
    assert list_lines(play(events, 4, WHOLE))[TRUE_UP] == (4500, "pending")
    lines = list_lines(play([*events, refund(5, 30000, "o2")], 6, WHOLE))
    assert lines[TRUE_UP] == (0, "reversed")
    lower = list_lines(play([*events, refund(5, 60000)], 6, WHOLE))
    assert lower[TRUE_UP] == (6000 - 3000 - 4500, "pending")


def test_a_true_up_below_zero_is_owed_from_the_lock_on() -> None:
    events = [click(1), sale(2, amount=90000), sale(3, "o2", 30000), refund(5, 60000)]
    open_, locked = play(events, 60, WHOLE), play(events, 61, WHOLE)
    assert (sum_owed(open_, Account.PENDING), sum_owed(open_, Account.PAYABLE)) == (-1500, 7500)
    assert (sum_owed(locked, Account.PENDING), sum_owed(locked, Account.PAYABLE)) == (0, 6000)


def test_a_refund_after_the_lock_goes_back_at_the_frozen_rate() -> None:
    events = [click(1), sale(2, amount=90000), sale(3, "o2", 30000)]
    locked = play([*events, event("click", 70, partner="A", customer="other")], 71, WHOLE)
    assert list_lines(locked)[TRUE_UP] == (4500, "approved")
    lines = list_lines(play([*events, refund(70, 60000)], 71, WHOLE))
    assert lines["o1", "A", "direct"][0] + lines["o2", "A", "direct"][0] + lines[TRUE_UP][0] == 9000


def test_a_version_of_terms_rates_only_its_own_sales() -> None:
    change: Json = {"rewards": [{"id": "sale", "percent": "1", "tiers": {"mode": "whole", "steps": [["0", "1"]]}}]}
    events = [click(1), sale(2, amount=90000), event("rules", 3, valid_from="2026-01-05T00:00:00Z", change=change)]
    lines = list_lines(play([*events, sale(10, "o2", 30000)], 11, WHOLE))
    assert lines["o2", "A", "direct"] == (300, "pending")
    assert lines[TRUE_UP][0] == 4500


def test_a_bonus_is_all_or_nothing_until_it_is_locked() -> None:
    events = [click(1), sale(2), sale(3, "o2")]
    key = ("bonus:b:2026-01:EUR", "A", "bonus")
    assert list_lines(play(events, 4, make_bonus()))[key] == (5000, "pending")
    assert list_lines(play([*events, refund(5)], 6, make_bonus()))[key] == (0, "reversed")
    assert list_lines(play(events, 61, make_bonus()))[key] == (5000, "approved")
    assert list_lines(play([*events, refund(62)], 63, make_bonus()))[key] == (5000, "approved")


def test_a_threshold_reached_after_the_lock_earns_nothing() -> None:
    late = sale(4, "o2", received=70)
    lines = list_lines(play([click(1), sale(2), click(3, received=3), late], 71, make_bonus()))
    assert ("bonus:b:2026-01:EUR", "A", "bonus") not in lines


def test_bonuses_by_revenue_and_customers() -> None:
    events = [click(1), sale(2), sale(3, "o2"), click(4, customer="c2"), sale(5, "o3", customer="c2")]
    revenue = make_bonus(metric="revenue", threshold=30000, period="quarter")
    assert list_lines(play(events, 6, revenue))["bonus:b:2026-Q1:EUR", "A", "bonus"][0] == 5000
    customers = make_bonus(metric="customers", threshold=3, period="year")
    assert ("bonus:b:2026:EUR", "A", "bonus") not in list_lines(play(events, 6, customers))


def test_a_bonus_of_a_lifetime_is_payable_a_hold_after_it_was_reached() -> None:
    key = ("bonus:b:lifetime:EUR", "A", "bonus")
    events = [click(1), sale(2), sale(20, "o2")]
    assert list_lines(play(events, 49, make_bonus(period="lifetime")))[key] == (5000, "pending")
    assert list_lines(play(events, 50, make_bonus(period="lifetime")))[key] == (5000, "approved")


def test_a_bonus_is_lost_with_the_sale_that_moves_to_another_partner() -> None:
    rules = {**make_bonus(threshold=1), "model": "first_click"}
    events = [click(2, "B"), sale(3), click(1, "A", received=5)]
    lines = list_lines(play(events, 6, rules, {"A": {}, "B": {}}))
    assert lines["bonus:b:2026-01:EUR", "B", "bonus"] == (0, "reversed")
    assert lines["bonus:b:2026-01:EUR", "A", "bonus"] == (5000, "pending")


def test_a_place_in_the_tiers_is_kept_when_an_earlier_sale_moves_to_another_partner() -> None:
    tiers = {"mode": "marginal", "steps": [["0", "10"], ["10000", "20"]]}
    rules = {"model": "first_click", "rewards": [{"id": "sale", "percent": "10", "tiers": tiers}]}
    late = click(1, "B", customer="c2", received=9)
    events = [click(2, "A", customer="c2"), sale(3, customer="c2"), click(4, "A"), sale(5, "o2"), late]
    lines = list_lines(play(events, 10, rules, {"A": {}, "B": {}}))
    assert (lines["o1", "B", "direct"][0], lines["o2", "A", "direct"][0]) == (1000, 2000)
