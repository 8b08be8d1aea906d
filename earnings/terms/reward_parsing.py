"""Parses rewards, their conditions and tiers from JSON."""

from collections.abc import Sequence

from earnings.terms.fields import Fields
from earnings.terms.reward import Payments, Reward, When
from earnings.terms.terms import Kind
from earnings.terms.tiers import Metric, PeriodKind, Step, TierMode, Tiers


def parse_rewards(items: Sequence[Fields]) -> tuple[Reward, ...]:
    """Rewards in their order; each id stands once."""
    rewards = tuple(_parse_reward(fields) for fields in items)
    for number, reward in enumerate(rewards):
        if any(reward.id == other.id for other in rewards[:number]):
            raise items[number].reject("id", f"{reward.id!r} stands twice", "give each reward a name of its own")
    return rewards


def _parse_reward(fields: Fields) -> Reward:
    reward = Reward(
        id=fields.take_text("id", "sale"),
        event=fields.take_choice("event", Kind.SALE),
        rate_ppm=fields.find_rate("percent"),
        fixed_minor=fields.find_number("fixed"),
        when=_parse_when(fields.take_object("when")),
        payments=_parse_payments(fields.take_object("payments")),
        tiers=_parse_tiers(fields.take_object("tiers")),
    )
    if (reward.rate_ppm is None) == (reward.fixed_minor is None):
        raise fields.reject("percent", "must stand alone", "give either percent or fixed")
    if reward.tiers and reward.rate_ppm is None:
        raise fields.reject("tiers", "has rates, the reward is a fixed sum", "give percent instead of fixed")
    fields.finish()
    return reward


def _parse_when(fields: Fields | None) -> When:
    if fields is None:
        return When()
    properties = fields.take_object("properties")
    when = When(
        currencies=frozenset(fields.take_texts("currency")),
        names=frozenset(fields.take_texts("name")),
        properties={} if properties is None else _parse_properties(properties),
        amount_from=fields.find_number("amount_from"),
        amount_below=fields.find_number("amount_below", least=1),
    )
    fields.finish()
    return when


def _parse_properties(fields: Fields) -> dict[str, frozenset[str]]:
    return {name: frozenset(fields.take_texts(name)) for name in fields.list_names()}


def _parse_payments(fields: Fields | None) -> Payments:
    if fields is None:
        return Payments()
    payments = Payments(fields.take_number("from", 1, least=1), fields.find_number("to", least=1))
    if payments.last is not None and payments.last < payments.first:
        raise fields.reject("to", "lies before from", "give a number that is not smaller")
    fields.finish()
    return payments


def _parse_tiers(fields: Fields | None) -> Tiers | None:
    if fields is None:
        return None
    tiers = Tiers(
        metric=fields.take_choice("metric", Metric.REVENUE),
        period=fields.take_choice("period", PeriodKind.MONTH),
        mode=fields.take_choice("mode", TierMode.MARGINAL),
        steps=_parse_steps(fields),
    )
    if tiers.mode is TierMode.WHOLE and tiers.period is PeriodKind.LIFETIME:
        raise fields.reject("period", "never ends, so that nothing would be payable", "give month, quarter or year")
    fields.finish()
    return tiers


def _parse_steps(fields: Fields) -> tuple[Step, ...]:
    steps = []
    for raw in fields.take_list("steps"):
        if not isinstance(raw, list | tuple) or len(raw) != 2:
            raise fields.reject("steps", f"{raw!r} is not a step", 'give pairs of volume and percent, like ["0", "10"]')
        steps.append(Step(fields.check_number("steps", raw[0], 0), fields.check_rate("steps", raw[1])))
    volumes = [step.volume for step in steps]
    if not volumes or volumes[0] != 0 or volumes != sorted(set(volumes)):
        raise fields.reject("steps", "do not rise from 0", "begin with volume 0 and give each a larger one")
    return tuple(steps)
