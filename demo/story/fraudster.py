"""A partner who invents customers: three addresses, mailboxes for ten minutes, and the money is soon given back."""

from collections.abc import Iterator

from demo.cast import FRAUDSTER
from demo.coffees import COFFEES
from demo.story.days import choose_moment
from demo.story.orders import Till
from demo.story.people import Visitor, choose_agent, make_address, make_visitor_id
from demo.story.report import Browser, Report
from demo.story.visits import Links, report_visit

ORDERS = 36
_FIRST_DAY, _LAST_DAY = 42, 4
_MAILBOXES = ("mailinator.com", "guerrillamail.com", "10minutemail.com")


def report_invented_orders(till: Till, links: Links) -> Iterator[Report]:
    """A click, and half a minute later an order of the cheapest bag."""
    pen = till.pen
    chance = pen.chance
    addresses = [make_address(chance, "NL") for _ in range(3)]
    agent = choose_agent(chance)
    cheapest = min(coffee.price_minor for coffee in COFFEES)
    for number in range(ORDERS):
        ago = choose_moment(chance, _FIRST_DAY - number * (_FIRST_DAY - _LAST_DAY) // ORDERS)
        visitor = Visitor(make_visitor_id(chance), Browser(chance.choice(addresses), agent))
        yield from report_visit(pen, visitor, links.arrive(pen, FRAUDSTER), ago, is_engaged=False)
        buyer = till.meet_buyer(visitor, f"x{chance.randrange(10**6)}@{chance.choice(_MAILBOXES)}")
        ago -= chance.uniform(14, 28)
        yield from till.report_order(buyer, ago, cheapest, FRAUDSTER.code, refund_chance=0.4)
