"""A small stand-in for attribution: which touches of a customer's clicks earn a conversion, in integer weights."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from earnings.commissions.facts import Basis, Touch
from earnings.terms.terms import Terms
from registry.enums import Model, Priority

Event = Mapping[str, Any]
Credit = tuple[Basis, tuple[Touch, ...], bool]
_HALF_LIFE = timedelta(days=7)
# Weights are frozen integers: a share of 2 ** -40 is the smallest.
_PRECISION = 2**40


def find_credit(sale: Event, clicks: Sequence[Event], partners: Mapping[str, Event], terms: Terms) -> Credit:
    """Basis, weighted touches and whether the named ref's click is too old."""
    at: datetime = sale["at"]
    mine = sorted((c for c in clicks if c["customer"] == sale.get("customer")), key=lambda click: click["at"])
    path = [click for click in mine if at - timedelta(days=terms.window_days) < click["at"] <= at]
    owner = _find_owner(sale.get("promo", ""), partners)
    if owner and terms.priority is Priority.PROMO_CODE:
        return Basis.PROMO_CODE, (Touch(owner, 1, at),), False
    if path:
        return Basis.CLICK, weigh_touches(path, terms.model), False
    ref = sale.get("ref", "")
    is_expired = bool(ref) and any(click["partner"] == ref and click["at"] <= at for click in mine)
    if ref in partners and not is_expired:
        return Basis.REF, (Touch(ref, 1, at),), False
    if owner:
        return Basis.PROMO_CODE, (Touch(owner, 1, at),), False
    return Basis.NOBODY, (), is_expired


def weigh_touches(path: Sequence[Event], model: Model) -> tuple[Touch, ...]:
    """The documented models over clicks in order of time."""
    last = len(path) - 1
    newest: datetime = path[last]["at"]
    return tuple(
        Touch(each["partner"], _weigh(n, last, newest - each["at"], model), each["at"], each.get("link", ""))
        for n, each in enumerate(path)
    )


def _weigh(n: int, last: int, age: timedelta, model: Model) -> int:
    match model:
        case Model.FIRST_CLICK:
            return int(n == 0)
        case Model.LINEAR:
            return 1
        case Model.POSITION:
            return _weigh_position(n, last)
        case Model.TIME_DECAY:
            return _weigh_age(age)
        case _:
            return int(n == last)


def _weigh_position(n: int, last: int) -> int:
    """40 / 20 / 40; one or two touches alike. In parts of ten times the number of middle touches."""
    if last < 2:
        return 1
    return 4 * (last - 1) if n in (0, last) else 2


def _weigh_age(age: timedelta) -> int:
    weight: float = _PRECISION * 0.5 ** (age / _HALF_LIFE)
    return round(weight)


def _find_owner(code: str, partners: Mapping[str, Event]) -> str:
    return next((name for name, each in partners.items() if code and code in each.get("promo", [])), "")
