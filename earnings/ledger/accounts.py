"""The accounts of the ledger."""

from enum import StrEnum


class Account(StrEnum):
    """Of a partner (payable may be negative: he owes), of a customer, and of the site."""

    PENDING = "partner_pending"
    HELD = "partner_held"
    PAYABLE = "partner_payable"
    RESERVED = "partner_reserved"
    CUSTOMER_PENDING = "customer_pending"
    CUSTOMER_GRANTED = "customer_granted"
    EXPENSE = "expense"
    CUSTOMER_REWARDS = "customer_rewards"
    PENALTIES = "penalties"
    FORFEITED = "forfeited"
    WRITE_OFF = "write_off"
    PAYOUT_FEES = "payout_fees"
    FEES_KEPT = "fees_kept"
    TAX_WITHHELD = "tax_withheld"
    INPUT_VAT = "input_vat"
    EXCHANGE = "exchange"
    CASH = "cash"


PARTNER_ACCOUNTS = (Account.PENDING, Account.HELD, Account.PAYABLE, Account.RESERVED)
CUSTOMER_ACCOUNTS = (Account.CUSTOMER_PENDING, Account.CUSTOMER_GRANTED)
OWED_ACCOUNTS = frozenset(PARTNER_ACCOUNTS + CUSTOMER_ACCOUNTS)
