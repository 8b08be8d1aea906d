"""What the shop's server reports: who joined the club, orders, renewals, refunds and a dispute."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from demo.coffees import COFFEES, CURRENCY
from demo.story.people import Visitor
from demo.story.report import DAY_SECONDS, SERVER, Pen, Report
from events.enums import DisputeState, EventType, Source

SUBSCRIPTION_MINOR = 2490
# On one day the shop's server could not report, and the thank-you pages alone did.
OUTAGE_DAYS = 11, 12
_BAGS = (1, 1, 2, 2, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A visitor with an account."""

    visitor: Visitor
    customer_id: str
    email: str


@dataclass(frozen=True, slots=True)
class Till:
    """Numbers orders and customers; ``sold`` are the ids of a partner's orders with their moments and amounts."""

    pen: Pen
    orders: Iterator[int] = field(default_factory=lambda: count(2001))
    customers: Iterator[int] = field(default_factory=lambda: count(301))
    refunds: Iterator[int] = field(default_factory=lambda: count(1))
    sold: dict[str, list[tuple[str, float, int]]] = field(default_factory=dict)

    def meet_buyer(self, visitor: Visitor, email: str = "") -> Buyer:
        """Opens an account."""
        number = next(self.customers)
        return Buyer(visitor, f"customer-{number}", email or f"person{number}@mail.example")

    def report_lead(self, buyer: Buyer, ago: float) -> Iterator[Report]:
        """Joins the club."""
        yield from self._write(
            EventType.LEAD, ago, name="club", customer_id=buyer.customer_id, email=buyer.email,
            visitor_id=buyer.visitor.visitor_id,
        )  # fmt: skip

    def report_orders(self, buyer: Buyer, ago: float, seller: str = "", promo_code: str = "") -> Iterator[Report]:
        """An order, and what follows of it: some order again, some subscribe, some give back."""
        chance = self.pen.chance
        yield from self.report_order(buyer, ago, self._choose_amount(), seller, promo_code=promo_code)
        kind = chance.random()
        if kind < 0.1:
            subscription_id = f"subscription-{buyer.customer_id.removeprefix('customer-')}"
            for month in range(1, 4):
                yield from self.report_order(
                    buyer, ago - month * 30 * DAY_SECONDS, SUBSCRIPTION_MINOR, seller, subscription_id=subscription_id
                )
        elif kind < 0.34:
            yield from self.report_order(
                buyer, ago - chance.uniform(12, 40) * DAY_SECONDS, self._choose_amount(), seller
            )

    def report_order(
        self, buyer: Buyer, ago: float, amount: int, seller: str, refund_chance: float = 0.045, **given: object
    ) -> Iterator[Report]:
        """One order, and its refund where there is one."""
        chance, order_id = self.pen.chance, f"SK-{next(self.orders)}"
        is_outage = OUTAGE_DAYS[0] <= ago / DAY_SECONDS < OUTAGE_DAYS[1]
        browser = buyer.visitor.browser
        known: dict[str, object] = {} if is_outage else {"ip": browser.ip, "user_agent": browser.user_agent}
        known |= {name: value for name, value in given.items() if value}
        written = self.pen.write(
            Source.BROWSER if is_outage else Source.SERVER, EventType.SALE, ago, browser if is_outage else SERVER,
            order_id=order_id, amount=amount, currency=CURRENCY, customer_id=buyer.customer_id, email=buyer.email,
            visitor_id=buyer.visitor.visitor_id, **known,
        )  # fmt: skip
        if written is None:
            return
        yield written
        self.sold.setdefault(seller, []).append((order_id, ago, amount))
        if chance.random() < refund_chance:
            part = None if chance.random() < 0.6 else amount // 2
            yield from self.report_refund(order_id, ago - chance.uniform(2, 11) * DAY_SECONDS, part)

    def report_refund(self, order_id: str, ago: float, amount: int | None = None) -> Iterator[Report]:
        """Of the whole order, or of a part of it."""
        money: dict[str, object] = {} if amount is None else {"amount": amount, "currency": CURRENCY}
        refund_id = f"refund-{next(self.refunds)}"
        yield from self._write(EventType.REFUND, ago, order_id=order_id, refund_id=refund_id, **money)

    def report_dispute(self, seller: str, age_days: int) -> Iterator[Report]:
        """Of the partner's order that is nearest to this age, three days after it; nobody has decided it yet."""
        order_id, ago, _ = min(self.sold[seller], key=lambda each: abs(each[1] - age_days * DAY_SECONDS))
        state = str(DisputeState.OPENED)
        yield from self._write(EventType.DISPUTE, ago - 3 * DAY_SECONDS, order_id=order_id, state=state)

    def _choose_amount(self) -> int:
        return self.pen.chance.choice(COFFEES).price_minor * self.pen.chance.choice(_BAGS)

    def _write(self, kind: EventType, ago: float, **given: object) -> Iterator[Report]:
        report = self.pen.write(Source.SERVER, kind, ago, **given)
        if report is not None:
            yield report
