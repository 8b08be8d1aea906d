"""Orders that browsers forge, in archetypes, and orders of honest people beside them."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from loadtest.forged_reports import Event, Order, Phase, Purchase, Report, Sender
from tests.fraud.stage import Scenario, Visitor, make_visitor

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
CROWD_DAYS = 28
HONEST_PARTNERS = 30
FRAMED, FLOOD_CLICKS = "framed", 2000
BEACON_CLICKS = 50
SHOP = "https://shop.example"


def make_orders(s: Scenario, count: int) -> list[Order]:
    """``count`` orders of each archetype."""
    return [archetype(s, number) for archetype in ARCHETYPES for number in range(count)]


def honest(s: Scenario, _number: int) -> Order:
    """A partner's visitor buys, and the shop reports it."""
    bought, partner = _make_purchase(s), _name_partner(s.number("owed"))
    reports = (*_visit(bought.buyer, partner, bought.ago_ms + _lag_ms(s)), _report_by_shop(bought))
    return Order("honest", bought.order_id, bought.amount, partner, "", reports)


def honest_twice(s: Scenario, number: int) -> Order:
    """The page after the purchase reports the order too, and is the first."""
    order = honest(s, number)
    *visit, by_shop = order.reports
    event = {name: value for name, value in by_shop.event.items() if name != "customer_id"}
    by_page = Report(Phase.BEFORE, Sender.BROWSER, by_shop.browser, by_shop.ago_ms, event)
    return Order("honest_twice", order.order_id, order.amount, order.partner, "", (*visit, by_page, by_shop))


def forged_sale(s: Scenario, number: int) -> Order:
    """A browser invents an order: with a ref alone, after a click with engagement, or with an invented signature."""
    invented, forger = _make_purchase(s), "m_sale"
    visit = _visit(invented.buyer, forger, invented.ago_ms + _lag_ms(s)) if number % 3 else ()
    said = {**invented.sale, "visitor_id": invented.buyer.id, "customer_id": invented.customer}
    said |= {"signature": "0" * 64} if number % 3 == 2 else {}
    said |= {"ref": forger} if not visit else {}
    report = Report(Phase.BEFORE, Sender.BROWSER, invented.buyer, invented.ago_ms, said)
    return Order("forged_sale", invented.order_id, 0, "", forger, (*visit, report))


def squatting(s: Scenario, number: int) -> Order:
    """A browser reports the id of an order to come, of the amount 1, under its own visitor and ref."""
    bought, partner, real = _begin_order(s, number)
    forger, browser = "m_squat", make_visitor(s)
    squat = {**bought.sale, "amount": 1, "visitor_id": browser.id, "ref": forger}
    forged = (
        *_visit(browser, forger, bought.ago_ms + _lag_ms(s)),
        Report(Phase.BEFORE, Sender.BROWSER, browser, bought.ago_ms + 60_000, squat),
    )
    return Order("squatting", bought.order_id, bought.amount, partner, forger, (*real, *forged))


def late_claim(s: Scenario, number: int) -> Order:
    """A browser repeats an order, after a click that it dates before the purchase.

    Half are of another visitor, half of the buyer's own browser, where the reception of the click alone is against it.
    """
    bought, partner, real = _begin_order(s, number)
    forger, browser = "m_late", bought.buyer if number // 4 % 2 else make_visitor(s)
    claim = {**bought.sale, "visitor_id": browser.id, "customer_id": bought.customer, "ref": forger}
    forged = (
        *_visit(browser, forger, bought.ago_ms + _lag_ms(s), Phase.AFTER),
        Report(Phase.AFTER, Sender.BROWSER, browser, bought.ago_ms, claim),
    )
    return Order("late_claim", bought.order_id, bought.amount, partner, forger, (*real, *forged))


def poisoned_identity(s: Scenario, number: int) -> Order:
    """A browser with a click says that its visitor is the shop's customer; one in three does so after the purchase."""
    bought, partner, real = _begin_order(s, number)
    forger, browser = "m_poison", make_visitor(s)
    phase = Phase.AFTER if number % 3 == 2 else Phase.BEFORE
    claim = {"type": "identify", "visitor_id": browser.id, "customer_id": bought.customer}
    # Closer to the purchase than the honest click.
    forged = (
        *_visit(browser, forger, bought.ago_ms + 120_000, phase),
        Report(phase, Sender.BROWSER, browser, bought.ago_ms + 60_000, claim),
    )
    return Order("poisoned_identity", bought.order_id, bought.amount, partner, forger, (*real, *forged))


def framed(s: Scenario, number: int) -> Order:
    """An order of the honest partner whom `framing` and the flood are after; of two one names the customer alone."""
    bought = replace(_make_purchase(s), customer=f"framed{number}")
    by_customer = number % 2 == 1
    visit = _visit(bought.buyer, FRAMED, bought.ago_ms + 600_000 + _lag_ms(s))
    signed_in = (_sign_in(bought),) if by_customer else ()
    return Order(
        "framed", bought.order_id, bought.amount, FRAMED, "",
        (*visit, *signed_in, _report_by_shop(bought, names_visitor=not by_customer)),
    )  # fmt: skip


def framing(s: Scenario, number: int) -> Order:
    """A browser invents an order under another partner's ref, of one price and browser, and guesses a customer of his.

    Of two one has the partner's own e-mail address, of two a click at the checkout just before it.
    """
    invented = replace(_make_purchase(s), amount=999, customer=f"framed{number}")
    browser = make_visitor(s, agent="Chrome/Win")
    said = {**invented.sale, "visitor_id": browser.id, "customer_id": invented.customer, "ref": FRAMED}
    said |= {"email": name_email(FRAMED)} if number % 2 else {}
    click = {"type": "click", "visitor_id": browser.id, "ref": FRAMED, "url": f"{SHOP}/checkout?ref={FRAMED}"}
    visit = (Report(Phase.BEFORE, Sender.BROWSER, browser, invented.ago_ms + 3000, click),) if number // 2 % 2 else ()
    report = Report(Phase.BEFORE, Sender.BROWSER, browser, invented.ago_ms, said)
    return Order("framing", invented.order_id, 0, "", FRAMED, (*visit, report))


def make_flood(s: Scenario, clicks: int = FLOOD_CLICKS) -> Iterator[Report]:
    """Clicks without engagement that browsers send under the ref of the framed partner, each of another visitor."""
    for _ in range(clicks // BEACON_CLICKS):
        browser = make_visitor(s)
        for number in range(BEACON_CLICKS):
            click = {
                "type": "click",
                "visitor_id": f"{browser.id}x{number}",
                "ref": FRAMED,
                "url": f"{SHOP}/?ref={FRAMED}",
            }
            yield Report(Phase.BEFORE, Sender.BROWSER, browser, s.dice.randrange(HOUR_MS, 30 * HOUR_MS), click)


def name_email(partner: str) -> str:
    """The address under which a partner is registered."""
    return f"{partner}@partners.example"


def make_crowd(s: Scenario, clicks: int) -> Iterator[Report]:
    """``clicks`` of people who buy nothing, for each partner, forgers too, over weeks; most of them with engagement."""
    for partner in list_partners():
        # His orders alone must not be many for his clicks.
        for _ in range(clicks * (5 if partner == FRAMED else 1)):
            click, engage = _visit(make_visitor(s), partner, s.dice.randrange(DAY_MS, CROWD_DAYS * DAY_MS))
            yield from (click, engage) if s.dice.random() < s.shape.engaged_share else (click,)


def list_partners() -> list[str]:
    """The codes of the honest ones, one of them framed, and of a forger for each archetype."""
    return [*map(_name_partner, range(HONEST_PARTNERS)), FRAMED, "m_sale", "m_squat", "m_late", "m_poison"]


def _begin_order(s: Scenario, number: int) -> tuple[Purchase, str, tuple[Report, ...]]:
    """A forger's victim: of two one came by a partner; of two of each kind one is known by the customer's id alone."""
    bought, partner = _make_purchase(s), _name_partner(s.number("owed")) if number % 2 else ""
    by_customer = number // 2 % 2 == 1
    visit = _visit(bought.buyer, partner, bought.ago_ms + 600_000 + _lag_ms(s)) if partner else ()
    report = _report_by_shop(bought, names_visitor=not by_customer)
    return bought, partner, (*visit, *((_sign_in(bought),) if by_customer else ()), report)


def _sign_in(bought: Purchase) -> Report:
    """The shop says who its customer is, before the purchase."""
    known: Event = {"type": "identify", "visitor_id": bought.buyer.id, "customer_id": bought.customer}
    return Report(Phase.BEFORE, Sender.SHOP, bought.buyer, bought.ago_ms + 300_000, known)


def _make_purchase(s: Scenario) -> Purchase:
    number, cents = s.number("order"), round(100 * s.dice.lognormvariate(3.9, 0.8))
    ago_ms = s.dice.randrange(HOUR_MS // 2, 6 * HOUR_MS)
    return Purchase(make_visitor(s), f"o{number}", f"c{number}", cents, ago_ms)


def _report_by_shop(bought: Purchase, *, names_visitor: bool = True) -> Report:
    event = {**bought.sale, "customer_id": bought.customer}
    event |= {"visitor_id": bought.buyer.id} if names_visitor else {}
    return Report(Phase.PURCHASE, Sender.SHOP, bought.buyer, bought.ago_ms, event)


def _visit(who: Visitor, ref: str, ago_ms: int, phase: Phase = Phase.BEFORE) -> tuple[Report, Report]:
    """A click on a partner's link, and its engagement."""
    url = f"{SHOP}/?ref={ref}"
    click = {"type": "click", "visitor_id": who.id, "ref": ref, "url": url}
    engage = {"type": "engage", "visitor_id": who.id, "url": url, "properties": {"dwell_ms": 20_000}}
    return (
        Report(phase, Sender.BROWSER, who, ago_ms, click),
        Report(phase, Sender.BROWSER, who, ago_ms - 5000, engage),
    )


def _lag_ms(s: Scenario) -> int:
    """From click to order, within what a browser's clock is believed."""
    return min(round(1000 * s.lag()), 30 * HOUR_MS)


def _name_partner(number: int) -> str:
    return f"h{number % HONEST_PARTNERS}"


ARCHETYPES: tuple[Callable[[Scenario, int], Order], ...] = (
    honest, honest_twice, framed, forged_sale, squatting, late_claim, poisoned_identity, framing,
)  # fmt: skip
