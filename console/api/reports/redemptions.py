"""GET /promo-codes/redemptions."""

from console.api.fields import Count, Resource
from console.api.parameters import PERIOD
from console.api.questions.attribution import query_rules
from console.api.questions.period import parse_period
from console.api.request import ApiRequest, Call, Table
from database.sessions import begin_read
from money.amount import Amount, list_amounts
from reports.paths.question import CreditQuestion
from reports.redemptions.report import LEAKED_NETWORKS, Redemptions, report_redemptions


class RedeemedCode(Resource):
    """How often a promo code was used, and without any click before; `value` of the sales before refunds."""

    code: str
    partner: str
    redemptions: Count
    without_click: Count
    networks: Count
    leaked: bool
    value: list[Amount]


def answer_redemptions(request: ApiRequest) -> Table:
    """One row a promo code that was redeemed, the leaked ones first."""
    site_id, period = request.site().site_id, parse_period(request.query, request.now)
    with begin_read(request.dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
    question = CreditQuestion(site_id, period.from_ms, period.to_ms, rules, types=("sale",))
    found = report_redemptions(request.dependencies.warehouse, codes, question)
    rows = [_make_row(code, codes.find_promo_partner(code), each) for code, each in found.items()]
    return Table(rows, {}, {**period.describe(), "leaked_networks": LEAKED_NETWORKS})


def _make_row(code: str, partner: str, redemptions: Redemptions) -> RedeemedCode:
    return RedeemedCode(
        code=code,
        partner=partner,
        redemptions=redemptions.total,
        without_click=redemptions.without_click,
        networks=len(redemptions.networks),
        leaked=redemptions.is_leaked,
        value=list_amounts(redemptions.value_minor),
    )


CALLS = (
    Call(
        "list_redemptions",
        "GET",
        "/promo-codes/redemptions",
        answer_redemptions,
        "How promo codes were redeemed, and which have leaked: without any click before, from many networks",
        parameters=(*PERIOD, "format"),
        answer_type=RedeemedCode,
        has_figures=True,
        is_report=True,
        is_tagged=True,
    ),
)
