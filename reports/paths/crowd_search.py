"""The queries that find crowded people and the clicks that count for their conversions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from reports.paths.crowds import NO_CROWDS, Crowds
from reports.paths.question import CreditQuestion
from reports.paths.visits import CrowdClicks, CrowdConversion, make_visits
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

_PACKAGE = "reports.paths"
# With fewer browsers even two conversions of each are few.
_FEW_VISITORS = 4


def find_crowds(warehouse: Warehouse, question: CreditQuestion) -> CreditQuestion:
    """The question with its crowds, so that they are searched for once."""
    return replace(question, crowds=query_crowds(warehouse, question))


def query_crowds(warehouse: Warehouse, question: CreditQuestion) -> Crowds:
    """The crowded people among those of a question, and the clicks that count for each of their conversions."""
    crowds = query_crowded_people(warehouse, question)
    return _query_visits(warehouse, crowds, question) if crowds.persons else NO_CROWDS


def query_crowded_people(warehouse: Warehouse, question: CreditQuestion) -> Crowds:
    """The crowded people alone."""
    candidates = _query_candidates(warehouse, question)
    return _keep_crowded(warehouse, candidates, question) if candidates.persons else NO_CROWDS


def _describe_period(question: CreditQuestion) -> Mapping[str, Value]:
    return {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "longest_window_ms": question.rules.longest_window_ms,
    }


def _query_candidates(warehouse: Warehouse, question: CreditQuestion) -> Crowds:
    few: Mapping[str, Value] = {
        **_describe_period(question),
        "few_conversions": question.limits.many_pairs // question.limits.touches,
        "few_visitors": _FEW_VISITORS,
    }
    found = warehouse.query(read_statement(_PACKAGE, "crowds"), few).parse_tuples(tuple[bool, str])
    if not found:
        return NO_CROWDS
    ids: Mapping[str, Value] = {
        "site_id": question.site_id,
        "crowd_visitors": [id_ for is_customer, id_ in found if not is_customer],
        "crowd_customers": [id_ for is_customer, id_ in found if is_customer],
    }
    rows = warehouse.query(read_statement(_PACKAGE, "crowd_identities"), ids)
    return Crowds(dict(rows.parse_tuples(tuple[str, str])))


def _keep_crowded(warehouse: Warehouse, candidates: Crowds, question: CreditQuestion) -> Crowds:
    """Those with more clicks and browsers times conversions than ``many_pairs``."""
    visitors: Mapping[str, Value] = {"visitors_of_crowds": candidates.list_visitors()}
    statement = read_statement(_PACKAGE, "crowd_sizes")
    rows = warehouse.query(statement, {**_describe_period(question), **candidates.make_parameters(), **visitors})
    sizes = {crowd: (clicks, conversions) for crowd, clicks, conversions in rows.parse_tuples(tuple[int, int, int])}
    identities = Counter(candidates.persons.values())
    kept = set[str]()
    for person, number in candidates.number_people().items():
        clicks, conversions = sizes.get(number, (0, 0))
        if (clicks + identities[person]) * conversions > question.limits.many_pairs:
            kept.add(person)
    return Crowds({identity: person for identity, person in candidates.persons.items() if person in kept})


def _query_visits(warehouse: Warehouse, crowds: Crowds, question: CreditQuestion) -> Crowds:
    """The crowds with the clicks that count for each conversion."""
    parameters: Mapping[str, Value] = {
        **_describe_period(question),
        **crowds.make_parameters(),
        "types": question.types,
        "conversion_ids": question.conversion_ids,
        "visitor_ids": crowds.list_visitors(),
        "visitors_of_crowds": crowds.list_visitors(),
    }
    conversions = join_statements((_PACKAGE, "people"), (_PACKAGE, "crowd_conversions"))
    window_ms = question.rules.longest_window_ms
    visits = make_visits(
        warehouse.query(read_statement(_PACKAGE, "crowd_clicks"), parameters).parse(CrowdClicks),
        warehouse.query(conversions, parameters).parse(CrowdConversion),
        question.limits,
        question.from_ms - window_ms,
        window_ms // 1000,
    )
    return replace(crowds, visits=visits)
