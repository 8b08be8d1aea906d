"""A question about attribution with all that its answer is computed from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from console.access import Caller
from console.api.questions.attribution import AttributionQuestion, find_own_refs, query_rules
from console.api.questions.exchange import parse_currency
from console.api.request import ApiDependencies
from database.sessions import begin_read
from registry.code_lookup import CodeLookup
from reports.exchange.exchange import Exchange
from reports.paths.crowd_search import find_crowds
from reports.paths.question import CreditQuestion
from reports.program_rules import Rules
from reports.settled.reading import find_settled


@dataclass(frozen=True, slots=True)
class PreparedCredit:
    """``question`` knows how far paths are settled, and the people with too many touches."""

    codes: CodeLookup
    rules: Rules
    exchange: Exchange | None
    question: CreditQuestion


def prepare_credit(
    asked: AttributionQuestion,
    query: Mapping[str, str],
    dependencies: ApiDependencies,
    caller: Caller,
    site_id: int,
    choose_models: Callable[[Rules], Sequence[str]],
) -> PreparedCredit:
    """By the site's rules as they are now; ``query`` names the partner and the currency."""
    warehouse, currency = dependencies.warehouse, parse_currency(query, dependencies.rates)
    with begin_read(dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
    own_refs = find_own_refs(caller.partner_id, query.get("partner", ""), codes)
    exchange = currency.query(warehouse, site_id, asked.period)
    question = asked.make_credit_question(site_id, rules, choose_models(rules), own_refs, exchange)
    return PreparedCredit(codes, rules, exchange, prepare_question(dependencies, question))


def prepare_question(dependencies: ApiDependencies, question: CreditQuestion) -> CreditQuestion:
    """It knows how far paths are settled, and the people with too many touches."""
    warehouse = dependencies.warehouse
    return find_crowds(warehouse, find_settled(warehouse, question, dependencies.recent))
