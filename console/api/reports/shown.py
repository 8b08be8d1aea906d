"""The decision that is shown of a conversion: in the list, in its why, in files and in the review."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from console.api.questions.attribution import query_rules
from console.api.request import ApiDependencies
from database.sessions import begin_read
from fraud.review.decisions import HOLD, PAY, REJECT
from fraud.review.payable import Claim, ShownDecision, query_shown_decisions
from reports.conversions.report import Conversion, query_named_conversions
from reports.conversions.standing import Standing, query_standing
from reports.paths.question import CreditQuestion
from warehouse.interface import Warehouse


def query_shown(
    warehouse: Warehouse, site_id: int, found: Sequence[Conversion]
) -> tuple[Mapping[str, Standing], Mapping[str, ShownDecision]]:
    """Event id → how each of the conversions stands, and the decision on it."""
    standing = query_standing(warehouse, site_id, [each.event_id for each in found])
    claims = [make_claim(each, standing[each.event_id]) for each in found if each.event_id in standing]
    return standing, query_shown_decisions(warehouse, site_id, claims)


def query_shown_by_id(
    dependencies: ApiDependencies, site_id: int, standing: Mapping[str, Standing]
) -> Mapping[str, ShownDecision]:
    """Event id → the decision on each conversion, whose credit is queried for it."""
    if not standing:
        return {}
    with begin_read(dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
    moments = [each.timestamp_ms for each in standing.values()]
    question = CreditQuestion(
        site_id=site_id, from_ms=min(moments), to_ms=max(moments) + 1, rules=rules, models=(rules.model,)
    )
    found = query_named_conversions(dependencies.warehouse, codes, question, list(standing))
    claims = [make_claim(each, standing[each.event_id]) for each in found]
    return query_shown_decisions(dependencies.warehouse, site_id, claims)


def show_mark_decisions(
    dependencies: ApiDependencies, site_id: int, marks: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The marks with what is shown of their conversions in place of the word of rules or reviewers alone."""
    ids = list({str(mark["subject_id"]) for mark in marks if mark["subject_kind"] == "conversion"})
    standing = query_standing(dependencies.warehouse, site_id, ids)
    shown = query_shown_by_id(dependencies, site_id, standing)
    return [
        {**mark, "decision": shown[mark["subject_id"]].decision} if mark["subject_id"] in shown else dict(mark)
        for mark in marks
    ]


def show_group_decisions(
    dependencies: ApiDependencies, site_id: int, groups: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The groups of marks with the counts of what is shown of their conversions."""
    ids = sorted({event_id for group in groups for event_id in group["conversion_ids"]})
    shown = query_shown_by_id(dependencies, site_id, query_standing(dependencies.warehouse, site_id, ids))
    return [_count_shown(group, shown) if group["subject_kind"] != "click" else dict(group) for group in groups]


def make_claim(found: Conversion, standing: Standing) -> Claim:
    """What the conversion rests on."""
    return Claim(
        event_id=found.event_id,
        trust=standing.trust,
        reports=standing.reports,
        is_declared=found.is_declared and bool(found.ref),
        is_unsigned_identity=found.is_claimed,
        is_late_click=found.has_late_click,
        is_disputed=found.is_disputed,
        is_contradicted=standing.is_contradicted,
    )


def _count_shown(group: Mapping[str, Any], shown: Mapping[str, ShownDecision]) -> dict[str, Any]:
    counts = Counter(shown[event_id].decision for event_id in group["conversion_ids"] if event_id in shown)
    return {**group, "held": counts[HOLD], "rejected": counts[REJECT], "paid": counts[PAY]}
