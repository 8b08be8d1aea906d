"""The words of statements, written in the language of whoever reads them."""

from collections.abc import Mapping
from datetime import timedelta

from earnings.ledger.transaction import Cause
from earnings.statements.statement import Statement
from languages.sentence import Sentence, sentence, word
from languages.texts import Texts

TITLE = sentence("Statement")
CAUSES: Mapping[Cause, Sentence] = {
    Cause.ACCRUAL: word("statement line", "Commission"),
    Cause.REDUCTION: word("statement line", "Refund or change"),
    Cause.HOLD: word("statement line", "Held for review"),
    Cause.RELEASE: word("statement line", "Released"),
    Cause.LOCK: word("statement line", "Approved"),
    Cause.ADJUSTMENT: word("statement line", "Adjustment"),
    Cause.PENALTY: word("statement line", "Penalty"),
    Cause.FORFEIT: word("statement line", "Forfeited"),
    Cause.WRITE_OFF: word("statement line", "Written off"),
    Cause.FREEZE: word("statement line", "In a payout"),
    Cause.PAID: word("statement line", "Paid out"),
    Cause.FAILED: word("statement line", "Payout failed"),
    Cause.WITHDRAWN: word("statement line", "Taken out of a payout"),
    Cause.RETURNED: word("statement line", "Payout returned"),
}
BALANCES = (
    ("pending", word("statement balance", "Pending")),
    ("held", word("statement balance", "Held for review")),
    ("payable", word("statement balance", "Approved")),
    ("reserved", word("statement balance", "In a payout")),
)
COLUMNS = (
    word("statement column", "Day"),
    word("statement column", "What"),
    word("statement column", "Reference"),
    word("statement column", "Note"),
    word("statement column", "Amount"),
    word("statement column", "Balance"),
)
FROM, TO = word("statement", "From"), word("statement", "To")
PERIOD, CURRENCY = word("statement", "Period"), word("statement", "Currency")
OPENING, CLOSING = word("statement", "Opening balance"), word("statement", "Closing balance")
TOTAL, NO_LINES = word("statement", "Total"), sentence("Nothing changed in this period.")


def describe_chain(texts: Texts, statement: Statement) -> str:
    """By what anybody can check that nothing was changed."""
    return texts.gettext(
        "Entry {number} of your ledger, SHA-256 {hash}. Each later statement continues this chain.",
        number=statement.chain.number,
        hash=statement.chain.hash,
    )


def describe_page(texts: Texts, page: int, pages: int) -> str:
    """Where one is in the document."""
    return texts.gettext("Page {page} of {pages}", page=page, pages=pages)


def describe_period(texts: Texts, statement: Statement) -> str:
    """The first and the last day of the period on the clocks of the zone."""
    last = statement.ends - timedelta(microseconds=1)
    first_day, last_day = (texts.format_day(statement.localise(each)) for each in (statement.begins, last))
    return texts.gettext("{first} to {last} ({zone})", first=first_day, last=last_day, zone=statement.zone)


def write_title(texts: Texts, statement: Statement) -> str:
    """The kind of document with its number."""
    return f"{texts.write(TITLE)} {statement.number}"
