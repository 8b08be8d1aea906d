"""The postings of a transaction as rows."""

from earnings.ledger.transaction import Transaction
from earnings.storage.rows import PostingRow


def make_posting_rows(transaction: Transaction) -> list[PostingRow]:
    """Number, account, owner, currency, minor units, subject and line, in the order of the transaction."""
    return [
        (
            number,
            str(posting.account),
            posting.owner,
            posting.currency,
            posting.minor,
            posting.line.subject if posting.line else "",
            posting.line_id,
        )
        for number, posting in enumerate(transaction.postings, 1)
    ]
