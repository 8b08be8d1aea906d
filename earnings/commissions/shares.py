"""Touches become shares: by partner and rule, with the rate of the rule and the place in its tiers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from earnings.commissions.decision import Decision, Outcome, Position, Share
from earnings.commissions.facts import Conversion, Partner, Touch
from earnings.commissions.history import History
from earnings.commissions.volume import Scope, list_included, measure_earlier, sum_base
from earnings.terms.calendar import find_period
from earnings.terms.selection import Question, find_rule
from earnings.terms.terms import Kind, Terms
from earnings.terms.tiers import Metric, Tiers


def make_shares(
    conversion: Conversion, touches: Iterable[Touch], terms: Terms, partners: Mapping[str, Partner], payment: int
) -> tuple[Share, ...]:
    """One share for each partner and rule, in order of first touch."""
    shares: dict[tuple[str, str], Share] = {}
    for touch in touches:
        if not touch.weight:
            continue
        share = _make_share(conversion, touch, terms, partners, payment)
        known = shares.get((share.partner, share.rule))
        shares[share.partner, share.rule] = replace(known, weight=known.weight + share.weight) if known else share
    return tuple(shares.values())


def place_shares(decision: Decision, terms: Terms, history: History, previous: Decision | None) -> Decision:
    """Gives each share of a rule with tiers its place in the volume and its rate; a place once taken is kept."""
    is_placed = previous is not None and not history.is_new(decision.conversion)
    taken = {(s.partner, s.rule): s.position for s in previous.shares} if previous and is_placed else {}
    rules = history.map_rules(terms)
    shares = []
    for share in decision.shares:
        tiers = rules[share.rule].tiers if share.outcome is Outcome.EARNS else None
        if tiers:
            position = _find_position(share, decision, tiers, terms, history, taken.get((share.partner, share.rule)))
            rate = tiers.blend_rate_ppm(position.before, position.after)
            shares.append(replace(share, position=position, rate_ppm=rate))
        else:
            shares.append(share)
    return replace(decision, shares=tuple(shares))


def _make_share(
    conversion: Conversion, touch: Touch, terms: Terms, partners: Mapping[str, Partner], payment: int
) -> Share:
    partner = partners.get(touch.partner)
    if partner is None:
        return Share(touch.partner, "", Outcome.NOBODY, touch.weight, touch.at)
    if not partner.is_active(conversion.at):
        return Share(touch.partner, "", Outcome.INACTIVE, touch.weight, touch.at)
    rule = find_rule(terms, _make_question(conversion, payment), touch.link, partner.id, partner.groups)
    if rule is None:
        return Share(touch.partner, "", Outcome.NO_REWARD, touch.weight, touch.at)
    rate = Fraction(rule.reward.rate_ppm or 0)
    return Share(touch.partner, rule.id, Outcome.EARNS, touch.weight, touch.at, rate, rule.reward.fixed_minor)


def _make_question(conversion: Conversion, payment: int) -> Question:
    return Question(
        conversion.kind,
        conversion.currency,
        conversion.name,
        conversion.amount_minor,
        dict(conversion.properties),
        payment,
    )


def _find_position(
    share: Share, decision: Decision, tiers: Tiers, terms: Terms, history: History, taken: Position | None
) -> Position:
    conversion = decision.conversion
    period = find_period(conversion.at, tiers.period, terms.zone).name
    scope = Scope(share.partner, conversion.currency, period, share.rule)
    if taken and taken.period == period:
        before = taken.before
    else:
        before = measure_earlier(scope, tiers.period, tiers.metric, terms, conversion, history)
    return Position(period, before, before + _add_volume(share, decision, tiers, scope, terms, history))


def _add_volume(
    share: Share, decision: Decision, tiers: Tiers, scope: Scope, terms: Terms, history: History
) -> Fraction:
    conversion = decision.conversion
    if tiers.metric is Metric.REVENUE:
        return sum_base(decision, [share], history, conversion.received)
    if conversion.kind is not Kind.SALE:
        return Fraction(0)
    if tiers.metric is Metric.SALES:
        return Fraction(1)
    return Fraction(not list_included(scope, tiers.period, terms, history.list_customer(conversion)))
