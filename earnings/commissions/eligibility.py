"""Whether anybody may earn by a conversion, and whose touches count: the customer's partners, or the path's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from earnings.commissions.decision import Decision, Reason
from earnings.commissions.facts import Basis, Conversion, Partner, Touch, find_heir
from earnings.commissions.history import History
from earnings.terms.calendar import add_months
from earnings.terms.terms import Kind, Recurring, Terms


@dataclass(frozen=True, slots=True)
class Binding:
    """The customer belongs to the partners of ``first``; months and payments count from their first paid sale."""

    first: Decision
    first_sale: Decision | None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """``reason`` says why nobody earns; else ``touches`` do, through ``basis``."""

    reason: Reason
    basis: Basis = Basis.NOBODY
    touches: tuple[Touch, ...] = ()
    binding: str = ""


def find_eligibility(conversion: Conversion, terms: Terms, history: History) -> Eligibility:
    """The first rule that applies decides."""
    if conversion.is_test:
        return Eligibility(Reason.TEST)
    binding = find_binding(conversion, terms, history)
    if terms.ends_at and conversion.at >= terms.ends_at and not (binding and terms.recurs_after_end):
        return Eligibility(Reason.PROGRAM_ENDED)
    if binding and terms.recurring:
        if not _is_over(binding, terms.recurring, conversion, terms, history):
            return _keep_partners(binding, terms.recurring, conversion, history.facts.partners)
        if not terms.recurring.earns_after_limit:
            return Eligibility(Reason.RECURRING_LIMIT)
    return _follow_attribution(conversion, terms, history)


def find_binding(conversion: Conversion, terms: Terms, history: History) -> Binding | None:
    """By the customer's first conversion that partners were credited for by what is confirmed, and nobody rejected.

    Whose the conversion would be without it is no matter: a claim or an unsigned ref takes no customer away.
    """
    recurring, moment = terms.recurring, conversion.received
    if recurring is None or not conversion.is_customer_confirmed:
        return None
    earlier = [
        each
        for each in history.list_earlier(conversion)
        if each.is_credited() and each.conversion.is_customer_confirmed and not each.conversion.is_doubtful
    ]
    kept = [each for each in earlier if not history.is_rejected(each, moment)]
    first = next((each for each in kept if Kind.SALE in (each.conversion.kind, _widen(recurring))), None)
    if first is None:
        return None
    sales = [each for each in kept if each.conversion.kind is Kind.SALE and each.list_earning()]
    theirs = [each for each in sales if each is first or each.basis is Basis.BOUND]
    return Binding(first, theirs[0] if theirs else None)


def count_payments(conversion: Conversion, history: History) -> int:
    """The number of this payment of the customer, from 1, counted from the first that anybody earned by."""
    sales = _list_sales(conversion, history)
    places = [number for number, each in enumerate(sales) if each.list_earning()]
    return len(sales) - places[0] + 1 if places else 1


def _widen(recurring: Recurring) -> Kind:
    """Sales always bind; where leads do too, any kind does."""
    return Kind.SALE if recurring.binds_on is Kind.LEAD else Kind.LEAD


def _is_over(binding: Binding, recurring: Recurring, conversion: Conversion, terms: Terms, history: History) -> bool:
    if binding.first_sale is None:
        return False
    begun = binding.first_sale.conversion.at
    if recurring.limit_months and conversion.at >= add_months(begun, recurring.limit_months, terms.zone):
        return True
    number = count_payments(conversion, history)
    is_sale = conversion.kind is Kind.SALE
    return is_sale and recurring.limit_payments is not None and number > recurring.limit_payments


def _keep_partners(
    binding: Binding, recurring: Recurring, conversion: Conversion, partners: Mapping[str, Partner]
) -> Eligibility:
    """The customer of a partner who was merged into another is the other's."""
    first = binding.first
    newer = [touch for touch in conversion.touches if touch.at > first.conversion.at and touch.partner]
    if recurring.takeover and conversion.basis is Basis.CLICK and newer and not conversion.is_doubtful:
        return Eligibility(Reason.EARNS, conversion.basis, conversion.touches)
    touches = tuple(replace(touch, partner=find_heir(touch.partner, partners)) for touch in first.touches)
    return Eligibility(Reason.EARNS, Basis.BOUND, touches, first.order)


def _follow_attribution(conversion: Conversion, terms: Terms, history: History) -> Eligibility:
    if not any(touch.partner and touch.weight for touch in conversion.touches):
        return Eligibility(Reason.REFERRAL_EXPIRED if conversion.is_expired else Reason.UNATTRIBUTED)
    if terms.new_customers_only and _bought_unreferred(conversion, history):
        return Eligibility(Reason.EXISTING_CUSTOMER)
    return Eligibility(Reason.EARNS, conversion.basis, conversion.touches)


def _bought_unreferred(conversion: Conversion, history: History) -> bool:
    """Whether the customer's first sale was nobody's."""
    sales = _list_sales(conversion, history)
    return bool(sales) and not sales[0].is_credited()


def _list_sales(conversion: Conversion, history: History) -> list[Decision]:
    """Those that were his: what nobody confirmed counts neither as a payment nor as his first sale."""
    return [
        each
        for each in history.list_earlier(conversion)
        if each.conversion.kind is Kind.SALE
        and not each.conversion.is_test
        and not history.is_doubtful(each, conversion.received)
    ]
