"""Makes the decision of a conversion, or its next revision while it is open."""

from dataclasses import replace

from earnings.commissions.caps import grant_lines
from earnings.commissions.decision import Decision, Reason
from earnings.commissions.eligibility import count_payments, find_eligibility
from earnings.commissions.facts import Basis, Conversion
from earnings.commissions.history import History
from earnings.commissions.shares import make_shares, place_shares
from earnings.commissions.uplines import list_uplines
from earnings.terms.customer_reward import CustomerReward
from earnings.terms.terms import Kind, Terms
from earnings.terms.versions import find_terms


def revise_decision(conversion: Conversion, history: History) -> Decision | None:
    """The next revision, None if the last one still holds. A locked decision has none."""
    previous = history.decisions.get(conversion.order)
    if previous and conversion.order in history.locks:
        return None
    made = make_decision(conversion, history, previous)
    return None if previous and replace(made, revision=previous.revision) == previous else made


def make_decision(conversion: Conversion, history: History, previous: Decision | None = None) -> Decision:
    """By the terms in force at the conversion's moment; what depends on others, as they were when it arrived."""
    revision = previous.revision + 1 if previous else 1
    terms = find_terms(history.facts.versions, conversion.at)
    if terms is None:
        return Decision(conversion.order, revision, conversion, 0, 0, Basis.NOBODY, Reason.NO_TERMS)
    eligibility = find_eligibility(conversion, terms, history)
    partners, payment = history.facts.partners, count_payments(conversion, history)
    if eligibility.basis is Basis.BOUND:
        # The credit rests on his first conversion, not on what browsers said of this one.
        conversion = replace(conversion, is_confirmed=True, is_claim=False)
    decision = Decision(
        order=conversion.order,
        revision=revision,
        conversion=conversion,
        terms_version=terms.version,
        base_minor=_compute_base(conversion, terms),
        basis=eligibility.basis,
        reason=eligibility.reason,
        touches=eligibility.touches,
        total_weight=sum(touch.weight for touch in eligibility.touches),
        shares=make_shares(conversion, eligibility.touches, terms, partners, payment),
        binding=eligibility.binding,
        payment_number=payment,
        per_sale_cap=terms.caps.per_sale,
        prorates_fixed=terms.prorates_fixed,
    )
    if not decision.list_earning():
        return replace(decision, reason=decision.reason or Reason(decision.basis))
    decision = grant_lines(place_shares(decision, terms, history, previous), terms, history, previous)
    children = [share.partner for share in decision.list_earning()]
    uplines = list_uplines(children, terms, partners, conversion.at)
    return replace(decision, uplines=uplines, customer_reward=_find_reward(conversion, terms, history))


def _compute_base(conversion: Conversion, terms: Terms) -> int:
    properties = dict(conversion.properties)
    excluded = [properties.get(name, 0) for name in terms.base_excludes]
    # A property below zero, like a discount, does not make the base larger than the order.
    excluded_minor = sum(max(each, 0) for each in excluded if isinstance(each, int))
    return max(conversion.amount_minor - excluded_minor, 0)


def _find_reward(conversion: Conversion, terms: Terms, history: History) -> CustomerReward | None:
    """Once for each customer, with the first sale that anybody earns by."""
    if terms.customer_reward is None or conversion.kind is not Kind.SALE or not conversion.customer:
        return None
    moment = conversion.received
    rewarded = any(
        each.customer_reward
        for each in history.list_customer(conversion)
        if history.counts(each, moment) and not history.find_returned(each, moment).is_all
    )
    return None if rewarded else terms.customer_reward
