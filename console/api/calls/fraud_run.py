"""POST /fraud/run."""

from dataclasses import asdict

from console.api.fields import Count, Resource
from console.api.request import Asked, Call, Document
from console.api.values import parse_choice
from database.sessions import begin_read
from fraud.facts.allowances import list_allowances
from fraud.facts.site_facts import query_site_facts
from fraud.rules.rule_sets import query_rule_set
from fraud.runs.run import run


class FraudRun(Resource):
    """What a run covered and changed; `touched_days` were evaluated again for late events."""

    run: Count
    rule_set: Count
    everything: bool
    conversions: Count
    marks: Count
    decisions: Count
    touched_days: Count
    milliseconds: Count


def answer_run(asked: Asked) -> Document:
    """Runs the rules over what no run has covered, or over ``everything``, and answers when the results are stored."""
    sources, site_id = asked.sources, asked.site().site_id
    everything = parse_choice(asked.query, "everything", ("true", "false"), "false") == "true"
    rule_set = query_rule_set(sources.warehouse, site_id)
    allowances = list_allowances(sources.warehouse, site_id)
    with begin_read(sources.sessions) as session:
        facts = query_site_facts(session, site_id, sources.secret, allowances)
    return Document(FraudRun.pick(asdict(run(sources.warehouse, facts, rule_set, asked.now, everything=everything))))


CALLS = (
    Call(
        "run_fraud",
        "POST",
        "/fraud/run",
        answer_run,
        "Run the fraud rules now over what no run has covered, answer when done",
        parameters=("site", "everything"),
        row=FraudRun,
        changes=True,
    ),
)
