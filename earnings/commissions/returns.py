"""How much of a conversion was given back, as of a moment; each refund counts once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from earnings.commissions.facts import Conversion, Dispute, Refund
from events.enums import DisputeState


@dataclass(frozen=True, slots=True)
class Clawback:
    """From ``after`` on, what is received once the decision is locked takes nothing back."""

    locked_at: datetime | None = None
    after: datetime | None = None

    def spares(self, at: datetime, received: datetime) -> bool:
        """Whether a refund of this moment lowers nothing."""
        locked = self.locked_at is not None and received >= self.locked_at
        return locked and self.after is not None and at >= self.after


@dataclass(frozen=True, slots=True)
class Returned:
    """``minor`` of ``gross_minor`` came back; ``is_all`` for all of it, also of a conversion without amount."""

    gross_minor: int
    minor: int
    is_all: bool

    def find_kept(self) -> Fraction:
        """Net by gross: the part that is left."""
        if self.is_all:
            return Fraction(0)
        return Fraction(self.gross_minor - self.minor, self.gross_minor) if self.gross_minor else Fraction(1)


def make_clawback(conversion: Conversion, clawback_days: int | None, locked_at: datetime | None) -> Clawback:
    """The days count from the sale."""
    return Clawback(locked_at, None if clawback_days is None else conversion.at + timedelta(days=clawback_days))


def sum_returned(
    conversion: Conversion,
    refunds: Iterable[Refund],
    disputes: Iterable[Dispute],
    clawback: Clawback,
    moment: datetime,
) -> Returned:
    """The greater of the largest total and the sum of single refunds, with what a lost dispute took; at most all."""
    gross = conversion.amount_minor
    singles, total, is_all = 0, 0, False
    for refund in _list_once(refunds, conversion, moment):
        if clawback.spares(refund.at, refund.received):
            continue
        if refund.total_minor is not None:
            total = max(total, refund.total_minor)
        else:
            singles += gross if refund.amount_minor is None else max(refund.amount_minor, 0)
            is_all |= refund.amount_minor is None
    lost = _find_lost(disputes, moment)
    minor = max(singles, total)
    if lost and not clawback.spares(lost.at, lost.received):
        minor += gross if lost.amount_minor is None else lost.amount_minor
        is_all |= lost.amount_minor is None
    return Returned(gross, min(minor, gross), is_all or (gross > 0 and minor >= gross))


def _list_once(refunds: Iterable[Refund], conversion: Conversion, moment: datetime) -> Iterable[Refund]:
    """The first received of each id; without one, of each moment and amount. Of another currency none."""
    seen: set[object] = set()
    for refund in sorted(refunds, key=lambda refund: refund.received):
        if refund.currency not in ("", conversion.currency):
            continue
        key = refund.id or (refund.at, refund.amount_minor, refund.total_minor)
        known = key in seen
        seen.add(key)
        if not known and refund.received <= moment:
            yield refund


def _find_lost(disputes: Iterable[Dispute], moment: datetime) -> Dispute | None:
    latest = find_dispute(disputes, moment)
    return latest if latest and latest.state is DisputeState.LOST else None


def find_dispute(disputes: Iterable[Dispute], moment: datetime) -> Dispute | None:
    """Of those received, the latest by time counts."""
    return max((each for each in disputes if each.received <= moment), key=lambda each: each.at, default=None)
