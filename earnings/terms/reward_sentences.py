"""Rewards in plain English, like ``10 % of each sale for 12 months, paid 30 days after the sale``."""

from earnings.terms.reward import Payments, Reward, When
from earnings.terms.terms import Recurring, Terms
from earnings.terms.tiers import Metric, PeriodKind, TierMode, Tiers
from money.amount import Amount

_SCALE = 10_000
_WITHIN = {
    PeriodKind.MONTH: "in a month",
    PeriodKind.QUARTER: "in a quarter",
    PeriodKind.YEAR: "in a year",
    PeriodKind.LIFETIME: "in all",
}
_APPLIES_TO = {
    TierMode.MARGINAL: "each rate for what lies above its step",
    TierMode.NEXT: "each rate for the sales after its step is reached",
    TierMode.WHOLE: "the rate reached for everything in the period",
}


def describe_reward(reward: Reward, terms: Terms, currency: str) -> str:
    """One sentence, without its full stop."""
    limit = describe_limit(terms.recurring) if reward.event == "sale" else ""
    hold = f"paid {count(terms.hold_days, 'day')} after the {reward.event}" if terms.hold_days else "paid at once"
    parts = (
        f"{_describe_sum(reward, currency)} each {reward.event}{limit}",
        _describe_payments(reward.payments),
        _describe_when(reward.when, currency),
        _describe_tiers(reward.tiers, currency) if reward.tiers else "",
        hold,
    )
    return ", ".join(part for part in parts if part)


def describe_limit(recurring: Recurring | None) -> str:
    """How long a customer's later sales earn."""
    if recurring is None:
        return ""
    months = count(recurring.limit_months, "month") if recurring.limit_months else ""
    payments = f"{count(recurring.limit_payments, 'payment')} of a customer" if recurring.limit_payments else ""
    limits = " and ".join(part for part in (months, payments) if part)
    return f" for {limits}" if limits else " of a customer, without end"


def describe_volume(metric: Metric, volume: int, currency: str) -> str:
    """A threshold in the unit of its metric."""
    if metric is Metric.REVENUE:
        return f"{describe_amount(volume, currency)} of sales"
    return count(volume, "sale" if metric is Metric.SALES else "customer")


def describe_rate(rate_ppm: int) -> str:
    """Parts per million as a percent without needless zeros."""
    whole, rest = divmod(rate_ppm, _SCALE)
    fraction = f"{rest:04}".rstrip("0")
    return f"{whole}.{fraction} %" if fraction else f"{whole} %"


def describe_amount(minor: int, currency: str) -> str:
    """A decimal string and its currency."""
    return f"{Amount(minor, currency).format()} {currency}"


def describe_within(period: PeriodKind) -> str:
    """The length of a period, as part of a sentence."""
    return _WITHIN[period]


def count(number: int, noun: str) -> str:
    """A number and its noun, in the plural where it is not one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _describe_sum(reward: Reward, currency: str) -> str:
    if reward.fixed_minor is not None:
        return f"{describe_amount(reward.fixed_minor, currency)} for"
    rate_ppm = reward.tiers.steps[0].rate_ppm if reward.tiers else reward.rate_ppm
    return f"{describe_rate(rate_ppm or 0)} of"


def _describe_tiers(tiers: Tiers, currency: str) -> str:
    """The steps above the first, and what each rate applies to."""
    steps = [
        f"{describe_rate(step.rate_ppm)} from {describe_volume(tiers.metric, step.volume, currency)}"
        for step in tiers.steps[1:]
    ]
    return f"{' and '.join(steps)} {_WITHIN[tiers.period]} ({_APPLIES_TO[tiers.mode]})" if steps else ""


def _describe_payments(payments: Payments) -> str:
    if payments.last is None:
        return f"from the customer's payment {payments.first} on" if payments.first > 1 else ""
    if payments.first == payments.last:
        return f"for the customer's payment {payments.first}"
    return f"for the customer's payments {payments.first} to {payments.last}"


def _describe_when(when: When, currency: str) -> str:
    conditions = [f"{name} is {' or '.join(sorted(values))}" for name, values in sorted(when.properties.items())]
    conditions += [f"the name is {' or '.join(sorted(when.names))}"] if when.names else []
    conditions += [f"the currency is {' or '.join(sorted(when.currencies))}"] if when.currencies else []
    if when.amount_from is not None:
        conditions.append(f"the amount is at least {describe_amount(when.amount_from, currency)}")
    if when.amount_below is not None:
        conditions.append(f"the amount is below {describe_amount(when.amount_below, currency)}")
    return "where " + " and ".join(conditions) if conditions else ""
