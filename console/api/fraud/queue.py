"""GET /fraud/groups, /fraud/marks/{mark_id} and /fraud/log: what a reviewer reads before and after deciding."""

from typing import Annotated, Any

from msgspec import field

from console.api.fields import LABEL, Count, Milliseconds, Resource, SubjectKind, TrafficClass
from console.api.fraud.mark import Mark
from console.api.fraud.review import FILTERS, parse_marks
from console.api.names import query_names
from console.api.parameters import PERIOD
from console.api.questions.period import parse_period
from console.api.reports.conversion import combine_amount
from console.api.reports.shown import show_group_decisions, show_mark_decisions
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_integer
from console.errors import NothingFound
from database.sessions import begin_read
from fraud.review.marks import find_mark
from fraud.review.queue import list_groups, list_log, list_networks, list_related_events, name_reviewers
from money.amount import Amount


class MarkGroup(Resource):
    """The marks of one rule on one partner, with what they hold, reject and pay, and its money."""

    partner: str
    partner_name: Annotated[str, LABEL]
    rule: str
    description: str
    traffic_class: TrafficClass = field(name="class")
    family: str
    subject_kind: SubjectKind
    marks: Count
    held: Count
    rejected: Count
    paid: Count
    weight: float
    revenue: list[Amount]
    first: Milliseconds
    last: Milliseconds


class ExplainedMark(Resource):
    """A mark with what the same person did and with the networks of its partner in that month."""

    mark: Mark
    events: list[dict[str, Any]]
    networks: list[dict[str, Any]]


class Deed(Resource):
    """What a team member or key decided, saved or allowed."""

    timestamp: Milliseconds
    who: str
    deed: str
    subject: str
    why: str


def answer_groups(request: ApiRequest) -> Table:
    """The review queue by partner and rule, those that hold or reject the most conversions first."""
    question = parse_marks(request.query, request.now, request.site().site_id)
    groups = list_groups(request.dependencies.warehouse, question)
    shown = show_group_decisions(request.dependencies, question.site_id, groups)
    most_first = sorted(shown, key=lambda group: -(group["held"] + group["rejected"]))
    with begin_read(request.dependencies.sessions) as session:
        names = query_names(session, question.site_id)
    return Table(
        [MarkGroup.pick(group | {"partner_name": names.name_partner(str(group["partner"]))}) for group in most_first]
    )


def answer_mark(request: ApiRequest) -> Document:
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    mark = find_mark(warehouse, site_id, request.path["mark_id"])
    if mark is None:
        raise NothingFound("no such mark on this site")
    shown = show_mark_decisions(request.dependencies, site_id, [mark])
    with begin_read(request.dependencies.sessions) as session:
        [named] = name_reviewers(session, shown, "decided_by")
    return Document(
        ExplainedMark(
            mark=Mark.pick(combine_amount(named)),
            events=list(map(combine_amount, list_related_events(warehouse, site_id, mark))),
            networks=list_networks(warehouse, site_id, mark),
        )
    )


def answer_log(request: ApiRequest) -> Table:
    """Who decided, saved and allowed what, and why, newest first."""
    period = parse_period(request.query, request.now)
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    deeds = list_log(request.dependencies.warehouse, request.site().site_id, period.from_ms, period.to_ms, row_count)
    with begin_read(request.dependencies.sessions) as session:
        return Table([Deed.pick(deed) for deed in name_reviewers(session, deeds, "who")])


CALLS = (
    Call(
        "list_mark_groups",
        "GET",
        "/fraud/groups",
        answer_groups,
        "Marks by partner and rule, what holds the most conversions first",
        parameters=(*FILTERS, "format"),
        answer_type=MarkGroup,
    ),
    Call(
        "read_mark",
        "GET",
        "/fraud/marks/{mark_id}",
        answer_mark,
        "A mark with related events and the partner's networks",
        parameters=("site",),
        answer_type=ExplainedMark,
    ),
    Call(
        "list_fraud_log",
        "GET",
        "/fraud/log",
        answer_log,
        "Who decided, saved and allowed what, and why",
        parameters=(*PERIOD, "limit", "format"),
        answer_type=Deed,
    ),
)
