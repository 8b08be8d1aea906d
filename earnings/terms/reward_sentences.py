"""Rewards in plain words, like ``10 % of each sale for 12 months, paid 30 days after the sale``."""

from collections.abc import Iterator, Sequence
from functools import reduce

from earnings.terms.reward import Payments, Reward, When
from earnings.terms.terms import Recurring, Terms
from earnings.terms.tiers import Metric, PeriodKind, Step, TierMode, Tiers
from languages.sentence import Figure, Sentence, Words, count_sentence, sentence
from money.amount import Amount

_SCALE = 10_000
WITHIN = {
    PeriodKind.MONTH: sentence("in a month"),
    PeriodKind.QUARTER: sentence("in a quarter"),
    PeriodKind.YEAR: sentence("in a year"),
    PeriodKind.LIFETIME: sentence("in all"),
}
_APPLIES_TO = {
    TierMode.MARGINAL: sentence("each rate for what lies above its step"),
    TierMode.NEXT: sentence("each rate for the sales after its step is reached"),
    TierMode.WHOLE: sentence("the rate reached for everything in the period"),
}


def describe_reward(reward: Reward, terms: Terms, currency: str) -> Sentence:
    """One sentence, without its full stop."""
    earned = _describe_sum(reward, currency)
    if reward.event == "sale":
        earned = _describe_limit(earned, terms.recurring)
    parts = [
        earned,
        *_describe_payments(reward.payments),
        *_describe_when(reward.when, currency),
        *(_describe_tiers(reward.tiers, currency) if reward.tiers else ()),
        _describe_hold(reward, terms.hold_days),
    ]
    return join(parts, sentence("{first}, {second}"))


def describe_rate(rate_ppm: int) -> Sentence:
    """Parts per million as a percent without needless zeros."""
    whole, rest = divmod(rate_ppm, _SCALE)
    fraction = f"{rest:04}".rstrip("0")
    return sentence("{rate} %", rate=Figure(f"{whole}.{fraction}" if fraction else str(whole)))


def describe_amount(minor: int, currency: str) -> Sentence:
    """A decimal number and its currency."""
    return sentence("{amount} {currency}", amount=Figure(Amount(minor, currency).format()), currency=currency)


def describe_months(months: int) -> Sentence:
    """How long; it follows the word for that."""
    return count_sentence("{number} month", "{number} months", months)


def join(parts: Sequence[Words], joint: Sentence) -> Sentence:
    """Several as one: ``joint`` says how ``{second}`` follows ``{first}``."""
    joined = reduce(lambda first, second: Sentence(joint.text, {"first": first, "second": second}), parts)
    return joined if isinstance(joined, Sentence) else Sentence("{only}", {"only": joined})


def _describe_sum(reward: Reward, currency: str) -> Sentence:
    is_sale = reward.event == "sale"
    if reward.fixed_minor is not None:
        amount = describe_amount(reward.fixed_minor, currency)
        return sentence("{amount} for each sale", amount=amount) if is_sale else _describe_lead(amount)
    rate = describe_rate((reward.tiers.steps[0].rate_ppm if reward.tiers else reward.rate_ppm) or 0)
    return sentence("{rate} of each sale", rate=rate) if is_sale else sentence("{rate} of each lead", rate=rate)


def _describe_lead(amount: Sentence) -> Sentence:
    return sentence("{amount} for each lead", amount=amount)


def _describe_limit(earned: Sentence, recurring: Recurring | None) -> Sentence:
    """How long a customer's later sales earn."""
    if recurring is None:
        return earned
    months = [describe_months(recurring.limit_months)] if recurring.limit_months else []
    payments = [_describe_count_of_payments(recurring.limit_payments)] if recurring.limit_payments else []
    limits = [*months, *payments]
    if not limits:
        return sentence("{reward} of a customer, without end", reward=earned)
    return sentence("{reward} for {limits}", reward=earned, limits=join(limits, AND))


def _describe_count_of_payments(payments: int) -> Sentence:
    return count_sentence("{number} payment of a customer", "{number} payments of a customer", payments)


def _describe_hold(reward: Reward, hold_days: int) -> Sentence:
    if not hold_days:
        return sentence("paid at once")
    if reward.event == "sale":
        return count_sentence("paid {number} day after the sale", "paid {number} days after the sale", hold_days)
    return count_sentence("paid {number} day after the lead", "paid {number} days after the lead", hold_days)


def _describe_tiers(tiers: Tiers, currency: str) -> Iterator[Sentence]:
    """The steps above the first, and what each rate applies to."""
    steps = [_describe_step(tiers.metric, step, currency) for step in tiers.steps[1:]]
    if steps:
        yield sentence(
            "{steps} {within} ({applies})",
            steps=join(steps, AND),
            within=WITHIN[tiers.period],
            applies=_APPLIES_TO[tiers.mode],
        )


def _describe_step(metric: Metric, step: Step, currency: str) -> Sentence:
    rate = describe_rate(step.rate_ppm)
    match metric:
        case Metric.REVENUE:
            return sentence("{rate} from {amount} of sales", rate=rate, amount=describe_amount(step.volume, currency))
        case Metric.SALES:
            return count_sentence("{rate} from {number} sale", "{rate} from {number} sales", step.volume, rate=rate)
        case Metric.CUSTOMERS:
            return count_sentence(
                "{rate} from {number} customer", "{rate} from {number} customers", step.volume, rate=rate
            )


def _describe_payments(payments: Payments) -> Iterator[Sentence]:
    if payments.last is None:
        if payments.first > 1:
            yield sentence("from the customer's payment {number} on", number=payments.first)
    elif payments.first == payments.last:
        yield sentence("for the customer's payment {number}", number=payments.first)
    else:
        yield sentence("for the customer's payments {first} to {last}", first=payments.first, last=payments.last)


def _describe_when(when: When, currency: str) -> Iterator[Sentence]:
    conditions = [
        sentence("{name} is {values}", name=name, values=join(sorted(values), _OR))
        for name, values in sorted(when.properties.items())
    ]
    if when.names:
        conditions.append(sentence("the name is {values}", values=join(sorted(when.names), _OR)))
    if when.currencies:
        conditions.append(sentence("the currency is {values}", values=join(sorted(when.currencies), _OR)))
    if when.amount_from is not None:
        least = describe_amount(when.amount_from, currency)
        conditions.append(sentence("the amount is at least {amount}", amount=least))
    if when.amount_below is not None:
        bound = describe_amount(when.amount_below, currency)
        conditions.append(sentence("the amount is below {amount}", amount=bound))
    if conditions:
        yield sentence("where {conditions}", conditions=join(conditions, AND))


AND, _OR = sentence("{first} and {second}"), sentence("{first} or {second}")
