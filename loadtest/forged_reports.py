"""An order of the bench of forgeries: what everybody reports of it, and who is owed its commission."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from tests.fraud.stage import Visitor

CURRENCY = "EUR"

Event = dict[str, Any]


class Phase(IntEnum):
    """When a report is received: before the shop's own report of the order, as it, or after it."""

    BEFORE = 0
    PURCHASE = 1
    AFTER = 2


class Sender(StrEnum):
    """Who reports: anybody's browser, or the shop in the way it reports its sales."""

    BROWSER = "browser"
    SHOP = "shop"


@dataclass(frozen=True, slots=True)
class Report:
    """An event that ``browser`` sends, or that the shop sends of it; ``ago_ms`` is its age at its reception."""

    phase: Phase
    sender: Sender
    browser: Visitor
    ago_ms: int
    event: Event


@dataclass(frozen=True, slots=True)
class Order:
    """``partner`` is owed it ('' is nobody), ``forger`` wants it; ``amount`` is the shop's, 0 if it knows of none."""

    archetype: str
    order_id: str
    amount: int
    partner: str
    forger: str
    reports: tuple[Report, ...]

    @property
    def repeats(self) -> int:
        """How many reports of the order follow the first."""
        return max(0, len([report for report in self.reports if report.event["type"] == "sale"]) - 1)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a buyer really bought."""

    buyer: Visitor
    order_id: str
    customer: str
    amount: int
    ago_ms: int

    @property
    def sale(self) -> Event:
        """What everybody who knows of it could report, without visitor and customer."""
        return {"type": "sale", "order_id": self.order_id, "amount": self.amount, "currency": CURRENCY}
