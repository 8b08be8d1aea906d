"""The calls under /fraud."""

from reports.asking import Call
from reports.fraud import backtest_call, queue_call, review_call, rules_call, run_call

CALLS: tuple[Call, ...] = (
    *run_call.CALLS,
    *review_call.CALLS,
    *queue_call.CALLS,
    *backtest_call.CALLS,
    *rules_call.CALLS,
)
