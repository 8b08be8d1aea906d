"""GET /overview: all that the first page shows, in one answer."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import UNSET
from sqlalchemy.orm import Session

from console.access import Caller, SeenSite
from console.api.parameters import PERIOD
from console.api.questions.attribution import query_rules
from console.api.questions.period import parse_period
from console.api.reports.overview_parts import (
    MoneyFacts,
    find_setup,
    list_partners,
    list_tasks,
    list_top,
    make_day,
    make_event,
    make_minute,
    sum_up,
)
from console.api.reports.overview_resources import OverviewAnswer, OverviewCountry, OverviewSource
from console.api.request import ApiDependencies, ApiRequest, Call, Document
from console.api.values import parse_choice
from database.sessions import begin_read
from earnings.figures.owed import query_owed
from earnings.figures.unmatched import count_unmatched
from earnings.payout_runs.stored import list_runs
from earnings.payouts.run import RunState
from earnings.storage import find_head, load_terms
from events.enums import Scope
from events.moments import MINUTE_MS, to_milliseconds
from registry.applications import count_open
from registry.payout_requests import list_requested
from registry.team.rights import Right
from reports.buckets import Interval, list_starts
from reports.comparison import Comparison, find_before
from reports.overview.live import query_live
from reports.overview.report import report_overview
from reports.period import Period


def answer_overview(request: ApiRequest) -> Document:
    """Credit by the programs' model, from settled paths and roll-ups where there are any."""
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    period, before = _parse_periods(request.query, request.now)
    days, days_before = (list_starts(each, Interval.DAY) if each else [] for each in (period, before))
    with begin_read(request.dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
        connection = session.connection()
        first_day = before.start if before else period.start
        money = MoneyFacts(
            query_owed(connection, site_id, first_day, period.zone),
            *_count_payouts(session, request.caller, request.site()),
            bool(load_terms(connection, site_id)),
        )
        applications = _count_applications(session, request.site())
    starts_ms = [to_milliseconds(start) for start in sorted({*days, *days_before})]
    overview = report_overview(warehouse, codes, rules, site_id, period, before, starts_ms, request.dependencies.recent)
    minutes, latest = query_live(warehouse, site_id, to_milliseconds(request.now))
    content = OverviewAnswer(
        totals=sum_up(overview, days, money.owed),
        before=sum_up(overview, days_before, money.owed) if before else UNSET,
        series=[make_day(overview, day, money.owed) for day in days],
        before_series=[make_day(overview, day, money.owed) for day in days_before] if before else UNSET,
        partners=list_partners(overview, codes),
        sources=[
            OverviewSource(name, each.clicks, each.sales, each.revenue) for name, each in list_top(overview.channels)
        ],
        countries=[
            OverviewCountry(name, each.clicks, each.sales, each.revenue) for name, each in list_top(overview.countries)
        ],
        tasks=list_tasks(money, count_unmatched(warehouse, site_id), applications),
        minutes=[make_minute(each) for each in minutes],
        latest=[make_event(each, codes) for each in latest],
        setup=find_setup(warehouse, site_id, codes, money, has_sales=overview.sum_days(starts_ms).sales > 0),
    )
    meta = {**period.describe(), "model": rules.model, "window_ms": rules.window_ms}
    return Document(content, meta | ({"before": before.describe()} if before else {}))


def list_more(dependencies: ApiDependencies, caller: Caller, site: SeenSite, now: datetime) -> tuple[object, ...]:
    """What the answer follows besides figures: the minute, the ledger, applications, and what the caller may see."""
    with begin_read(dependencies.sessions) as session:
        head = find_head(session.connection(), site.site_id)
        requested = sorted(list_requested(session, site.site_id))
        applications = _count_applications(session, site)
    return to_milliseconds(now) // MINUTE_MS, head.seq, requested, applications, _may_see_payouts(caller, site)


def _count_payouts(session: Session, caller: Caller, site: SeenSite) -> tuple[int | None, int | None]:
    """Drafts of payout runs, and open requests of partners."""
    if not _may_see_payouts(caller, site):
        return None, None
    drafts = sum(run.run.state is RunState.DRAFT for run in list_runs(session.connection(), site.site_id))
    return drafts, len(list_requested(session, site.site_id))


def _parse_periods(query: Mapping[str, str], now: datetime) -> tuple[Period, Period | None]:
    period = parse_period(query, now)
    comparison = parse_choice(query, "compare", tuple(Comparison), Comparison.PREVIOUS)
    return period, find_before(period, Comparison(comparison))


def _may_see_payouts(caller: Caller, site: SeenSite) -> bool:
    return site.may(Right.PAYOUTS) and (caller.scopes is None or Scope.PAY in caller.scopes)


def _count_applications(session: Session, site: SeenSite) -> int | None:
    """None for whoever may not see them."""
    return count_open(session, site.site_id) if site.may(Right.PARTNERS) else None


CALLS = (
    Call(
        "read_overview",
        "GET",
        "/overview",
        answer_overview,
        "A period beside the one before it, top partners, sources and countries, what waits, and the last minutes",
        parameters=(*PERIOD, "compare"),
        answer_type=OverviewAnswer,
        has_figures=True,
        is_report=True,
        is_tagged=True,
        follows=list_more,
    ),
)
