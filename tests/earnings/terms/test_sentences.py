"""Each rule has a sentence that its partner understands."""

from typing import Any

import pytest

from earnings.terms.parsing import parse_terms
from earnings.terms.sentences import describe_terms

SALE: dict[str, Any] = {"id": "sale", "percent": "10"}
TIERS = {"period": "month", "steps": [["0", "10"], ["100000", "15"]]}


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (
            {"recurring": {"limit_months": 12}},
            "10 % of each sale for 12 months, paid 30 days after the sale.",
        ),
        ({"hold_days": 1}, "10 % of each sale, paid 1 day after the sale."),
        ({"hold_days": 0}, "10 % of each sale, paid at once."),
        (
            {"rewards": [{"id": "lead", "event": "lead", "fixed": 750}]},
            "7.50 EUR for each lead, paid 30 days after the lead.",
        ),
        (
            {"rewards": [{**SALE, "percent": "12.5", "payments": {"to": 3}}]},
            "12.5 % of each sale, for the customer's payments 1 to 3, paid 30 days after the sale.",
        ),
        (
            {"rewards": [{**SALE, "when": {"properties": {"plan": ["pro", "team"]}, "amount_from": 1000}}]},
            "10 % of each sale, where plan is pro or team and the amount is at least 10.00 EUR, "
            "paid 30 days after the sale.",
        ),
        (
            {"rewards": [{**SALE, "tiers": TIERS}]},
            "10 % of each sale, 15 % from 1000.00 EUR of sales in a month (each rate for what lies above its step), "
            "paid 30 days after the sale.",
        ),
        (
            {"overrides": {"partners": {"alice": [{**SALE, "percent": "20"}]}}},
            "For the partner alice: 20 % of each sale, paid 30 days after the sale.",
        ),
        ({"new_customers_only": True}, "Only customers who had not bought before count."),
        (
            {"levels": [{"percent": "5", "months": 12}]},
            "Level 2: 5 % of the commission of a partner below for 12 months from joining.",
        ),
        ({"bonuses": [{"id": "b", "threshold": 3, "amount": 5000}]}, "50.00 EUR more for 3 sales in a month."),
        ({"customer_reward": {"discount_percent": "15"}}, "A referred customer gets a discount of 15 %."),
        ({"caps": {"per_sale": 2000}}, "At most 20.00 EUR is earned by one sale."),
        ({"base_excludes": ["tax", "shipping"]}, "Tax and shipping of an order earn nothing."),
        ({"clawback_days": 60}, "Refunds from 60 days after the sale on take nothing back."),
        ({"pay_unconfirmed": True}, "Sales that only a browser reported are paid too."),
        ({"payout": {"minimum": {"EUR": 5000}}}, "Payouts begin at 50.00 EUR."),
        (
            {"payout": {"fee_percent": "2", "fee_fixed": {"EUR": 35}, "fee_payer": "partner"}},
            "A payout costs the partner 2 % and 0.35 EUR.",
        ),
        (
            {"ends_at": "2026-02-01T00:00:00Z"},
            "The program ends at 2026-02-01 00:00 UTC; nothing earns from then on.",
        ),
    ],
)
def test_a_rule_is_a_sentence(rules: dict[str, Any], sentence: str) -> None:
    assert sentence in describe_terms(parse_terms({"rewards": [SALE], **rules}), "EUR")
