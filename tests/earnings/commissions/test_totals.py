"""Sums that are kept up to date decide what sums computed each time decide."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from earnings.commissions.history import History
from tests.earnings import random_histories
from tests.earnings.published.player import Json
from tests.earnings.random_histories import END, PARTNERS
from tests.earnings.stories import play

_TIERS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["marginal", "next"]),
        "metric": st.sampled_from(["revenue", "sales", "customers"]),
        "period": st.sampled_from(["month", "lifetime"]),
        "steps": st.just([["0", "10"], ["2", "12.5"], ["9000", "20"]]),
    }
)
_CAPS = st.fixed_dictionaries(
    {"per_partner_month": st.integers(0, 3000), "program_month": st.integers(0, 5000)},
    optional={"per_customer": st.integers(0, 2000)},
)


@settings(max_examples=60, deadline=None)
@given(random_histories.histories, random_histories.rules, _TIERS, _CAPS)
def test_both_ways_plan_the_same(events: list[Json], rules: Json, tiers: Json, caps: Json) -> None:
    rules = {**rules, "rewards": [{"id": "sale", "percent": "10", "tiers": tiers}], "caps": caps}
    kept = play(events, END, rules, PARTNERS)
    with patch.object(History, "is_placed_last", lambda *_: False):
        computed = play(events, END, rules, PARTNERS)
    assert kept.decisions == computed.decisions
    assert kept.transactions == computed.transactions
