"""The calls under /fraud."""

from console.api.calls import fraud_backtest as backtest_call
from console.api.calls import fraud_queue as queue_call
from console.api.calls import fraud_review as review_call
from console.api.calls import fraud_rules as rules_call
from console.api.calls import fraud_run as run_call
from console.api.request import Call

CALLS: tuple[Call, ...] = (
    *run_call.CALLS,
    *review_call.CALLS,
    *queue_call.CALLS,
    *backtest_call.CALLS,
    *rules_call.CALLS,
)
