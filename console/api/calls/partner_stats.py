"""GET /partners/stats."""

from datetime import datetime

from console.api.questions.attribution import read_own_refs, read_rules
from console.api.questions.exchange import read_exchange
from console.api.questions.period import read_period
from console.api.request import Asked, Call, Table
from console.api.values import read_choice
from events.moments import to_milliseconds
from registry.codes import SiteCodes, own_code, refs_of
from registry.enums import PartnerStatus
from registry.models import Partner
from reports.attribution.credit import keep_converted
from reports.buckets import Interval, list_starts
from reports.partners.report import Figures, PartnerFigures, report_partners
from reports.paths.question import CreditQuestion

_COLUMNS = (
    "partner",
    "name",
    "clicks",
    "visitors",
    "leads",
    "sales",
    "revenue",
    "conversion_rate",
    "bot_clicks",
    "prefetch_clicks",
    "preview_clicks",
    "test_clicks",
)


def answer_stats(asked: Asked) -> Table:
    """Rows by partner, the sums, and the series of the sums; credit by the program's model and window."""
    codes, rules = read_rules(asked)
    period = read_period(asked.query, asked.now)
    starts = list_starts(period, Interval(read_choice(asked.query, "interval", tuple(Interval), Interval.DAY)))
    question = CreditQuestion(
        site_id=asked.site().site_id,
        from_ms=period.from_ms,
        to_ms=period.to_ms,
        rules=rules,
        by="partner",
        models=(rules.model,),
        own_refs=read_own_refs(asked, codes),
        exchange=read_exchange(asked, period.from_ms, period.to_ms),
    )
    figures = report_partners(asked.sources.warehouse, codes, question, list(map(to_milliseconds, starts)))
    converted = _keep_converted(question, figures)
    rows = [_show_partner(partner, figures) for partner in _choose_partners(codes, question, figures)]
    more = {"totals": figures.total.show(), "series": [_show_bucket(start, figures) for start in starts]}
    meta = {**period.describe(), "model": rules.model, "window_ms": rules.window_ms, **converted}
    return Table(_COLUMNS, rows, more, meta)


def _keep_converted(question: CreditQuestion, figures: PartnerFigures) -> dict[str, object]:
    for each in (*figures.by_partner.values(), *figures.by_bucket.values()):
        keep_converted([each.credit], question.exchange)
    return keep_converted([figures.total.credit], question.exchange)


def _choose_partners(codes: SiteCodes, question: CreditQuestion, figures: PartnerFigures) -> list[Partner]:
    """Whoever is asked about; an archived partner only if there is something to show."""
    return [
        partner
        for partner in codes.partners
        if (question.own_refs is None or question.own_refs == refs_of(partner))
        and (partner.status != PartnerStatus.ARCHIVED or own_code(partner) in figures.by_partner)
    ]


def _show_partner(partner: Partner, figures: PartnerFigures) -> dict[str, object]:
    code = own_code(partner)
    name: dict[str, object] = {"partner": code, "partner_id": partner.id, "name": partner.name}
    return {**name, **figures.by_partner.get(code, Figures()).show()}


def _show_bucket(start: datetime, figures: PartnerFigures) -> dict[str, object]:
    return {"start": start.isoformat(), **figures.by_bucket.get(to_milliseconds(start), Figures()).show()}


CALLS = (
    Call(
        "GET",
        "/partners/stats",
        answer_stats,
        "Clicks, unique visitors, leads, sales, revenue and conversion rate by partner, in total and over time",
        parameters=("site", "from", "to", "tz", "interval", "partner", "currency", "format"),
        row="PartnerStats",
        is_for_partners=True,
        has_figures=True,
    ),
)
