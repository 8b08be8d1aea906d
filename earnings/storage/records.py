"""What is stored, as rows of the ledger: each thing has a kind, a key that is its own in the site, and its content."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from earnings.commissions.decision import Decision, Lock, PeriodLock
from earnings.commissions.plan import Record
from earnings.ledger.transaction import LedgerInvalid, Transaction
from earnings.payouts.records import FrozenItem, ItemStep, LeftOut, PayoutRecord, RunApproval, RunOpening, RunStep
from earnings.storage.codec import decode, encode
from earnings.storage.saved_terms import SavedTerms

Item = Record | SavedTerms | PayoutRecord


class RecordKind(StrEnum):
    """What a record holds."""

    TERMS = "terms"
    DECISION = "decision"
    LOCK = "lock"
    PERIOD_LOCK = "period_lock"
    TRANSACTION = "transaction"
    PAYOUT_RUN = "payout_run"
    PAYOUT_LEFT_OUT = "payout_left_out"
    PAYOUT_APPROVAL = "payout_approval"
    PAYOUT_RUN_STEP = "payout_run_step"
    PAYOUT_ITEM = "payout_item"
    PAYOUT_STEP = "payout_step"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as it is stored; ``subject`` and ``customer``, of a payout its partner, are what it is searched by."""

    kind: RecordKind
    key: str
    content: str
    subject: str = ""
    customer: str = ""


def make_entry(item: Item) -> Entry:
    """The same item is always the same entry."""
    content = encode(item)
    match item:
        case Decision():
            key = f"decision/{item.order}/{item.revision}"
            return Entry(RecordKind.DECISION, key, content, item.order, item.conversion.customer)
        case Lock():
            return Entry(RecordKind.LOCK, f"lock/{item.order}", content, item.order)
        case PeriodLock():
            return Entry(RecordKind.PERIOD_LOCK, f"period_lock/{item.line}", content, item.line)
        case Transaction():
            return Entry(RecordKind.TRANSACTION, name_transaction(item.key), content)
        case SavedTerms():
            return Entry(RecordKind.TERMS, f"terms/{item.version}", content)
        case _:
            return _make_payout_entry(item, content)


def name_run(run: str) -> str:
    """The subject of everything that is stored of a payout run."""
    return f"payout_run/{run}"


def name_payee(partner: str) -> str:
    """The owner by whom a partner's payouts are found; a customer's pseudonym never looks like this."""
    return f"partner:{partner}"


def _make_payout_entry(item: PayoutRecord, content: str) -> Entry:
    subject = name_run(item.run)
    match item:
        case RunOpening():
            return Entry(RecordKind.PAYOUT_RUN, subject, content, subject)
        case LeftOut():
            return Entry(RecordKind.PAYOUT_LEFT_OUT, f"payout_left_out/{item.run}/{item.number}", content, subject)
        case RunApproval():
            return Entry(RecordKind.PAYOUT_APPROVAL, f"payout_approval/{item.run}", content, subject)
        case RunStep():
            return Entry(RecordKind.PAYOUT_RUN_STEP, f"payout_run_step/{item.run}/{item.state}", content, subject)
        case FrozenItem():
            key = f"payout_item/{item.item.key}"
            return Entry(RecordKind.PAYOUT_ITEM, key, content, subject, name_payee(item.item.partner))
        case ItemStep():
            key = f"payout_step/{item.key}/{item.state}"
            return Entry(RecordKind.PAYOUT_STEP, key, content, subject, name_payee(item.partner))


def name_transaction(key: str) -> str:
    """The key of the record that holds the transaction of this key."""
    return f"transaction/{key}"


_DECODERS: dict[RecordKind, Callable[[str], Item]] = {
    RecordKind.TERMS: lambda content: decode(SavedTerms, content),
    RecordKind.DECISION: lambda content: decode(Decision, content),
    RecordKind.LOCK: lambda content: decode(Lock, content),
    RecordKind.PERIOD_LOCK: lambda content: decode(PeriodLock, content),
    RecordKind.TRANSACTION: lambda content: decode(Transaction, content),
    RecordKind.PAYOUT_RUN: lambda content: decode(RunOpening, content),
    RecordKind.PAYOUT_LEFT_OUT: lambda content: decode(LeftOut, content),
    RecordKind.PAYOUT_APPROVAL: lambda content: decode(RunApproval, content),
    RecordKind.PAYOUT_RUN_STEP: lambda content: decode(RunStep, content),
    RecordKind.PAYOUT_ITEM: lambda content: decode(FrozenItem, content),
    RecordKind.PAYOUT_STEP: lambda content: decode(ItemStep, content),
}


def parse_record(kind: str, content: str) -> Item:
    """The item of a row; raises ``LedgerInvalid`` for a row that was never stored so."""
    try:
        return _DECODERS[RecordKind(kind)](content)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise LedgerInvalid(f"a stored {kind} cannot be parsed ({exc}): run `prm ledger verify`") from exc
