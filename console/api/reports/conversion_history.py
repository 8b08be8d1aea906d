"""GET /conversions/{event_id}/history: what was reported and decided of one conversion, by whom and when."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from console.api.fields import LABEL, Milliseconds, Resource, SourceName, choice
from console.api.names import Names, query_names
from console.api.reports.conversion_id import find_conversion_id
from console.api.request import ApiRequest, Call, Table
from console.errors import NothingFound
from database.sessions import begin_read
from events.moments import to_milliseconds
from fraud.review.decision_history import PastDecision, query_decision_history
from leads.lead import find_lead, list_lead_changes
from money.amount import Amount, make_amount
from registry.changes import Act, Change
from reports.conversions.history import Reported, query_history
from reports.conversions.standing import query_standing


class HistoryKind(StrEnum):
    """What happened to a conversion; stable values."""

    MADE = "made"
    REPORTED_AGAIN = "reported_again"
    REFUND = "refund"
    DISPUTE = "dispute"
    DECISION = "decision"
    STAGE = "stage"
    ASSIGNED = "assigned"
    NOTE = "note"


class HistoryEntry(Resource):
    """What happened. `word` says more: the reason of a merged report, the state of a dispute, the word of a decision.

    Of a lead it is the new stage, or who looks after it now; that its note was changed says no more.

    `source` is the reporter's. `by` is a caller like `member:7`, or `rules`. A refund without `amount` is of all of it;
    `is_total`: so much was given back until then.
    """

    at: Milliseconds
    kind: Annotated[str, choice(HistoryKind)]
    word: str
    source: SourceName
    amount: Amount | None
    is_total: bool
    by: str
    by_name: Annotated[str, LABEL]
    note: Annotated[str, Meta(description="Why it was decided so")]


def answer_history(request: ApiRequest) -> Table:
    """The oldest first, by the id of any report of the conversion."""
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    event_id = find_conversion_id(warehouse, site_id, request.path["event_id"])
    reported = query_history(warehouse, site_id, event_id)
    if reported is None:
        raise NothingFound("no such conversion on this site")
    source = query_standing(warehouse, site_id, [event_id])[event_id].source
    with begin_read(request.dependencies.sessions) as session:
        names = query_names(session, site_id)
        lead = find_lead(session, site_id, event_id)
        changes = list_lead_changes(session, lead) if lead else []
        of_lead = [entry for change in changes for entry in _list_lead_entries(change, names)]
    decisions = query_decision_history(warehouse, site_id, event_id)
    rows: list[HistoryEntry] = [*_list_reports(reported, source), *_list_returns(reported)]
    rows += [*_list_decisions(decisions, names), *of_lead]
    rows.sort(key=lambda row: row.at)
    return Table(rows)


def _list_reports(reported: Reported, source: str) -> Iterator[HistoryEntry]:
    conversion = reported.conversion
    amount = make_amount(conversion.gross_minor, conversion.currency)
    yield _make_entry(conversion.timestamp_ms, HistoryKind.MADE, source=source, amount=amount)
    for each in reported.repeats:
        yield _make_entry(each.received_ms, HistoryKind.REPORTED_AGAIN, each.reason, source=each.source)


def _list_returns(reported: Reported) -> Iterator[HistoryEntry]:
    for each in reported.returns:
        is_total = each.amount_minor is None and each.refunded_total_minor is not None
        minor = each.refunded_total_minor if is_total else each.amount_minor
        currency = each.currency or reported.conversion.currency
        amount = None if minor is None else make_amount(minor, currency)
        yield _make_entry(each.at_ms, HistoryKind(each.type), each.state, amount=amount, is_total=is_total)


def _list_decisions(decisions: list[PastDecision], names: Names) -> Iterator[HistoryEntry]:
    for each in decisions:
        word = "approve" if each.is_approval else each.decision
        yield _make_entry(each.at_ms, HistoryKind.DECISION, word, by=each.decided_by, names=names, note=each.why)


def _list_lead_entries(change: Change, names: Names) -> Iterator[HistoryEntry]:
    """A lead is entered with its first change, which follows."""
    if change.act != Act.UPDATED:
        return
    member_id = change.after.get("assigned_to")
    words = {
        "stage": (HistoryKind.STAGE, str(change.after.get("stage", ""))),
        "assigned_to": (HistoryKind.ASSIGNED, names.name_caller(f"member:{member_id}") if member_id else ""),
        "note": (HistoryKind.NOTE, ""),
    }
    for field in change.fields:
        kind, word = words[field]
        yield _make_entry(to_milliseconds(change.at), kind, word, by=change.author, names=names)


def _make_entry(
    at_ms: int,
    kind: HistoryKind,
    word: str = "",
    *,
    source: str = "",
    amount: Amount | None = None,
    is_total: bool = False,
    by: str = "",
    names: Names | None = None,
    note: str = "",
) -> HistoryEntry:
    """What is not given is empty."""
    by_name = names.name_caller(by) if names else ""
    return HistoryEntry(at_ms, kind, word, source, amount, is_total, by, by_name, note)


CALLS = (
    Call(
        "read_conversion_history",
        "GET",
        "/conversions/{event_id}/history",
        answer_history,
        "What was reported and decided of one conversion, by whom and when",
        parameters=("site", "format"),
        answer_type=HistoryEntry,
        has_figures=True,
    ),
)
