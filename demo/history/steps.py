"""The steps in which the demo's past is made."""

from enum import StrEnum


class Step(StrEnum):
    """In their order; the values are how log lines name them."""

    EVENTS = "events"
    INGEST = "ingest"
    FRAUD_RUN = "fraud run"
    MONEY = "commissions and payouts"
