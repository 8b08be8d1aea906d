"""Caps are granted in order of arrival, and a refund first takes what was cut."""

import pytest

from tests.earnings.published.player import Json
from tests.earnings.stories import click, day, list_lines, make_history, play, refund, review, sale

LINEAR: Json = {"model": "linear"}
TWO: dict[str, Json] = {"A": {}, "B": {}}


def test_a_cap_of_the_sale_is_shared_by_weight() -> None:
    rules = {**LINEAR, "caps": {"per_sale": 501}}
    lines = list_lines(play([click(1, "A"), click(2, "B"), sale(3)], 4, rules, TWO))
    assert [minor for minor, _ in lines.values()] == [251, 250]


def test_a_refund_of_a_capped_sale_takes_what_was_cut_first() -> None:
    rules = {"caps": {"per_sale": 600}}
    events = [click(1), sale(2), refund(3, 4000)]
    assert list_lines(play(events, 4, rules))["o1", "A", "direct"][0] == 600
    assert list_lines(play([*events, refund(5, 1000)], 6, rules))["o1", "A", "direct"][0] == 500


def test_what_came_back_makes_room_for_later_sales_and_not_for_earlier_ones() -> None:
    rules = {"caps": {"per_partner_month": 1500}}
    events = [click(1), sale(2), sale(3, "o2"), refund(4), sale(5, "o3")]
    assert {key[0]: minor for key, (minor, _) in list_lines(play(events, 6, rules)).items()} == {
        "o1": 0,
        "o2": 500,
        "o3": 1000,
    }


def test_what_was_cut_is_kept_in_the_decision() -> None:
    player = play([click(1), sale(2), sale(3, "o2")], 4, {"caps": {"per_customer": 1500}})
    (grant,) = make_history(player).decisions["o2"].grants
    assert (grant.room, grant.asked) == (500, 1000)


def test_a_cap_of_one_partner_leaves_the_other_his_part() -> None:
    rules = {**LINEAR, "caps": {"per_partner_month": 600}}
    events = [click(1, "A"), sale(2), click(3, "B"), sale(4, "o2")]
    lines = list_lines(play(events, 5, rules, TWO))
    assert (lines["o1", "A", "direct"][0], lines.get(("o2", "A", "direct")), lines["o2", "B", "direct"][0]) == (
        600,
        None,
        500,
    )


def test_the_next_month_begins_with_an_empty_cap() -> None:
    rules = {"caps": {"program_month": 1500}}
    lines = list_lines(play([click(20), sale(21), sale(22, "o2"), sale(32, "o3")], 33, rules))
    assert [minor for minor, _ in lines.values()] == [1000, 500, 1000]


def test_the_partners_of_one_sale_share_what_is_left_in_order_of_first_touch() -> None:
    events = [click(1, "A"), click(2, "B"), sale(3)]
    lines = list_lines(play(events, 4, {**LINEAR, "caps": {"program_month": 600}}, TWO))
    assert [minor for minor, _ in lines.values()] == [500, 100]
    lines = list_lines(play(events, 4, {**LINEAR, "caps": {"per_customer": 600}}, TWO))
    assert [minor for minor, _ in lines.values()] == [500, 100]
    both = {**LINEAR, "caps": {"program_month": 400, "per_partner_month": 200}}
    assert [minor for minor, _ in list_lines(play(events, 4, both, TWO)).values()] == [200, 200]


def test_room_once_given_is_kept_when_an_earlier_sale_moves_to_another_partner() -> None:
    rules = {"model": "first_click", "caps": {"per_partner_month": 1500}}
    late = click(1, "B", customer="c2", received=9)
    events = [click(2, "A", customer="c2"), sale(3, customer="c2"), click(4, "A"), sale(5, "o2"), late]
    lines = list_lines(play(events, 10, rules, TWO))
    assert (lines["o1", "B", "direct"][0], lines["o2", "A", "direct"][0]) == (1000, 500)


def test_a_sale_that_is_stored_late_takes_what_is_left_and_not_what_was_granted() -> None:
    rules: Json = {"caps": {"per_customer": 1500}}
    player = play([click(1), sale(3, "o2")], 4, rules)
    player.play(sale(2, "o1", received=2.5))
    player.run(day(5))
    assert [minor for minor, _ in list_lines(player).values()] == [1000, 500]


def test_what_nobody_confirmed_takes_no_room() -> None:
    forged: Json = {"is_confirmed": False, "is_customer_confirmed": False}
    events = [click(1, "B", "c2"), sale(2, "forged", 90000, "c2", **forged), click(1), sale(3), sale(4, "o2")]
    for caps in ({"program_month": 1500}, {"program_month": 1500, "per_partner_month": 1500}):
        lines = list_lines(play(events, 5, {"caps": caps}, TWO))
        assert [lines[order, "A", "direct"][0] for order in ("o1", "o2")] == [1000, 500]
    same = [click(1), sale(2, "forged", 90000, **forged), sale(3)]
    assert list_lines(play(same, 5, {"caps": {"per_customer": 1500}}))["o1", "A", "direct"][0] == 1000


def test_what_is_confirmed_later_takes_its_room_then() -> None:
    waiting: Json = {"is_confirmed": False, "is_customer_confirmed": False}
    rules = {"caps": {"program_month": 1500}}
    player = play([click(1), sale(2, **waiting), sale(3, "o2")], 4, rules)
    player.sales["o1"] |= {"is_confirmed": True, "is_customer_confirmed": True}
    player.run(day(5))
    assert {key[0]: minor for key, (minor, _) in list_lines(player).items()} == {"o1": 500, "o2": 1000}
    grants = make_history(player).decisions["o1"].grants
    player.run(day(6))
    assert make_history(player).decisions["o1"].grants == grants


@pytest.mark.parametrize("mode", ["marginal", "next", "whole"])
def test_what_nobody_confirmed_raises_no_rate(mode: str) -> None:
    tiers = {"mode": mode, "steps": [["0", "10"], ["50000", "50"]]}
    rules: Json = {"rewards": [{"id": "sale", "percent": "10", "tiers": tiers}], "bonuses": []}
    forged = sale(2, "forged", 90000, "c2", is_confirmed=False)
    lines = list_lines(play([click(1, customer="c2"), forged, click(1), sale(3)], 5, rules))
    assert lines["o1", "A", "direct"][0] == 1000
    assert not [key for key, (minor, _) in lines.items() if key[2] == "true_up" and minor]


def test_what_a_person_released_keeps_its_place_among_later_sales() -> None:
    tiers = {"metric": "sales", "mode": "next", "steps": [["0", "10"], ["2", "20"]]}
    rules: Json = {"rewards": [{"id": "sale", "percent": "10", "tiers": tiers}]}
    events = [click(1), sale(2, is_confirmed=False), review(3, "pay"), sale(4, "o2"), sale(5, "o3")]
    for until in (6, 40):
        lines = list_lines(play(events, until, rules))
        assert [lines[order, "A", "direct"][0] for order in ("o1", "o2", "o3")] == [1000, 1000, 2000]
