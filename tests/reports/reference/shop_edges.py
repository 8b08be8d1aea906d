"""What random people of a shop come across too seldom: crowded addresses, expired referrals, two names at once."""

import random
from datetime import timedelta

from events.enums import Source
from tests.reports.reference.shop_events import OF_CLICKS, Story, add_event, choose_origin, choose_source
from tests.reports.reference.shop_times import START


def add_shared(story: Story, dice: random.Random, name: str, size: int, *, is_address: bool) -> None:
    """One address of so many customers, or one customer of so many addresses, whose clicks are another's sales."""
    shared, others = ("email_hash", "customer_id") if is_address else ("customer_id", "email_hash")
    server = {"source": Source.SERVER, "traffic": "human"}
    for number in range(size):
        add_event(story, dice, "identify", {**server, shared: name, others: f"{name}.{number}"})
    add_event(story, dice, "click", {**server, **choose_origin(dice), shared: name}, START + timedelta(days=10))
    add_event(story, dice, "click", {**server, **choose_origin(dice), others: f"{name}.0"}, START + timedelta(days=12))
    for number in range(3):
        order = {"order_id": f"{name}.{number}", "amount_minor": 100, "currency": "EUR"}
        add_event(story, dice, "sale", {**server, **order, others: f"{name}.{number}"}, START + timedelta(days=31))


def add_expired(story: Story, dice: random.Random, visitor_id: str) -> None:
    """A sale that names the ref of the only click, which is about as old as the windows are long."""
    said = {"visitor_id": visitor_id, **choose_origin(dice), "promo_code": "", "traffic": "human"}
    add_event(story, dice, "click", {**said, "source": choose_source(dice, OF_CLICKS)}, START + timedelta(days=1))
    order = {"order_id": visitor_id, "amount_minor": 100, "currency": "EUR", "source": Source.SERVER}
    add_event(story, dice, "sale", {**said, **order}, START + timedelta(days=dice.choice([8, 30, 31, 35, 36])))


def add_tie(story: Story, dice: random.Random, name: str) -> None:
    """A browser on which two customers are named at the same millisecond, one confirmed; the other buys elsewhere."""
    named, moment = START + timedelta(days=dice.choice([5, 10, 30])), START + timedelta(days=dice.choice([3, 10, 12]))
    customers = dice.sample([f"{name}.a", f"{name}.b"], 2)
    on_browser = {"visitor_id": name, "traffic": "human"}
    for source, customer in zip((Source.SERVER, Source.BROWSER), customers, strict=True):
        add_event(story, dice, "identify", {**on_browser, "customer_id": customer, "source": source}, named)
    add_event(story, dice, "click", {**on_browser, **choose_origin(dice), "source": Source.REDIRECT}, moment)
    order = {"order_id": name, "amount_minor": 100, "currency": "EUR", "source": Source.SERVER, "traffic": "human"}
    add_event(story, dice, "sale", {**order, "customer_id": customers[1]}, START + timedelta(days=31))
