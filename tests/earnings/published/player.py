"""Plays one published case: its events in order of reception, a run after each, payouts as people do them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from earnings.commissions.decision import Decision, Lock, PeriodLock
from earnings.commissions.facts import Conversion, Dispute, Facts, Partner, Refund, Review, Speaker, Word
from earnings.commissions.plan import Stored, plan_run
from earnings.ledger.adjustments import adjust, forfeit
from earnings.ledger.book import Book
from earnings.ledger.transaction import Transaction
from earnings.payouts.draft import draft_run
from earnings.payouts.payee import Payee
from earnings.payouts.run import ItemState, PayoutRun
from earnings.payouts.settlement import approve_run, convert_transfer, settle_item
from earnings.terms.parsing import parse_terms
from earnings.terms.terms import Kind, Terms
from earnings.terms.versions import add_version, find_terms
from events.enums import DisputeState
from tests.earnings.published.credit import find_credit

Json = dict[str, Any]
# What a sale of a test may say of its report.
_FLAGS = ("is_confirmed", "is_claim", "is_customer_confirmed")


class Player:
    """The stored records of a case, and the facts that its events have made so far."""

    def __init__(self, case: Json) -> None:
        self.partners: Json = case["partners"]
        self.rules = {**case["rules"], **_make_overrides(self.partners)}
        self.versions: list[Terms] = [parse_terms(self.rules)]
        self.clicks: list[Json] = []
        self.sales: dict[str, Json] = {}
        self.refunds: list[Refund] = []
        self.reviews: list[Review] = []
        self.disputes: list[Dispute] = []
        self.statuses: dict[str, list[tuple[datetime, str]]] = {}
        self.decisions: list[Decision] = []
        self.locks: list[Lock] = []
        self.period_locks: list[PeriodLock] = []
        self.transactions: list[Transaction] = []
        self.runs: dict[str, PayoutRun] = {}
        self.transfers: list[Json] = []

    def play(self, event: Json) -> None:
        """A run up to the event's moment, the event, and a run with it."""
        self.run(event["received"])
        getattr(self, f"_{event['type']}")(event)
        self.run(event["received"])

    def run(self, now: datetime) -> list[object]:
        """Stores what a run plans."""
        planned = list(plan_run(self.make_stored(), self.make_facts(), now))
        self.store_all(planned)
        return list(planned)

    def store(self, record: object) -> None:
        """Appends a record to the list of its kind."""
        for kind, stored in (
            (Decision, self.decisions),
            (Lock, self.locks),
            (PeriodLock, self.period_locks),
            (Transaction, self.transactions),
        ):
            if isinstance(record, kind):
                stored.append(record)  # type: ignore[arg-type]

    def store_all(self, records: Iterable[object]) -> None:
        """One after the other."""
        for record in records:
            self.store(record)

    def make_stored(self) -> Stored:
        """All that is stored."""
        return Stored(self.decisions, self.locks, self.period_locks, self.transactions)

    def make_book(self) -> Book:
        """The balances of what is posted."""
        return Book(self.transactions)

    def make_facts(self) -> Facts:
        """What the product would know now; attribution is computed again from all clicks."""
        return Facts(
            versions=self.versions,
            partners={name: self._make_partner(name) for name in self.partners},
            conversions=[self._make_conversion(sale) for sale in self.sales.values()],
            refunds=list(self.refunds),
            reviews=list(self.reviews),
            disputes=list(self.disputes),
        )

    def _make_partner(self, name: str) -> Partner:
        given = self.partners[name]
        groups = tuple(given.get("groups", ()))
        statuses = tuple(sorted(self.statuses.get(name, ())))
        return Partner(name, given.get("parent", ""), None, groups, statuses, given.get("heir", ""))

    def _make_conversion(self, sale: Json) -> Conversion:
        terms = find_terms(self.versions, sale["at"]) or self.versions[0]
        basis, touches, is_expired = find_credit(sale, self.clicks, self.partners, terms)
        return Conversion(
            order=sale["order"],
            kind=Kind(sale["type"]),
            at=sale["at"],
            received=sale["received"],
            amount_minor=sale.get("amount", 0),
            currency=sale.get("currency", "EUR"),
            customer=sale.get("customer", ""),
            basis=basis,
            touches=touches,
            properties=tuple(sale.get("properties", {}).items()),
            is_test=sale.get("traffic") == "test",
            is_expired=is_expired,
            **{flag: sale[flag] for flag in _FLAGS if flag in sale},
        )

    def _click(self, event: Json) -> None:
        self.clicks.append(event)

    def _sale(self, event: Json) -> None:
        self.sales.setdefault(event["order"], event)
        if "fraud" in event:
            word = Word(event["fraud"])
            self.reviews.append(Review(event["order"], event["received"], word, Speaker.RULES))

    def _lead(self, event: Json) -> None:
        self._sale(event)

    def _refund(self, event: Json) -> None:
        amount, currency, total = event.get("amount"), event.get("currency", ""), event.get("refunded_total")
        identity = event.get("id", "")
        self.refunds.append(Refund(event["order"], event["at"], event["received"], identity, amount, total, currency))

    def _fraud(self, event: Json) -> None:
        word, by = Word(event["decision"]), Speaker(event["by"])
        self.reviews.append(Review(event["order"], event["received"], word, by))

    def _approve(self, event: Json) -> None:
        self.reviews.append(Review(event["order"], event["received"], Word.APPROVE, Speaker.PERSON))

    def _dispute(self, event: Json) -> None:
        state = DisputeState(event["state"])
        dispute = Dispute(event["order"], event["at"], event["received"], state, event.get("amount"))
        self.disputes.append(dispute)

    def _rules(self, event: Json) -> None:
        self.rules = {**self.rules, **event["change"], "valid_from": event["valid_from"]}
        terms = parse_terms(self.rules, version=len(self.versions) + 1)
        self.versions = add_version(self.versions, terms, event["received"])

    def _partner_status(self, event: Json) -> None:
        self.statuses.setdefault(event["partner"], []).append((event["at"], event["status"]))

    def _adjust(self, event: Json) -> None:
        identity, is_penalty = self._count_transactions(), event["reason"] == "penalty"
        made = adjust(identity, event["partner"], event["amount"], event["currency"], is_penalty, event["at"])
        self.store(made)

    def _forfeit(self, event: Json) -> None:
        identity, currency = self._count_transactions(), event.get("currency", "EUR")
        self.store(forfeit(identity, event["partner"], currency, self.make_book(), event["at"]))

    def _count_transactions(self) -> str:
        return str(len(self.make_book().list_transactions()))

    def _payout_run(self, event: Json) -> None:
        cutoff = datetime.fromisoformat(event["cutoff"]) if "cutoff" in event else event["at"]
        run, book = PayoutRun(event["run"], event["currency"], cutoff, "ada"), self.make_book()
        payees = {name: self._make_payee(name, event["at"]) for name in self.partners}
        terms = find_terms(self.versions, event["at"]) or self.versions[0]
        step = approve_run(draft_run(run, book, payees, terms.payout), book, "bob", None, event["at"])
        self.runs[run.id] = step.run
        self.store_all(step.transactions)

    def _make_payee(self, name: str, moment: datetime) -> Payee:
        given: Mapping[str, Any] = self.partners[name]
        return Payee(
            name,
            self._make_partner(name).find_status(moment),
            has_method=given.get("payout_method", True),
            payout_currency=given.get("payout_currency", ""),
        )

    def _payout_result(self, event: Json) -> None:
        run, partner = self.runs[event["run"]], event["partner"]
        state = ItemState.CONFIRMED if event["result"] == "paid" else ItemState(event["result"])
        rate = Fraction(event["rate"]) if "rate" in event else None
        step = settle_item(run, partner, state, self.make_book(), event["at"], rate)
        self.runs[run.id] = step.run
        self.store_all(step.transactions)
        if state is ItemState.CONFIRMED:
            item = step.run.find_item(partner)
            sent = {"amount": convert_transfer(item, rate), "currency": item.payout_currency}
            named = {"rate": event["rate"]} if "rate" in event else {}
            self.transfers.append({"run": run.id, "partner": partner, **sent, **named})

    def _payout_returned(self, event: Json) -> None:
        run, partner = self.runs[event["run"]], event["partner"]
        step = settle_item(run, partner, ItemState.RETURNED, self.make_book(), event["at"])
        self.runs[run.id] = step.run
        self.store_all(step.transactions)


def _make_overrides(partners: Json) -> Json:
    own = {name: [{"id": "own", **each["reward"]}] for name, each in partners.items() if "reward" in each}
    return {"overrides": {"partners": own}} if own else {}
