"""POST /fraud/run."""

from dataclasses import asdict

from console.api.request import Asked, Call, Document
from console.api.values import read_choice
from database.engine import begin_reading
from fraud.facts.allowances import list_allowances
from fraud.facts.site_facts import SiteFacts, query_site_facts
from fraud.rules.rule_sets import query_rule_set
from fraud.runs.run import run


def run_fraud(asked: Asked) -> Document:
    """Judges what is not yet judged, or ``everything``, and answers when it is written."""
    warehouse, site_id = asked.sources.warehouse, asked.site().site_id
    everything = read_choice(asked.query, "everything", ("true", "false"), "false") == "true"
    rule_set = query_rule_set(warehouse, site_id)
    return Document(asdict(run(warehouse, read_facts(asked), rule_set, asked.now, everything=everything)))


def read_facts(asked: Asked) -> SiteFacts:
    """The facts of the asked site with its allowances."""
    site_id = asked.site().site_id
    allowances = list_allowances(asked.sources.warehouse, site_id)
    with begin_reading(asked.sources.sessions) as session:
        return query_site_facts(session, site_id, asked.sources.secret, allowances)


CALLS = (
    Call(
        "POST",
        "/fraud/run",
        run_fraud,
        "Judge now everything not yet judged, answer when done",
        parameters=("site", "everything"),
        row="FraudRun",
        changes=True,
    ),
)
