"""The ledger as CSV: one line a posting, in the order in which it was stored; no text in it is a formula."""

from collections.abc import Iterable, Iterator

from earnings.payouts.files.cells import write_rows
from earnings.storage.posted import Posted
from money.amount import Amount

COLUMNS = (
    "seq",
    "stored_at",
    "at",
    "cause",
    "key",
    "account",
    "owner",
    "kind",
    "subject",
    "source",
    "currency",
    "minor",
    "amount",
    "hash",
)


def write_csv(transactions: Iterable[Posted]) -> Iterator[str]:
    """The heading, then the lines; a debit is above zero."""
    yield write_rows([COLUMNS]).decode()
    for posted in transactions:
        transaction = posted.transaction
        for posting in transaction.postings:
            line = posting.line
            cells = (
                str(posted.seq),
                posted.stored_at.isoformat(),
                transaction.at.isoformat(),
                str(transaction.cause),
                transaction.key,
                str(posting.account),
                posting.owner,
                str(line.name) if line else "",
                line.subject if line else "",
                line.source if line else "",
                posting.currency,
                str(posting.minor),
                Amount(posting.minor, posting.currency).format(),
                posted.hash,
            )
            yield write_rows([cells]).decode()
