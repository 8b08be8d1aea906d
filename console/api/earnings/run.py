"""POST /earnings/run."""

from dataclasses import asdict
from datetime import datetime, timedelta

from console.api.fields import Count, Resource
from console.api.request import ApiDependencies, ApiRequest, Call, Document
from earnings.runs.run import CommissionFigures, run_commissions
from events.enums import Scope
from fraud.runs.schedule import pause_fraud_runs
from reports.freshness.report import query_completeness
from warehouse.fence import FencedWarehouse


class EarningsRun(Resource):
    """What a commission run looked at and stored."""

    conversions: Count
    decisions: Count
    locks: Count
    transactions: Count
    milliseconds: Count


def answer_run(request: ApiRequest) -> Document:
    """Turn after turn until nothing waits; answers when all is stored. Between two turns other sites have theirs."""
    dependencies, site_id = request.dependencies, request.site().site_id
    done = CommissionFigures(is_waiting=True)
    while done.is_waiting:
        done = done.add(_take_turn(dependencies, site_id, request.now))
    return Document(EarningsRun.pick(asdict(done)))


def _take_turn(dependencies: ApiDependencies, site_id: int, now: datetime) -> CommissionFigures:
    with pause_fraud_runs(dependencies.redis) as lock:
        completeness = query_completeness(dependencies.redis, dependencies.shards, dependencies.spool)
        until = now - timedelta(milliseconds=completeness.oldest_unstored_ms)
        fenced = FencedWarehouse(dependencies.warehouse, lock.check)
        return run_commissions(fenced, dependencies.sessions, site_id, dependencies.secret, until)


CALLS = (
    Call(
        "run_earnings",
        "POST",
        "/earnings/run",
        answer_run,
        "Decide the commissions of what the fraud rules have covered now, answer when done",
        parameters=("site",),
        answer_type=EarningsRun,
        is_write=True,
        key_scope=Scope.REPORTS,
    ),
)
