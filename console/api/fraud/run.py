"""POST /fraud/run."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from console.api.fields import Count, Resource
from console.api.request import ApiDependencies, ApiRequest, Call, Document
from console.api.values import parse_choice
from database.sessions import begin_read
from events.enums import Scope
from fraud.facts.allowances import list_allowances
from fraud.facts.site_facts import query_site_facts
from fraud.rules.rule_sets import query_rule_set
from fraud.runs.run import continue_run, run_turn
from fraud.runs.run_log import RunFigures
from fraud.runs.schedule import pause_fraud_runs
from warehouse.fence import FencedWarehouse


class FraudRun(Resource):
    """What a fraud run evaluated and changed; `touched_days` were evaluated again because of late events."""

    run: Count
    rule_set: Count
    everything: bool
    conversions: Count
    marks: Count
    decisions: Count
    touched_days: Count
    milliseconds: Count


def answer_run(request: ApiRequest) -> Document:
    """Runs the rules on new events, or on ``everything``, and answers when the results are stored."""
    dependencies, site_id = request.dependencies, request.site().site_id
    everything = parse_choice(request.query, "everything", ("true", "false"), "false") == "true"
    first = partial(run_turn, until=request.now, everything=everything)
    done = _take_turn(dependencies, site_id, first)
    while done.waiting_months:
        done = done.add(_take_turn(dependencies, site_id, continue_run))
    return Document(FraudRun.pick(asdict(done)))


def _take_turn(dependencies: ApiDependencies, site_id: int, turn: Callable[..., RunFigures]) -> RunFigures:
    """Between two turns other sites have theirs."""
    with pause_fraud_runs(dependencies.redis) as lock:
        rule_set = query_rule_set(dependencies.warehouse, site_id)
        allowances = list_allowances(dependencies.warehouse, site_id)
        with begin_read(dependencies.sessions) as session:
            facts = query_site_facts(session, site_id, dependencies.secret, allowances)
        fenced = FencedWarehouse(dependencies.warehouse, lock.check)
        return turn(fenced, facts, rule_set, months=dependencies.fraud_months)


CALLS = (
    Call(
        "run_fraud",
        "POST",
        "/fraud/run",
        answer_run,
        "Run the rules on new events now, answer when done",
        parameters=("site", "everything"),
        answer_type=FraudRun,
        is_write=True,
        key_scope=Scope.REPORTS,
    ),
)
