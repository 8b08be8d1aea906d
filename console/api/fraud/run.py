"""POST /fraud/run."""

from dataclasses import asdict

from console.api.fields import Count, Resource
from console.api.request import ApiRequest, Call, Document
from console.api.values import parse_choice
from database.sessions import begin_read
from events.enums import Scope
from fraud.facts.allowances import list_allowances
from fraud.facts.site_facts import query_site_facts
from fraud.rules.rule_sets import query_rule_set
from fraud.runs.fence import FencedWarehouse
from fraud.runs.run import run
from fraud.runs.schedule import pause_fraud_runs


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
    with pause_fraud_runs(dependencies.redis) as lock:
        rule_set = query_rule_set(dependencies.warehouse, site_id)
        allowances = list_allowances(dependencies.warehouse, site_id)
        with begin_read(dependencies.sessions) as session:
            facts = query_site_facts(session, site_id, dependencies.secret, allowances)
        done = run(
            FencedWarehouse(dependencies.warehouse, lock.check),
            facts,
            rule_set,
            dependencies.now(),
            everything=everything,
        )
    return Document(FraudRun.pick(asdict(done)))


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
