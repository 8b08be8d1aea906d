"""GET /links/stats."""

from console.api.fields import Count, Instant, Resource
from console.api.parameters import PERIOD
from console.api.questions.attribution import find_own_refs, query_rules
from console.api.questions.exchange import parse_currency
from console.api.questions.period import parse_period
from console.api.reports.notices import describe_crowds
from console.api.reports.prepared_credit import prepare_question
from console.api.request import ApiRequest, Call, Table
from console.api.values import parse_integer
from database.sessions import begin_read
from money.amount import Amount, list_amounts
from registry import models
from registry.code_lookup import CodeLookup
from registry.links import list_links, write_link_url
from reports.attribution.credit import keep_converted, round_part
from reports.links.report import LinkFigures, report_links
from reports.paths.question import CreditQuestion


class LinkRow(Resource):
    """`clicks` are human. `sales` and `revenue` are the credit of its clicks under the programs' models."""

    link_id: Count
    code: str
    url: str
    partner: str
    partner_id: Count
    name: str
    destination: str
    sub_id: str
    clicks: Count
    visitors: Count
    sales: float
    revenue: list[Amount]
    expires_at: Instant | None
    created_at: Instant


def answer_link_stats(request: ApiRequest) -> Table:
    """Every link that is not archived, most clicks first; a partner gets only their own."""
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    period, currency = (
        parse_period(request.query, request.now),
        parse_currency(request.query, request.dependencies.rates),
    )
    partner_id = request.caller.partner_id or parse_integer(request.query, "partner", 1, 2**31 - 1, 0) or None
    with begin_read(request.dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
        links = list_links(session, site_id, partner_id)
    question = CreditQuestion(
        site_id=site_id,
        from_ms=period.from_ms,
        to_ms=period.to_ms,
        rules=rules,
        types=("sale",),
        own_refs=find_own_refs(request.caller.partner_id, "", codes),
        exchange=currency.query(warehouse, site_id, period),
    )
    question = prepare_question(request.dependencies, question)
    figures = report_links(warehouse, codes, question, [link.code for link in links])
    converted = keep_converted([each.credit for each in figures.values()], question.exchange)
    tracker_url = request.dependencies.tracker_url
    rows = [_make_row(link, codes, figures.get(link.code, LinkFigures()), tracker_url) for link in links]
    rows.sort(key=lambda row: (-row.clicks, -row.sales, -row.link_id))
    meta = {**period.describe(), "model": rules.model, "window_ms": rules.window_ms, **converted}
    return Table(rows, {}, meta | describe_crowds(question))


def _make_row(link: models.Link, codes: CodeLookup, figures: LinkFigures, tracker_url: str) -> LinkRow:
    partner = codes.find(link.partner_id)
    return LinkRow(
        link_id=link.id,
        code=link.code,
        url=write_link_url(tracker_url, link.code),
        partner=partner.own_code if partner else "",
        partner_id=link.partner_id,
        name=partner.name if partner else "",
        destination=link.destination,
        sub_id=link.sub_id,
        clicks=figures.clicks,
        visitors=figures.visitors,
        sales=round_part(figures.credit.sales),
        revenue=list_amounts(figures.credit.revenue_minor),
        expires_at=link.expires_at,
        created_at=link.created_at,
    )


CALLS = (
    Call(
        "read_link_stats",
        "GET",
        "/links/stats",
        answer_link_stats,
        "The short links of a site, or of one partner, with clicks, visitors, sales and revenue of each",
        parameters=(*PERIOD, "partner", "currency", "format"),
        answer_type=LinkRow,
        is_for_partners=True,
        has_figures=True,
        is_report=True,
    ),
)
