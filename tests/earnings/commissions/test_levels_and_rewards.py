"""Parents earn by their children's lines; a referred customer has a reward of his own."""

from dataclasses import replace

from earnings.commissions.customer_rewards import find_reward_state, is_reward_due
from earnings.commissions.uplines import list_uplines
from earnings.ledger.accounts import Account
from earnings.terms.parsing import parse_terms
from tests.earnings.published.player import Json
from tests.earnings.stories import click, day, event, list_lines, make_history, play, refund, review, sale, sum_owed

FAMILY: dict[str, Json] = {"C": {}, "B": {"parent": "C"}, "A": {"parent": "B"}}
LEVELS: Json = {"levels": [{"percent": "10"}, {"percent": "5", "base": "sale"}]}
REWARD: Json = {"customer_reward": {"amount": 500}}


def test_a_refund_goes_up_all_levels() -> None:
    lines = list_lines(play([click(1), sale(2), refund(3, 5000)], 4, LEVELS, FAMILY))
    assert [minor for minor, _ in lines.values()] == [500, 50, 250]
    lines = list_lines(play([click(1), sale(2), refund(3)], 4, LEVELS, FAMILY))
    assert set(lines.values()) == {(0, "reversed")}


def test_a_level_follows_what_caps_left_of_the_childs_line() -> None:
    rules = {**LEVELS, "caps": {"per_partner_month": 700}}
    lines = list_lines(play([click(1), sale(2)], 4, rules, FAMILY))
    assert [minor for minor, _ in lines.values()] == [700, 70, 500]


def test_a_level_ends_months_after_the_child_joined() -> None:
    terms = parse_terms({"levels": [{"percent": "10", "months": 1}]})
    partners = play([], 1, None, FAMILY).make_facts().partners
    joined = {**partners, "A": replace(partners["A"], joined_at=day(0))}
    assert len(list_uplines(["A"], terms, joined, day(30))) == 1
    assert list_uplines(["A"], terms, joined, day(31)) == ()


def test_parents_in_a_circle_end() -> None:
    circle: dict[str, Json] = {"A": {"parent": "B"}, "B": {"parent": "A"}}
    lines = list_lines(play([click(1), sale(2)], 3, LEVELS, circle))
    assert [key[1] for key in lines] == ["A", "B"]


def test_the_reward_is_granted_at_the_lock_and_stays() -> None:
    key = ("o1", "customer:c1", "reward")
    events = [click(1), sale(2)]
    assert list_lines(play(events, 3, REWARD))[key] == (500, "pending")
    granted = play([*events, refund(40), review(41, "reject")], 42, REWARD)
    assert list_lines(granted)[key] == (500, "approved")
    assert sum_owed(granted, Account.CUSTOMER_GRANTED, "customer:c1") == 500


def test_the_reward_is_not_granted_while_the_sale_is_held() -> None:
    player = play([click(1), sale(2, fraud="hold")], 60, REWARD)
    assert list_lines(player)["o1", "customer:c1", "reward"] == (500, "pending")


def test_a_customer_is_rewarded_once_unless_it_was_revoked() -> None:
    events = [click(1), sale(2), sale(4, "o2")]
    assert ("o2", "customer:c1", "reward") not in list_lines(play(events, 5, REWARD))
    revoked = [*events, event("refund", 3, order="o1")]
    assert list_lines(play(revoked, 5, REWARD))["o2", "customer:c1", "reward"] == (500, "pending")


def test_a_reward_that_is_no_money_has_states_and_no_line() -> None:
    player = play([click(1), sale(2)], 40, {"customer_reward": {"free_months": 2, "valid_days": 30}})
    history = make_history(player)
    decision = history.decisions["o1"]
    assert list(list_lines(player)) == [("o1", "A", "direct")]
    assert is_reward_due(decision, history, day(40))
    states = [
        find_reward_state(decision, history, granted_at, fulfilled_at, day(70))
        for granted_at, fulfilled_at in ((None, None), (day(41), None), (day(40), None), (day(40), day(50)))
    ]
    assert states == ["pending", "granted", "expired", "fulfilled"]


def test_a_reward_is_revoked_with_its_sale_before_it_is_granted() -> None:
    history = make_history(play([click(1), sale(2), review(3, "reject")], 40, REWARD))
    decision = history.decisions["o1"]
    assert not is_reward_due(decision, history, day(40))
    assert find_reward_state(decision, history, None, None, day(40)) == "revoked"
