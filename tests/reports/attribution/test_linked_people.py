"""A question that is narrowed to the people behind one conversion gives what the question about everybody gives."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from events.moments import DAY_MS, to_milliseconds
from registry.code_lookup import CodeLookup
from reports.attribution.credit_parts import choose_credits
from reports.paths.limits import PathLimits
from reports.paths.linked_people import query_linked_people
from reports.paths.question import CreditQuestion
from reports.paths.statements import query_paths
from reports.program_rules import ProgramRules, Rules
from tests.fixtures.event_rows import at, make_event, store_events
from warehouse.interface import Warehouse

START = at("2026-03-01")
CUSTOMERS, ADDRESSES = 60, 14
CODES = CodeLookup((), [f"p{n}" for n in range(9)], [f"p{n}" for n in range(9)], [1] * 9, [], [], [])
RULES = Rules((ProgramRules(1, "Default", 1, "linear", 30 * DAY_MS, promo_first=False),))
PART = ("tests.reports", "each_credit")


@pytest.mark.parametrize("many_pairs", [20_000, 3])
def test_narrowed_to_one_conversion_the_credit_is_that_of_the_whole(warehouse: Warehouse, many_pairs: int) -> None:
    events = list(make_story(random.Random(1)))
    store_events(warehouse, [{"email_hash": "", **each} for each in events])
    period = to_milliseconds(START), to_milliseconds(START + timedelta(days=90))
    limits = PathLimits(many_pairs=many_pairs)
    whole = CreditQuestion(1, *period, RULES, models=("linear",), limits=limits, bound_partners={})
    credits = list_credits(warehouse, whole)
    assert len({row["conversion_id"] for row in credits}) > 50
    for sale in [each for each in events if each["type"] == "sale"][::7]:
        named = replace(whole, conversion_ids=(sale["event_id"],))
        narrowed = query_linked_people(warehouse, named)
        assert list_credits(warehouse, narrowed) == [r for r in credits if str(r["conversion_id"]) == sale["event_id"]]


def list_credits(warehouse: Warehouse, question: CreditQuestion) -> list[dict[str, Any]]:
    """The touches that earn, in a stable order."""
    rows = query_paths(warehouse, question, CODES, *choose_credits(question, PART), PART).dicts()
    return sorted(rows, key=repr)


def make_story(dice: random.Random) -> Iterator[dict[str, Any]]:
    """Customers with a browser and a click each share addresses: one with very many others, one as browsers say."""
    numbers = iter(range(1, 10_000))
    pairs = [
        (dice.randrange(CUSTOMERS), dice.randrange(2, ADDRESSES), dice.choice(["server", "browser"])) for _ in range(70)
    ]
    pairs += [(customer, 0, "server") for customer in range(25)] + [(customer, 1, "browser") for customer in range(30)]
    for customer, address, source in pairs:
        said = {"customer_id": f"c{customer}", "email_hash": f"e{address}", "source": source}
        yield make_event(next(numbers), START + timedelta(days=1), type="identify", **said)
    for customer in range(CUSTOMERS):
        browser = {"visitor_id": f"v{customer}", "source": dice.choice(["server", "browser"])}
        named = dice.choice([{"customer_id": f"c{customer}"}, {"email_hash": f"e{customer % ADDRESSES}"}])
        moment = START + timedelta(days=2, minutes=dice.randrange(9000))
        yield make_event(next(numbers), moment, type="identify", **browser, **named)
        yield make_event(
            next(numbers), moment, ref=f"p{customer % 9}", visitor_id=browser["visitor_id"], source="browser"
        )
    for number in range(90):
        who = dice.choice(
            [
                {"customer_id": f"c{number % CUSTOMERS}"},
                {"email_hash": f"e{number % ADDRESSES}"},
                {"visitor_id": f"v{number % CUSTOMERS}"},
            ]
        )
        sold = {"order_id": f"o{number}", "amount_minor": 1000, "currency": "EUR", **who}
        yield make_event(next(numbers), START + timedelta(days=20, minutes=number), type="sale", **sold)
