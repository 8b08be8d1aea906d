"""Whom a partner brought, by the decisions that credit him: people, leads and sales, whatever became of their money."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from earnings.commissions.decision import Decision
from earnings.ledger.transaction import LineKind
from earnings.storage.codec import decode
from earnings.storage.records import RecordKind
from earnings.terms.terms import Kind
from registry.models import LedgerPosting, LedgerRecord


@dataclass(frozen=True, slots=True)
class Brought:
    """Conversions without a known customer are a person each."""

    people: int
    leads: int
    sales: int


def query_brought(connection: Connection, site_id: int, owner: str) -> Brought:
    """From the ledger alone; a conversion is in it after the commission run that follows it, by minutes."""
    credited = select(LedgerPosting.subject).where(
        LedgerPosting.site_id == site_id,
        LedgerPosting.owner == owner,
        LedgerPosting.line_id.startswith(f"{LineKind.DIRECT}/"),
    )
    records = (
        select(LedgerRecord.subject, LedgerRecord.customer, LedgerRecord.content)
        .where(LedgerRecord.site_id == site_id, LedgerRecord.kind == str(RecordKind.DECISION))
        .where(LedgerRecord.subject.in_(credited))
        .order_by(LedgerRecord.seq)
    )
    # The last revision of each.
    last = {subject: (customer or subject, content) for subject, customer, content in connection.execute(records)}
    kinds = [decode(Decision, content).conversion.kind for _, content in last.values()]
    return Brought(len({person for person, _ in last.values()}), kinds.count(Kind.LEAD), kinds.count(Kind.SALE))
