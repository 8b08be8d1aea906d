"""GET /partners/stats."""

from datetime import datetime
from typing import Annotated

from console.api.fields import JSON_ONLY, Count, Ratio, Resource
from console.api.parameters import PERIOD
from console.api.questions.attribution import find_own_refs, query_rules
from console.api.questions.exchange import parse_currency
from console.api.questions.period import parse_period
from console.api.reports.notices import describe_crowds
from console.api.reports.prepared_credit import prepare_question
from console.api.request import ApiRequest, Call, Table
from console.api.values import parse_choice
from database.sessions import begin_read
from events.moments import to_milliseconds
from money.amount import Amount
from registry.code_lookup import CodeLookup
from registry.enums import PartnerKind, PartnerStatus
from registry.models import Partner
from reports.attribution.credit import keep_converted
from reports.buckets import Interval, list_starts
from reports.partners.report import Figures, PartnerFigures, report_partners
from reports.paths.question import CreditQuestion


class PartnerRow(Resource):
    """`clicks` are human; bots, prefetches, previews and tests are separate. `conversion_rate`: sales per click."""

    partner: str
    partner_id: Annotated[Count, JSON_ONLY]
    name: str
    clicks: Count
    visitors: Count
    leads: float
    sales: float
    revenue: list[Amount]
    conversion_rate: Ratio
    bot_clicks: Count
    prefetch_clicks: Count
    preview_clicks: Count
    test_clicks: Count


def answer_stats(request: ApiRequest) -> Table:
    """Rows by partner, the sums, and the series of the sums; credit by the program's model and window."""
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    period = parse_period(request.query, request.now)
    starts = list_starts(period, Interval(parse_choice(request.query, "interval", tuple(Interval), Interval.DAY)))
    currency = parse_currency(request.query, request.dependencies.rates)
    with begin_read(request.dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
    question = CreditQuestion(
        site_id=site_id,
        from_ms=period.from_ms,
        to_ms=period.to_ms,
        rules=rules,
        by="partner",
        models=(rules.model,),
        own_refs=find_own_refs(request.caller.partner_id, request.query.get("partner", ""), codes),
        exchange=currency.query(warehouse, site_id, period),
    )
    question = prepare_question(request.dependencies, question)
    figures = report_partners(warehouse, codes, question, list(map(to_milliseconds, starts)))
    converted = _keep_converted(question, figures)
    rows = [_make_row(partner, figures) for partner in _choose_partners(codes, question, figures)]
    more = {"totals": figures.total.show(), "series": [_make_bucket(start, figures) for start in starts]}
    meta = {**period.describe(), "model": rules.model, "window_ms": rules.window_ms, **converted}
    meta |= describe_crowds(question)
    return Table(rows, more, meta)


def _keep_converted(question: CreditQuestion, figures: PartnerFigures) -> dict[str, object]:
    for each in (*figures.by_partner.values(), *figures.by_bucket.values()):
        keep_converted([each.credit], question.exchange)
    return keep_converted([figures.total.credit], question.exchange)


def _choose_partners(codes: CodeLookup, question: CreditQuestion, figures: PartnerFigures) -> list[Partner]:
    """The requested partners; of archived ones and of friends, unless one is asked for, those with figures alone."""
    return [
        partner
        for partner in codes.partners
        if (question.own_refs is None or question.own_refs == partner.lower_codes)
        and (partner.own_code in figures.by_partner or _is_always_shown(partner, question))
    ]


def _is_always_shown(partner: Partner, question: CreditQuestion) -> bool:
    is_one = question.own_refs is not None or partner.kind != PartnerKind.FRIEND
    return is_one and partner.status != PartnerStatus.ARCHIVED


def _make_row(partner: Partner, figures: PartnerFigures) -> PartnerRow:
    code = partner.own_code
    shown = figures.by_partner.get(code, Figures()).show()
    return PartnerRow.pick({"partner": code, "partner_id": partner.id, "name": partner.name, **shown})


def _make_bucket(start: datetime, figures: PartnerFigures) -> dict[str, object]:
    return {"start": start.isoformat(), **figures.by_bucket.get(to_milliseconds(start), Figures()).show()}


CALLS = (
    Call(
        "read_partner_stats",
        "GET",
        "/partners/stats",
        answer_stats,
        "Clicks, unique visitors, leads, sales, revenue and conversion rate by partner, in total and over time",
        parameters=(*PERIOD, "interval", "partner", "currency", "format"),
        answer_type=PartnerRow,
        is_for_partners=True,
        has_figures=True,
        is_report=True,
        is_tagged=True,
    ),
)
