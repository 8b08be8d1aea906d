"""A payout run with partners of every kind of method, as the files see it; the account numbers are of nobody."""

from datetime import UTC, date, datetime

from earnings.payouts.files.payment import Batch, Payer, Payment, Recipient, list_payments
from earnings.payouts.methods.kinds import Method
from earnings.payouts.methods.parsing import parse_method
from earnings.payouts.run import Item, ItemState, PayoutRun, RunState
from earnings.terms.terms import FeePayer

APPROVED = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
MONDAY = date(2026, 7, 6)
RUSSIAN = {
    "account": "40817810700000000001",
    "bik": "044525225",
    "bank": "ПАО Банк",
    "correspondent_account": "30101810400000000225",
}
PAYERS = {
    "EUR": ("iban", {"holder": "Shop Ltd", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX"}),
    "PLN": ("pl_account", {"holder": "Sklep", "account": "61109010140000071219812874"}),
    "RUB": ("ru_account", {**RUSSIAN, "holder": "ООО Магазин", "inn": "7707083893", "kpp": "770701001"}),
}
METHODS: dict[str, tuple[str, dict[str, str]]] = {
    "anna": ("iban", {"holder": "Anna Wiśniewska", "iban": "PL61109010140000071219812874"}),
    "boris": ("ru_account", {**RUSSIAN, "holder": "Борис Ёлкин", "inn": "500100732259"}),
    "carl": ("iban", {"holder": "Carl Großmann", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX"}),
    "dora": ("paypal", {"holder": "Dora", "email": "dora@example.com"}),
    "emil": ("wise", {"holder": "Emil & Sons", "email": "emil@example.com", "is_business": "1"}),
    "fela": ("pl_account", {"holder": "Felicja Żółć-Łąkowa", "account": "61109010140000071219812874"}),
    "gela": ("other", {"holder": "Gela", "text": "cash, on Mondays"}),
}


def make_item(partner: str, minor: int, currency: str = "EUR", state: ItemState = ItemState.RESERVED) -> Item:
    """An item without fee, withholding and VAT."""
    return Item("r1", partner, currency, (), minor, 0, FeePayer.SITE, 0, 0, minor, currency, state)


def make_run(*items: Item, state: RunState = RunState.APPROVED) -> PayoutRun:
    """A run of these items."""
    return PayoutRun("r1", items[0].currency, APPROVED, "ada", state, items)


def make_recipients(**more: Method) -> dict[str, Recipient]:
    """Everybody of ``METHODS``, and others with a method of their own."""
    methods = {name: parse_method(*given) for name, given in METHODS.items()} | more
    return {name: Recipient(name, name.title(), method) for name, method in methods.items()}


def make_payments(currency: str = "EUR", **minor: int) -> tuple[Payment, ...]:
    """A payment for each partner named, else one for each of ``METHODS``."""
    amounts = minor or {name: 1000 + number for number, name in enumerate(METHODS)}
    run = make_run(*(make_item(name, each, currency) for name, each in amounts.items()))
    return list_payments(run, make_recipients())


def make_batch(currency: str = "EUR", **minor: int) -> Batch:
    """The payments with a payer of the currency."""
    payer = Payer("Żółw Shop Ltd", parse_method(*PAYERS[currency]), ("ul. Długa 1", "00-238 Warszawa"))
    return Batch("r1", payer, make_payments(currency, **minor), APPROVED, MONDAY, "Partner commission June 2026")
