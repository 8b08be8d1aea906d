"""The ledger in the text form that beancount reads: accounts opened where they are first used, one entry each."""

from collections.abc import Iterable, Iterator

from earnings.ledger.accounts import Account
from earnings.ledger.transaction import Posting
from earnings.storage.posted import Posted
from money.amount import Amount

_ACCOUNTS = {
    Account.PENDING: "Liabilities:Partners:{}:Pending",
    Account.HELD: "Liabilities:Partners:{}:Held",
    Account.PAYABLE: "Liabilities:Partners:{}:Payable",
    Account.RESERVED: "Liabilities:Partners:{}:Reserved",
    Account.CUSTOMER_PENDING: "Liabilities:Customers:{}:Pending",
    Account.CUSTOMER_GRANTED: "Liabilities:Customers:{}:Granted",
    Account.EXPENSE: "Expenses:Commissions",
    Account.CUSTOMER_REWARDS: "Expenses:Customer-Rewards",
    Account.PAYOUT_FEES: "Expenses:Payout-Fees",
    Account.WRITE_OFF: "Expenses:Write-Off",
    Account.PENALTIES: "Income:Penalties",
    Account.FORFEITED: "Income:Forfeited",
    Account.FEES_KEPT: "Income:Fees-Kept",
    Account.TAX_WITHHELD: "Liabilities:Tax-Withheld",
    Account.INPUT_VAT: "Assets:Input-VAT",
    Account.EXCHANGE: "Equity:Exchange",
    Account.CASH: "Assets:Cash",
}
# Before any transaction: beancount sorts by date, and an account must be open before it is used.
_OPENED = "1970-01-01"


def write_beancount(transactions: Iterable[Posted]) -> Iterator[str]:
    """Entries are dated by the UTC day of their cause and carry number, key and hash of the ledger."""
    opened: set[str] = set()
    for posted in transactions:
        transaction = posted.transaction
        accounts = [name_account(posting) for posting in transaction.postings]
        new = [account for account in dict.fromkeys(accounts) if account not in opened]
        opened.update(new)
        yield "".join(f"{_OPENED} open {account}\n" for account in new)
        yield f"{transaction.at.date()} * {_quote(transaction.cause)} {_quote(transaction.key)}\n"
        yield f"  seq: {posted.seq}\n  hash: {_quote(posted.hash)}\n"
        for account, posting in zip(accounts, transaction.postings, strict=True):
            yield f"  {account}  {Amount(posting.minor, posting.currency).format()} {posting.currency}\n"
        yield "\n"


def name_account(posting: Posting) -> str:
    """The account's name in beancount; whatever an owner is called, no other has the same name."""
    return _ACCOUNTS[posting.account].format(_encode_owner(posting.owner))


def _encode_owner(owner: str) -> str:
    """Letters and digits of ASCII stay, any other character is its number in base 16 between hyphens."""
    encoded = "".join(each if each.isascii() and each.isalnum() else f"-{ord(each):x}-" for each in owner)
    return f"P{encoded}"


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
