"""GET /fraud/groups, /fraud/marks/{mark_id} and /fraud/log: what a person reads before and after deciding."""

from console.api.calls.conversion_row import show_value
from console.api.calls.fraud_review import DEFAULT_ROWS, MOST_ROWS, read_mark_question
from console.api.questions.period import read_period
from console.api.request import Asked, Call, Document, Table
from console.api.values import read_integer
from database.engine import begin_reading
from fraud.queue import list_deeds, list_groups, list_networks, list_related_events, name_people
from fraud.reviews import find_mark
from reports.errors import NothingFound

_GROUP_COLUMNS = (
    "partner", "rule", "description", "class", "family", "subject_kind", "marks", "held", "rejected", "paid", "weight",
    "revenue", "first", "last",
)  # fmt: skip
_LOG_COLUMNS = ("timestamp", "who", "deed", "subject", "why")


def list_fraud_groups(asked: Asked) -> Table:
    """The review queue by partner and rule."""
    return Table(_GROUP_COLUMNS, list_groups(asked.sources.warehouse, read_mark_question(asked)))


def explain_mark(asked: Asked) -> Document:
    """A mark with what the same person did and with the networks of its partner in that month."""
    warehouse, site_id = asked.sources.warehouse, asked.site().site_id
    mark = find_mark(warehouse, site_id, asked.path["mark_id"])
    if mark is None:
        raise NothingFound("no such mark on this site")
    with begin_reading(asked.sources.sessions) as session:
        [mark] = name_people(session, [mark], "decided_by")
    return Document(
        {
            "mark": show_value(mark),
            "events": list(map(show_value, list_related_events(warehouse, site_id, mark))),
            "networks": list_networks(warehouse, site_id, mark),
        }
    )


def list_fraud_log(asked: Asked) -> Table:
    """Who decided, saved and allowed what, and why, newest first."""
    period = read_period(asked.query, asked.now)
    row_count = read_integer(asked.query, "limit", 1, MOST_ROWS, DEFAULT_ROWS)
    deeds = list_deeds(asked.sources.warehouse, asked.site().site_id, period.from_ms, period.to_ms, row_count)
    with begin_reading(asked.sources.sessions) as session:
        return Table(_LOG_COLUMNS, name_people(session, deeds, "who"))


CALLS = (
    Call(
        "GET",
        "/fraud/groups",
        list_fraud_groups,
        "Marks by partner and rule, what holds the most conversions first",
        parameters=("site", "from", "to", "tz", "partner", "rule", "class", "subject", "state", "limit", "format"),
        row="MarkGroup",
    ),
    Call(
        "GET",
        "/fraud/marks/{mark_id}",
        explain_mark,
        "A mark with related events and the partner's networks",
        parameters=("mark_id", "site"),
        row="ExplainedMark",
    ),
    Call(
        "GET",
        "/fraud/log",
        list_fraud_log,
        "Who decided, saved and allowed what, and why",
        parameters=("site", "from", "to", "tz", "limit", "format"),
        row="Deed",
    ),
)
