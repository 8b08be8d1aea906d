"""Terms in plain words, a sentence for each rule; amounts in the currency that the reader is paid in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from earnings.terms.customer_reward import Benefit, CustomerReward
from earnings.terms.payout_schedule import PayoutEvery, PayoutSchedule
from earnings.terms.reward import Reward
from earnings.terms.reward_sentences import (
    AND,
    WITHIN,
    describe_amount,
    describe_months,
    describe_rate,
    describe_reward,
    join,
)
from earnings.terms.terms import Bonus, Caps, FeePayer, Level, LevelBase, Overrides, PayoutTerms, Terms
from earnings.terms.tiers import Metric
from languages.catalogues import load_texts
from languages.language import Language
from languages.sentence import Sentence, count_sentence, sentence
from languages.texts import Texts

_SHORTEST_MONTH = 28
_CAPS = (
    ("per_sale", sentence("by one sale")),
    ("per_customer", sentence("by one customer")),
    ("per_partner_month", sentence("by one partner in a month")),
    ("program_month", sentence("by all partners in a month")),
)
_EXCLUDED = {"tax": sentence("tax"), "shipping": sentence("shipping")}
_EVERY_DAY = (
    sentence("payouts are made every Monday"),
    sentence("payouts are made every Tuesday"),
    sentence("payouts are made every Wednesday"),
    sentence("payouts are made every Thursday"),
    sentence("payouts are made every Friday"),
    sentence("payouts are made every Saturday"),
    sentence("payouts are made every Sunday"),
)


def describe_terms(terms: Terms, currency: str) -> list[str]:
    """In English, as the API has them."""
    return write_terms(terms, currency, load_texts(Language.ENGLISH))


def write_terms(terms: Terms, currency: str, texts: Texts) -> list[str]:
    """Every rule that the terms have, the rewards first."""
    found = [
        *_describe_rewards(terms.rewards, terms, currency),
        *_describe_overrides(terms, currency),
        *_describe_customers(terms),
        *(_describe_level(number, level) for number, level in enumerate(terms.levels, 2)),
        *(_describe_bonus(bonus, currency) for bonus in terms.bonuses),
        *_describe_customer_reward(terms.customer_reward, currency),
        *_describe_caps(terms.caps, currency),
        *_describe_refunds(terms),
        *_describe_payout(terms.payout, currency),
    ]
    return [text[0].upper() + text[1:] + "." for text in map(texts.write, found)]


def write_public_terms(terms: Terms, currency: str, texts: Texts) -> list[str]:
    """The same for anybody: without what single partners, links and groups have, and how the team approves runs."""
    payout = replace(terms.payout, second_person_above={})
    return write_terms(replace(terms, overrides=Overrides(), payout=payout), currency, texts)


def _describe_rewards(rewards: Sequence[Reward], terms: Terms, currency: str) -> Iterator[Sentence]:
    for reward in rewards:
        yield describe_reward(reward, terms, currency)


def _describe_overrides(terms: Terms, currency: str) -> Iterator[Sentence]:
    overrides = terms.overrides
    for name, rewards in sorted(overrides.links.items()):
        for each in _describe_rewards(rewards, terms, currency):
            yield sentence("for the link {name}: {reward}", name=name, reward=each)
    for name, rewards in sorted(overrides.partners.items()):
        for each in _describe_rewards(rewards, terms, currency):
            yield sentence("for the partner {name}: {reward}", name=name, reward=each)
    for name, rewards in sorted(overrides.groups.items()):
        for each in _describe_rewards(rewards, terms, currency):
            yield sentence("for the group {name}: {reward}", name=name, reward=each)


def _describe_customers(terms: Terms) -> Iterator[Sentence]:
    if terms.new_customers_only:
        yield sentence("only customers who had not bought before count")
    if terms.recurring and terms.recurring.takeover:
        yield sentence("a newer click on another partner's link earns the next sale of a customer")
    if terms.recurring and terms.recurring.earns_after_limit:
        yield sentence("after that time a customer's sales earn like anybody's")
    if terms.ends_at:
        moment = f"{terms.ends_at:%Y-%m-%d %H:%M}"
        if terms.recurs_after_end:
            yield sentence("the program ends at {moment} UTC; earlier customers go on earning", moment=moment)
        else:
            yield sentence("the program ends at {moment} UTC; nothing earns from then on", moment=moment)


def _describe_level(number: int, level: Level) -> Sentence:
    rate = describe_rate(level.rate_ppm)
    if level.base is LevelBase.COMMISSION:
        earned = sentence("level {level}: {rate} of the commission of a partner below", level=number, rate=rate)
    else:
        earned = sentence("level {level}: {rate} of the sale of a partner below", level=number, rate=rate)
    if not level.months:
        return earned
    return sentence("{reward} for {months} from joining", reward=earned, months=describe_months(level.months))


def _describe_bonus(bonus: Bonus, currency: str) -> Sentence:
    values = {"amount": describe_amount(bonus.amount_minor, currency), "within": WITHIN[bonus.period]}
    match bonus.metric:
        case Metric.REVENUE:
            reached = describe_amount(bonus.threshold, currency)
            return sentence("{amount} more for {reached} of sales {within}", reached=reached, **values)
        case Metric.SALES:
            return count_sentence(
                "{amount} more for {number} sale {within}",
                "{amount} more for {number} sales {within}",
                bonus.threshold,
                **values,
            )
        case Metric.CUSTOMERS:
            return count_sentence(
                "{amount} more for {number} customer {within}",
                "{amount} more for {number} customers {within}",
                bonus.threshold,
                **values,
            )


def _describe_customer_reward(reward: CustomerReward | None, currency: str) -> Iterator[Sentence]:
    if reward is None:
        return
    given = _describe_benefit(reward, currency)
    if reward.valid_days:
        yield count_sentence(
            "{benefit}, to be used within {number} day",
            "{benefit}, to be used within {number} days",
            reward.valid_days,
            benefit=given,
        )
    else:
        yield given


def _describe_benefit(reward: CustomerReward, currency: str) -> Sentence:
    match reward.benefit:
        case Benefit.AMOUNT:
            amount = describe_amount(reward.quantity, currency)
            return sentence("a referred customer gets a credit of {amount}", amount=amount)
        case Benefit.DISCOUNT_PPM:
            return sentence("a referred customer gets a discount of {rate}", rate=describe_rate(reward.quantity))
        case Benefit.FREE_MONTHS:
            return count_sentence(
                "a referred customer gets {number} free month",
                "a referred customer gets {number} free months",
                reward.quantity,
            )


def _describe_caps(caps: Caps, currency: str) -> Iterator[Sentence]:
    for name, whose in _CAPS:
        cap: int | None = getattr(caps, name)
        if cap is not None:
            yield sentence("at most {amount} is earned {whose}", amount=describe_amount(cap, currency), whose=whose)


def _describe_refunds(terms: Terms) -> Iterator[Sentence]:
    if terms.base_excludes:
        excluded = [_EXCLUDED.get(each, each) for each in terms.base_excludes]
        yield sentence("{excluded} of an order earn nothing", excluded=join(excluded, AND))
    if terms.clawback_days is not None:
        yield count_sentence(
            "refunds from {number} day after the sale on take nothing back",
            "refunds from {number} days after the sale on take nothing back",
            terms.clawback_days,
        )
    if terms.prorates_fixed:
        yield sentence("a refund of a part lowers fixed amounts in proportion")
    if terms.pay_unconfirmed:
        yield sentence("sales that only a browser reported are paid too")


def _describe_payout(payout: PayoutTerms, currency: str) -> Iterator[Sentence]:
    if currency in payout.minimum:
        yield sentence("payouts begin at {amount}", amount=describe_amount(payout.minimum[currency], currency))
    fixed = payout.fee_fixed.get(currency, 0)
    rate = [describe_rate(payout.fee_ppm)] if payout.fee_ppm else []
    fees = rate + ([describe_amount(fixed, currency)] if fixed else [])
    if fees and payout.fee_payer is FeePayer.PARTNER:
        yield sentence("a payout costs the partner {fees}", fees=join(fees, AND))
    if payout.schedule:
        yield _describe_schedule(payout.schedule)
    if payout.takes_requests and not payout.needs_request:
        yield sentence("a partner may ask for a payout in between")
    if currency in payout.second_person_above:
        above = describe_amount(payout.second_person_above[currency], currency)
        yield sentence("above {amount} a second person approves a run", amount=above)


def _describe_schedule(schedule: PayoutSchedule) -> Sentence:
    if schedule.every is PayoutEvery.REQUEST:
        return sentence("payouts are made on request of the partner")
    days = _describe_days(schedule)
    if not schedule.cutoff_days:
        return days
    return count_sentence(
        "{days}, of what is approved {number} day before",
        "{days}, of what is approved {number} days before",
        schedule.cutoff_days,
        days=days,
    )


def _describe_days(schedule: PayoutSchedule) -> Sentence:
    if schedule.every is PayoutEvery.WEEK:
        return _EVERY_DAY[schedule.day - 1]
    if schedule.day > _SHORTEST_MONTH:
        return sentence("payouts are made on day {day} of each month, or its last", day=schedule.day)
    return sentence("payouts are made on day {day} of each month", day=schedule.day)
