"""A shop whose events lie in the warehouse, with terms; runs of the fraud rules and of commissions over it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from database.sessions import Sessions, begin_change, begin_read
from earnings.commissions.states import find_state
from earnings.ledger.book import Book
from earnings.runs.orders import name_order
from earnings.runs.run import CommissionFigures, run_commissions
from earnings.storage import SavedTerms, append, load_stored
from fraud.facts.site_facts import query_site_facts
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from registry.sites import get_program
from tests.fixtures.event_rows import make_event, store_events
from tests.fraud.one_rule import ONE_RULE
from warehouse.interface import Warehouse

SECRET = b"of the tests"
START = datetime(2026, 1, 1, tzinfo=UTC)
TEN_PERCENT: Mapping[str, Any] = {"rewards": [{"id": "sale", "percent": "10", "event": "sale"}]}


def day(number: float) -> datetime:
    """So many days after the start of 2026."""
    return START + timedelta(days=number)


@dataclass(slots=True)
class ShopRuns:
    """Events are those that a server reports, of customers."""

    warehouse: Warehouse
    sessions: Sessions
    site_id: int
    numbers: list[int] = field(default_factory=lambda: [0])

    def save_terms(
        self, rules: Mapping[str, Any] = TEN_PERCENT, version: int = 1, program_id: int | None = None
    ) -> None:
        """A version of the terms of a program, or of the default one."""
        with begin_change(self.sessions) as session:
            program = program_id or get_program(session, self.site_id).id
            saved = SavedTerms(version, program, START, "a test", json.dumps(rules))
            append(session.connection(), self.site_id, saved)

    def store(self, kind: str, at: float, received: float | None = None, **said: Any) -> dict[str, Any]:
        """One event."""
        self.numbers[0] += 1
        row = make_event(self.numbers[0], day(at), type=kind, site_id=self.site_id, **said)
        row["received_at"] = day(at if received is None else received)
        store_events(self.warehouse, [row])
        return row

    def click(self, at: float, ref: str = "alice", customer: str = "c1", **said: Any) -> dict[str, Any]:
        return self.store("click", at, ref=ref, customer_id=customer, **said)

    def sale(
        self, at: float, order: str = "o1", amount: int = 10000, customer: str = "c1", **said: Any
    ) -> dict[str, Any]:
        sold = {"order_id": order, "amount_minor": amount, "currency": "EUR", "customer_id": customer}
        return self.store("sale", at, **{**sold, **said})

    def refund(self, at: float, amount: int | None, order: str = "o1", refund_id: str = "r1") -> dict[str, Any]:
        return self.store("refund", at, order_id=order, amount_minor=amount, currency="EUR", refund_id=refund_id)

    def judge(self, at: float, rules: RuleSet = ONE_RULE) -> None:
        """A fraud run."""
        with begin_read(self.sessions) as session:
            facts = query_site_facts(session, self.site_id, SECRET)
        run(self.warehouse, facts, rules, day(at))

    def run(self, at: float, **options: Any) -> CommissionFigures:
        """A turn of the commission run, up to this moment."""
        return run_commissions(self.warehouse, self.sessions, self.site_id, SECRET, day(at), **options)

    def judge_and_run(self, at: float) -> CommissionFigures:
        self.judge(at)
        return self.run(at)

    def list_lines(self) -> dict[tuple[str, str, str], tuple[int, str]]:
        """Amount and state of every line, by order, partner and kind."""
        with begin_read(self.sessions) as session:
            book = Book(load_stored(session.connection(), self.site_id).transactions)
        balances = {line: book.find_line(line) for line in book.list_lines()}
        return {
            (line.subject.removeprefix("order:"), line.owner, line.name): (each.sum_posted(), str(find_state(each)))
            for line, each in balances.items()
        }

    def map_reasons(self) -> dict[str, str]:
        """Order → why nobody earns, of the last revisions."""
        with begin_read(self.sessions) as session:
            stored = load_stored(session.connection(), self.site_id)
        return {each.order.removeprefix("order:"): str(each.reason) for each in stored.decisions}


def order_name(order_id: str) -> str:
    """Of a sale in the ledger."""
    return name_order("sale", order_id, "", "")
