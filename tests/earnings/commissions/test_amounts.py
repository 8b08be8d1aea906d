"""What each partner's line is worth: base, rates, split, refunds."""

import pytest

from tests.earnings.published.player import Json
from tests.earnings.stories import click, event, list_lines, play, refund, sale

LINEAR: Json = {"model": "linear"}
THREE: dict[str, Json] = {"A": {}, "B": {}, "C": {}}
PATH = [click(1, "A"), click(2, "B"), click(3, "C")]


def test_ten_percent_over_three_touches_is_ten_percent() -> None:
    lines = list_lines(play([*PATH, sale(5)], 6, LINEAR, THREE))
    assert [minor for minor, _ in lines.values()] == [334, 333, 333]


def test_a_fixed_reward_is_shared_by_weight_and_stays_on_a_part_refund() -> None:
    rules = {**LINEAR, "rewards": [{"id": "sale", "fixed": 500}]}
    lines = list_lines(play([*PATH, sale(5), refund(6, 9999)], 7, rules, THREE))
    assert [minor for minor, _ in lines.values()] == [167, 167, 166]


def test_a_fixed_reward_follows_a_part_refund_where_the_terms_say_so() -> None:
    rules = {"rewards": [{"id": "sale", "fixed": 500}], "fixed_on_partial_refund": "prorate"}
    lines = list_lines(play([click(1), sale(5), refund(6, 2500)], 7, rules))
    assert lines["o1", "A", "direct"] == (375, "pending")


def test_a_free_order_earns_its_fixed_reward_until_it_is_taken_back() -> None:
    rules = {"rewards": [{"id": "sale", "fixed": 500}]}
    events = [click(1), sale(5, amount=0)]
    assert list_lines(play(events, 6, rules)) == {("o1", "A", "direct"): (500, "pending")}
    assert list_lines(play([*events, refund(6)], 7, rules)) == {("o1", "A", "direct"): (0, "reversed")}


def test_more_excluded_than_the_order_is_worth_leaves_no_base() -> None:
    events = [click(1), sale(5, properties={"tax": 20000})]
    assert list_lines(play(events, 6, {"base_excludes": ["tax"]})) == {}


def test_an_excluded_property_below_zero_does_not_raise_the_base() -> None:
    events = [click(1), sale(5, properties={"tax": 2000, "discount": -5000})]
    lines = list_lines(play(events, 6, {"base_excludes": ["tax", "discount"]}))
    assert lines["o1", "A", "direct"] == (800, "pending")


def test_a_refund_below_zero_earns_nothing() -> None:
    events = [click(1), sale(5), refund(6, 5000), refund(7, -3000)]
    assert list_lines(play(events, 8))["o1", "A", "direct"] == (500, "pending")


def test_a_refund_in_another_currency_leaves_its_id_to_the_right_one() -> None:
    events = [click(1), sale(5), refund(6, 5000, id="re_1", currency="PLN"), refund(7, 5000, id="re_1")]
    assert list_lines(play(events, 8))["o1", "A", "direct"] == (500, "pending")


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_refunds_in_any_order_end_alike(order: list[int]) -> None:
    amounts = [1000, 3333, 1]
    refunds = [refund(6 + n, amounts[which], id=f"re_{which}") for n, which in enumerate(order)]
    lines = list_lines(play([*PATH, sale(5), *refunds], 10, LINEAR, THREE))
    assert [minor for minor, _ in lines.values()] == [189, 189, 189]


def test_the_largest_total_counts_and_not_the_sum_of_totals() -> None:
    events = [click(1), sale(5), refund(6, refunded_total=2000), refund(7, refunded_total=5000)]
    assert list_lines(play(events, 8))["o1", "A", "direct"] == (500, "pending")


def test_a_refund_without_id_is_the_same_by_moment_and_amount() -> None:
    events = [click(1), sale(5), refund(6, 1000), refund(6, 1000, received=6.5), refund(7, 1000)]
    assert list_lines(play(events, 8))["o1", "A", "direct"] == (800, "pending")


def test_a_refund_that_came_before_its_sale_counts() -> None:
    events = [click(1), refund(4, 5000), sale(3, received=5)]
    assert list_lines(play(events, 6))["o1", "A", "direct"] == (500, "pending")


def test_a_partner_with_two_rules_has_one_line() -> None:
    rules = {**LINEAR, "overrides": {"links": {"summer": [{"id": "s", "percent": "20"}]}}}
    events = [click(1, link="summer"), click(2), sale(5)]
    assert list_lines(play(events, 6, rules)) == {("o1", "A", "direct"): (1500, "pending")}


def test_the_cent_that_is_left_goes_to_the_earlier_first_touch() -> None:
    lines = list_lines(play([click(1, "B"), click(2, "A"), sale(5, amount=10010)], 6, LINEAR, THREE))
    assert (lines["o1", "B", "direct"][0], lines["o1", "A", "direct"][0]) == (501, 500)


def test_who_was_active_at_the_sale_earns_though_it_arrives_in_his_pause() -> None:
    pause = event("partner_status", 7, partner="A", status="paused")
    lines = list_lines(play([click(1), pause, sale(5, received=10)], 11))
    assert lines == {("o1", "A", "direct"): (1000, "pending")}
