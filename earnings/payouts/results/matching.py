"""Which payment of a run each reported one is; what does not fit exactly is listed and settles nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earnings.payouts.files.payment import Payment
from earnings.payouts.results.reported import Outcome, Reported


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a payment, in the order in which it happened: confirmed, then perhaps returned."""

    payment: Payment
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A payment whose reports a person must look at, and why."""

    payment: Payment
    reported: tuple[Reported, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Matches:
    """``unknown`` are reports of no payment of this run; ``missing`` are payments that the file does not report."""

    results: tuple[Result, ...]
    differences: tuple[Difference, ...]
    unknown: tuple[Reported, ...]
    missing: tuple[Payment, ...]


def match_results(payments: Sequence[Payment], reported: Iterable[Reported]) -> Matches:
    """By the reference alone; an amount that differs, however little, is a difference and no result."""
    known = {payment.reference for payment in payments}
    own: defaultdict[str, list[Reported]] = defaultdict(list)
    unknown: list[Reported] = []
    for each in reported:
        if each.reference in known:
            own[each.reference].append(each)
        else:
            unknown.append(each)
    results, differences = [], []
    for payment in payments:
        reports = tuple(own.get(payment.reference, ()))
        if reason := _find_difference(payment, reports):
            differences.append(Difference(payment, reports, reason))
        elif reports:
            results.append(Result(payment, _list_outcomes(reports)))
    missing = tuple(payment for payment in payments if payment.reference not in own)
    return Matches(tuple(results), tuple(differences), tuple(unknown), missing)


def _find_difference(payment: Payment, reports: tuple[Reported, ...]) -> str:
    for each in reports:
        if each.amount is not None and each.amount != payment.amount:
            shown, wanted = (f"{amount.format()} {amount.currency}" for amount in (each.amount, payment.amount))
            return f"{each.place}: {shown} was {each.outcome}, but the payment is {wanted}"
    outcomes = [each.outcome for each in reports]
    if len(outcomes) != len(set(outcomes)):
        return f"reported as {', '.join(outcomes)}: paid twice?"
    if Outcome.FAILED in outcomes and len(outcomes) > 1:
        return f"reported as {', '.join(outcomes)}, which contradict one another"
    return ""


def _list_outcomes(reports: tuple[Reported, ...]) -> tuple[Outcome, ...]:
    """A statement may list the return of an earlier month alone, or before the payment."""
    order = tuple(Outcome)
    return tuple(sorted((each.outcome for each in reports), key=order.index))
