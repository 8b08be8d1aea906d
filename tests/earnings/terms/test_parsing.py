"""Terms are parsed whole, or rejected with the field, what is wrong with it and what to give."""

from typing import Any

import pytest

from earnings.terms.customer_reward import Benefit
from earnings.terms.fields import TermsInvalid
from earnings.terms.parsing import parse_terms
from earnings.terms.terms import FeePayer, Kind, LevelBase
from earnings.terms.tiers import Step, TierMode

SALE = {"id": "sale", "percent": "10"}


def test_every_rule_is_parsed() -> None:
    terms = parse_terms(
        {
            "valid_from": "2026-01-01T00:00:00+01:00",
            "tz": "Europe/Warsaw",
            "hold_days": 14,
            "rewards": [{**SALE, "tiers": {"mode": "whole", "steps": [["0", "10"], [100000, "12.5"]]}}],
            "overrides": {"partners": {"alice": [{"id": "own", "fixed": 500}]}, "links": {"summer": [SALE]}},
            "recurring": {"limit_months": 12, "limit_payments": None, "binds_on": "sale", "after_limit": "attribution"},
            "levels": [{"percent": "2", "base": "sale", "months": 6}],
            "bonuses": [{"id": "three", "threshold": 3, "amount": 5000}],
            "customer_reward": {"free_months": 2, "valid_days": 90},
            "base_excludes": ["tax"],
            "fixed_on_partial_refund": "prorate",
            "recurring_after_end": "continue",
            "payout": {"minimum": {"EUR": 5000}, "fee_percent": "2", "fee_payer": "partner"},
        },
        version=3,
    )
    assert terms.version == 3
    assert terms.valid_from.isoformat() == "2025-12-31T23:00:00+00:00"
    tiers = terms.rewards[0].tiers
    assert tiers
    assert (tiers.mode, tiers.steps) == (TierMode.WHOLE, (Step(0, 100_000), Step(100_000, 125_000)))
    assert terms.overrides.partners["alice"][0].fixed_minor == 500
    assert terms.recurring
    assert terms.recurring.binds_on is Kind.SALE
    assert terms.recurring.earns_after_limit
    assert terms.levels[0].base is LevelBase.SALE
    assert terms.customer_reward
    assert terms.customer_reward.benefit is Benefit.FREE_MONTHS
    assert terms.prorates_fixed
    assert terms.recurs_after_end
    assert (terms.payout.fee_ppm, terms.payout.fee_payer) == (20_000, FeePayer.PARTNER)


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        ({"rewards": {}}, "rewards: is not a list; give values in brackets"),
        ({"rewards": ["x"]}, "rewards[0]: is not an object; give fields and values in braces"),
        ({"rewards": [{"id": "x"}]}, "rewards[0].percent: must stand alone; give either percent or fixed"),
        (
            {"rewards": [{"percent": 12.5}]},
            'rewards[0].percent: 12.5 is not a percent; give a text with at most 4 digits after the point, like "12.5"',
        ),
        ({"rewards": [SALE, SALE]}, "rewards[1].id: 'sale' stands twice; give each reward a name of its own"),
        ({"rewards": [{**SALE, "event": "click"}]}, "rewards[0].event: 'click' is not known; give one of sale, lead"),
        (
            {"rewards": [{**SALE, "tiers": {"steps": [["5", "1"]]}}]},
            "rewards[0].tiers.steps: do not rise from 0; begin with volume 0 and give each a larger one",
        ),
        (
            {"rewards": [{**SALE, "tiers": {"mode": "whole", "period": "lifetime", "steps": [["0", "1"]]}}]},
            "rewards[0].tiers.period: never ends, so that nothing would be payable; give month, quarter or year",
        ),
        (
            {"rewards": [{**SALE, "payments": {"from": 3, "to": 2}}]},
            "rewards[0].payments.to: lies before from; give a number that is not smaller",
        ),
        ({"hold_days": -1}, "hold_days: -1 is not usable; give a whole number from 0 on"),
        ({"hold_days": True}, "hold_days: True is not usable; give a whole number from 0 on"),
        ({"auto_reject": 1}, "auto_reject: is neither true nor false; give one of them"),
        ({"tz": "Mars/Base"}, "tz: 'Mars/Base' is not known; give an IANA name like Europe/Berlin"),
        (
            {"ends_at": "2026-01-01"},
            "ends_at: '2026-01-01' is not a moment; give a date, a time and a zone: 2026-01-31T00:00:00Z",
        ),
        ({"recurring": {"limit_moths": 2}}, "recurring.limit_moths: is not known; leave it out or correct its name"),
        ({"levels": [{}]}, "levels[0].percent: is missing"),
        ({"bonuses": [{"id": "x", "amount": 1}]}, "bonuses[0].threshold: is missing"),
        (
            {"customer_reward": {"amount": 5, "free_months": 1}},
            "customer_reward.amount: must stand alone; give one of amount, discount_percent, free_months",
        ),
        ({"payout": {"minimum": {"EUR": "5.00"}}}, "payout.minimum.EUR: '5.00' is not usable"),
    ],
)
def test_an_error_names_field_problem_and_remedy(rules: dict[str, Any], error: str) -> None:
    with pytest.raises(TermsInvalid) as caught:
        parse_terms(rules)
    assert str(caught.value).startswith(error)
