"""Random clicks, sales, refunds, verdicts and payouts, and random terms."""

from typing import Any

from hypothesis import strategies as st

from tests.earnings.published.player import Json
from tests.earnings.stories import click, event, refund, review, sale

PARTNERS: dict[str, Json] = {"A": {"parent": "B"}, "B": {}, "C": {"parent": "A", "reward": {"percent": "17.3"}}}
TIERS = [["0", "10"], ["5000", "12.5"], ["20000", "20"]]
END = 200.0


def _join(lists: tuple[list[Json], ...]) -> list[Json]:
    return [each for some in lists for each in some]


def _find_moment(each: Json) -> Any:
    return each["at"]


_orders = st.sampled_from(["o1", "o2", "o3", "o4"])
# No two kinds of facts at one moment, nor at the end of a hold: a run may come between them.
_days = st.integers(5, 90).map(lambda number: number + 0.5)
_customers = st.sampled_from(["c1", "c2"])
_partners = st.sampled_from([*PARTNERS, ""])
clicks = st.builds(click, st.integers(0, 30).map(lambda number: number + 0.25), _partners, _customers)
_late_clicks = st.builds(lambda at, partner: click(at, partner, received=at + 20), st.integers(0, 9), _partners)
_sales = st.builds(sale, st.integers(5, 60).map(float), _orders, st.integers(1, 30000), _customers)
_refunds = st.builds(refund, _days, st.none() | st.integers(1, 20000), _orders, id=st.uuids().map(str))
_words = st.builds(
    review, _days, st.sampled_from(["pay", "hold", "reject", "undo"]), _orders, st.sampled_from(["rules", "person"])
)
_disputes = st.builds(event, st.just("dispute"), _days, order=_orders, state=st.sampled_from(["opened", "won", "lost"]))
_statuses = st.builds(
    event, st.just("partner_status"), _days, partner=st.just("A"), status=st.sampled_from(["active", "paused"])
)
_penalties = st.builds(
    event,
    st.just("adjust"),
    _days,
    partner=st.sampled_from(list(PARTNERS)),
    amount=st.integers(-900, -1),
    currency=st.just("EUR"),
    reason=st.just("penalty"),
)
# Every history has clicks and sales, so that there is money to move.
_CORE = (st.lists(clicks, min_size=2, max_size=5), st.lists(_sales, min_size=2, max_size=5, unique_by=_find_moment))
quiet_histories = st.tuples(*_CORE, st.lists(st.one_of(_refunds, _words, _disputes), max_size=6)).map(_join)
_noise = st.one_of(_refunds, _words, _disputes, _statuses, _penalties, _late_clicks)
histories = st.tuples(*_CORE, st.lists(_noise, max_size=8)).map(_join)
_tiers = st.sampled_from(["marginal", "next", "whole"]).map(lambda mode: {"mode": mode, "steps": TIERS})
_rewards = st.one_of(
    st.just({"percent": "10"}), st.just({"fixed": 333}), _tiers.map(lambda tiers: {"percent": "10", "tiers": tiers})
)
rules = st.fixed_dictionaries(
    {"rewards": _rewards.map(lambda reward: [{"id": "sale", **reward}]), "window_days": st.just(60)},
    optional={
        "model": st.sampled_from(["linear", "position", "first_click"]),
        "hold_days": st.integers(0, 40),
        "recurring": st.just({"limit_months": 2}),
        "caps": st.dictionaries(st.sampled_from(["per_sale", "per_customer", "program_month"]), st.integers(0, 3000)),
        "levels": st.just([{"percent": "10"}, {"percent": "1", "base": "sale"}]),
        "bonuses": st.just([{"id": "b", "threshold": 2, "amount": 700}]),
        "customer_reward": st.just({"amount": 99}),
        "clawback_days": st.integers(10, 60),
        "auto_reject": st.booleans(),
    },
)
