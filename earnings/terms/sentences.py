"""Terms in plain English, a sentence for each rule; amounts in the currency that the reader is paid in."""

from calendar import day_name
from collections.abc import Iterator, Sequence
from dataclasses import replace

from earnings.terms.customer_reward import Benefit, CustomerReward
from earnings.terms.payout_schedule import PayoutEvery, PayoutSchedule
from earnings.terms.reward import Reward
from earnings.terms.reward_sentences import (
    count,
    describe_amount,
    describe_rate,
    describe_reward,
    describe_volume,
    describe_within,
)
from earnings.terms.terms import Bonus, Caps, FeePayer, Level, LevelBase, Overrides, PayoutTerms, Terms

_SHORTEST_MONTH = 28
_CAPS = (
    ("per_sale", "by one sale"),
    ("per_customer", "by one customer"),
    ("per_partner_month", "by one partner in a month"),
    ("program_month", "by all partners in a month"),
)


def describe_terms(terms: Terms, currency: str) -> list[str]:
    """Every rule that the terms have, the rewards first."""
    found = [
        *_describe_rewards("", terms.rewards, terms, currency),
        *_describe_overrides(terms, currency),
        *_describe_customers(terms),
        *(_describe_level(number, level) for number, level in enumerate(terms.levels, 2)),
        *(_describe_bonus(bonus, currency) for bonus in terms.bonuses),
        *_describe_customer_reward(terms.customer_reward, currency),
        *_describe_caps(terms.caps, currency),
        *_describe_refunds(terms),
        *_describe_payout(terms.payout, currency),
    ]
    return [sentence[0].upper() + sentence[1:] + "." for sentence in found]


def describe_public_terms(terms: Terms, currency: str) -> list[str]:
    """The same for anybody: without what single partners, links and groups have, and how the team approves runs."""
    payout = replace(terms.payout, second_person_above={})
    return describe_terms(replace(terms, overrides=Overrides(), payout=payout), currency)


def _describe_rewards(prefix: str, rewards: Sequence[Reward], terms: Terms, currency: str) -> Iterator[str]:
    for reward in rewards:
        yield prefix + describe_reward(reward, terms, currency)


def _describe_overrides(terms: Terms, currency: str) -> Iterator[str]:
    overrides = terms.overrides
    for scope, lists in (("link", overrides.links), ("partner", overrides.partners), ("group", overrides.groups)):
        for name, rewards in sorted(lists.items()):
            yield from _describe_rewards(f"for the {scope} {name}: ", rewards, terms, currency)


def _describe_customers(terms: Terms) -> Iterator[str]:
    if terms.new_customers_only:
        yield "only customers who had not bought before count"
    if terms.recurring and terms.recurring.takeover:
        yield "a newer click on another partner's link earns the next sale of a customer"
    if terms.recurring and terms.recurring.earns_after_limit:
        yield "after that time a customer's sales earn like anybody's"
    if terms.ends_at:
        rest = "customers of before go on earning" if terms.recurs_after_end else "nothing earns from then on"
        yield f"the program ends at {terms.ends_at:%Y-%m-%d %H:%M} UTC; {rest}"


def _describe_level(number: int, level: Level) -> str:
    base = "the commission" if level.base is LevelBase.COMMISSION else "the sale"
    months = f" for {count(level.months, 'month')} from joining" if level.months else ""
    return f"level {number}: {describe_rate(level.rate_ppm)} of {base} of a partner below{months}"


def _describe_bonus(bonus: Bonus, currency: str) -> str:
    reached = describe_volume(bonus.metric, bonus.threshold, currency)
    amount = describe_amount(bonus.amount_minor, currency)
    return f"{amount} more for {reached} {describe_within(bonus.period)}"


def _describe_customer_reward(reward: CustomerReward | None, currency: str) -> Iterator[str]:
    if reward is None:
        return
    valid = f", to be used within {count(reward.valid_days, 'day')}" if reward.valid_days else ""
    yield f"a referred customer gets {_describe_benefit(reward, currency)}{valid}"


def _describe_benefit(reward: CustomerReward, currency: str) -> str:
    match reward.benefit:
        case Benefit.AMOUNT:
            return f"a credit of {describe_amount(reward.quantity, currency)}"
        case Benefit.DISCOUNT_PPM:
            return f"a discount of {describe_rate(reward.quantity)}"
        case Benefit.FREE_MONTHS:
            return count(reward.quantity, "free month")


def _describe_caps(caps: Caps, currency: str) -> Iterator[str]:
    for name, whose in _CAPS:
        cap: int | None = getattr(caps, name)
        if cap is not None:
            yield f"at most {describe_amount(cap, currency)} is earned {whose}"


def _describe_refunds(terms: Terms) -> Iterator[str]:
    if terms.base_excludes:
        yield f"{' and '.join(terms.base_excludes)} of an order earn nothing"
    if terms.clawback_days is not None:
        yield f"refunds from {count(terms.clawback_days, 'day')} after the sale on take nothing back"
    if terms.prorates_fixed:
        yield "a refund of a part lowers fixed amounts in proportion"
    if terms.pay_unconfirmed:
        yield "sales that only a browser reported are paid too"


def _describe_payout(payout: PayoutTerms, currency: str) -> Iterator[str]:
    if currency in payout.minimum:
        yield f"payouts begin at {describe_amount(payout.minimum[currency], currency)}"
    fixed = payout.fee_fixed.get(currency, 0)
    rate = [describe_rate(payout.fee_ppm)] if payout.fee_ppm else []
    fees = rate + ([describe_amount(fixed, currency)] if fixed else [])
    if fees and payout.fee_payer is FeePayer.PARTNER:
        yield f"a payout costs the partner {' and '.join(fees)}"
    if payout.schedule:
        yield _describe_schedule(payout.schedule)
    if payout.takes_requests and not payout.needs_request:
        yield "a partner may ask for a payout in between"
    if currency in payout.second_person_above:
        yield f"above {describe_amount(payout.second_person_above[currency], currency)} a second person approves a run"


def _describe_schedule(schedule: PayoutSchedule) -> str:
    if schedule.every is PayoutEvery.REQUEST:
        return "payouts are made on request of the partner"
    if schedule.every is PayoutEvery.WEEK:
        when = f"every {day_name[schedule.day - 1]}"
    else:
        when = f"on day {schedule.day} of each month{', or its last' if schedule.day > _SHORTEST_MONTH else ''}"
    cutoff = f", of what is approved {count(schedule.cutoff_days, 'day')} before" if schedule.cutoff_days else ""
    return f"payouts are made {when}{cutoff}"
