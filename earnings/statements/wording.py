"""The words of statements and invoices, in English."""

from collections.abc import Mapping

from earnings.ledger.transaction import Cause

TITLE = "Statement"
CAUSES: Mapping[Cause, str] = {
    Cause.ACCRUAL: "Commission",
    Cause.REDUCTION: "Refund or change",
    Cause.HOLD: "Held for review",
    Cause.RELEASE: "Released",
    Cause.LOCK: "Approved",
    Cause.ADJUSTMENT: "Adjustment",
    Cause.PENALTY: "Penalty",
    Cause.FORFEIT: "Forfeited",
    Cause.WRITE_OFF: "Written off",
    Cause.FREEZE: "In a payout",
    Cause.PAID: "Paid out",
    Cause.FAILED: "Payout failed",
    Cause.WITHDRAWN: "Taken out of a payout",
    Cause.RETURNED: "Payout returned",
}
BALANCES = (("pending", "Pending"), ("held", "Held for review"), ("payable", "Approved"), ("reserved", "In a payout"))
COLUMNS = ("Day", "What", "Reference", "Note", "Amount", "Balance")
OPENING, CLOSING, TOTAL, NO_LINES = "Opening balance", "Closing balance", "Total", "Nothing changed in this period."
CHAIN = "Entry {number} of your ledger, SHA-256 {hash}. Each later statement continues this chain."
PAGE = "Page {page} of {pages}"
