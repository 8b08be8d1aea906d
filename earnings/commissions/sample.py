"""What one sale would pay under terms: for a form, so that a rule is seen in money before it is saved."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from earnings.commissions.amounts import compute_level
from earnings.commissions.decision import Decision
from earnings.commissions.facts import Basis, Conversion, Facts, Partner, Touch
from earnings.commissions.history import History
from earnings.commissions.revision import make_decision
from earnings.terms.terms import FeePayer, Kind, Terms, make_rate
from money.split import round_half_away

_PARTNER, _PARENT = "partner", "parent"


@dataclass(frozen=True, slots=True)
class Sample:
    """In minor units. ``levels``: of the parents upwards; ``fee``: what a payout of the commission alone costs him.

    ``transfer``: what reaches him. ``minimum``: below it nothing is paid out yet.
    """

    commission: int
    levels: tuple[int, ...]
    customer_reward: int
    fee: int
    transfer: int
    minimum: int
    due_at: datetime


def compute_sample(terms: Terms, kind: Kind, amount_minor: int, currency: str, now: datetime) -> Sample:
    """Of a new customer's first conversion, credited to one partner alone who has a parent for each level."""
    at = max(now, terms.valid_from)
    names = [_PARTNER, *(f"{_PARENT}{number}" for number in range(len(terms.levels)))]
    partners = {name: Partner(name, parent) for name, parent in zip(names, [*names[1:], ""], strict=True)}
    conversion = Conversion(
        order="event:sample",
        kind=kind,
        at=at,
        received=at,
        amount_minor=amount_minor,
        currency=currency,
        customer="sample",
        basis=Basis.CLICK,
        touches=(Touch(_PARTNER, 1, at),),
    )
    history = History(Facts((terms,), partners, (conversion,)), (), ())
    decision = make_decision(conversion, history)
    history.add(decision)
    return _price(decision, history, terms, currency, at)


def _price(decision: Decision, history: History, terms: Terms, currency: str, at: datetime) -> Sample:
    returned = history.find_returned(decision, at)
    direct = history.sum_lines(decision, at)
    commission = direct.get(_PARTNER, 0)
    payout = terms.payout
    fee = round_half_away(commission * make_rate(payout.fee_ppm)) + payout.fee_fixed.get(currency, 0)
    kept = fee if payout.fee_payer is FeePayer.PARTNER and commission else 0
    return Sample(
        commission=commission,
        levels=tuple(compute_level(decision, upline, direct, returned) for upline in decision.uplines),
        customer_reward=decision.customer_reward.find_amount() if decision.customer_reward else 0,
        fee=kept,
        transfer=max(commission - kept, 0),
        minimum=payout.find_minimum(currency),
        due_at=at + timedelta(days=terms.hold_days),
    )
