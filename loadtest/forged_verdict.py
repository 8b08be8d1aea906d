"""What of forged and of honest orders is payable, and to whom."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from loadtest.forged_reports import Order

PAY, HOLD, REJECT = "pay", "hold", "reject"
ABSENT = "absent"


@dataclass(slots=True)
class Figures:
    """Orders of one archetype: of those that a forger wants, ``stopped`` pay him nothing; ``owed`` are partners' own.

    ``paid`` are the owed ones that are payable to their partner in the shop's amount; of ``miscounted`` ones not every
    repeat is counted as a duplicate.
    """

    forged: int = 0
    stopped: int = 0
    owed: int = 0
    paid: int = 0
    miscounted: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    owed_decisions: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """Share of the forged orders that pay their forger nothing."""
        return self.stopped / self.forged if self.forged else 1.0

    def show(self) -> dict[str, Any]:
        """For a line of figures."""
        recall = {"recall": round(self.recall, 4)} if self.forged else {}
        owed = {"owed": self.owed, "paid_as_owed": self.paid} if self.owed else {}
        return {"orders": self.decisions.total(), **recall, **owed, "decisions": show_shares(self.decisions)}


def judge_orders(orders: Sequence[Order], rows: Sequence[Mapping[str, Any]]) -> dict[str, Figures]:
    """Archetype → what the rows of conversions, with the shown decision and the credited partner, say of its orders."""
    found = {row["order_id"]: row for row in rows}
    figures: dict[str, Figures] = {}
    for order in orders:
        _count(figures.setdefault(order.archetype, Figures()), order, found.get(order.order_id))
    return figures


def show_shares(decisions: Counter[str]) -> dict[str, float]:
    """Decision → its share of all orders; ``absent`` are those in no figure."""
    return {name: round(decisions[name] / decisions.total(), 3) for name in sorted(decisions)}


def hold_to_bars(figures: Mapping[str, Figures], *, is_confirmed_by_shop: bool) -> dict[str, bool]:
    """The bars of a shop whose own reports are confirmed, or of one where only browsers report."""
    forged = [each for each in figures.values() if each.forged]
    if not is_confirmed_by_shop:
        return {
            "nothing payable that only browsers report": all(PAY not in each.decisions for each in figures.values())
        }
    owed = sum((each.owed_decisions for each in figures.values()), Counter[str]())
    return {
        "recall of each forgery at least 0.95": min(each.recall for each in forged) >= 0.95,
        "no honest order held or pending": set(owed) == {PAY},
        "every order that frames a partner marked": all(
            set(each.decisions) <= {HOLD, REJECT, ABSENT} for name, each in figures.items() if name == "framing"
        ),
        "every honest order pays its partner": all(each.paid == each.owed for each in figures.values()),
        # So every repeat arrived, and had its chance; of an invented order there is none.
        "every repeat counted": not any(each.miscounted for each in figures.values() if each.owed),
    }


def _count(figures: Figures, order: Order, row: Mapping[str, Any] | None) -> None:
    decision = row["decision"] if row else ABSENT
    is_payable = row is not None and decision == PAY
    figures.decisions[decision] += 1
    figures.miscounted += row is None or row["duplicates"] != order.repeats
    if order.forger:
        figures.forged += 1
        # Nor may a forger change what an order is worth.
        figures.stopped += not (is_payable and row is not None and _is_forged(order, row))
    if order.partner:
        figures.owed += 1
        figures.owed_decisions[decision] += 1
        figures.paid += is_payable and row is not None and row["ref"] == order.partner and _has_own_amount(order, row)


def _is_forged(order: Order, row: Mapping[str, Any]) -> bool:
    """Whether the row credits the forger, or is of an amount that the shop never named."""
    return row["ref"] == order.forger or not _has_own_amount(order, row)


def _has_own_amount(order: Order, row: Mapping[str, Any]) -> bool:
    return bool(row["value"] and row["value"]["minor"] == order.amount)
