"""GET /promo-codes/redemptions."""

from typing import Annotated

from console.api.fields import LABEL, Count, Resource
from console.api.parameters import PERIOD
from console.api.questions.attribution import query_rules
from console.api.questions.period import parse_period
from console.api.request import ApiRequest, Call, Table
from database.sessions import begin_read
from money.amount import Amount, list_amounts
from registry.models import Partner
from reports.paths.question import CreditQuestion
from reports.redemptions.report import LEAKED_NETWORKS, Redemptions, report_redemptions


class RedeemedCode(Resource):
    """How often a promo code was used, and without any click before; `value` of the sales before refunds."""

    code: str
    partner: str
    partner_name: Annotated[str, LABEL]
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
    rows = [_make_row(code, codes.find_owner(codes.find_promo_partner(code)), each) for code, each in found.items()]
    return Table(rows, {}, {**period.describe(), "leaked_networks": LEAKED_NETWORKS})


def _make_row(code: str, partner: Partner | None, redemptions: Redemptions) -> RedeemedCode:
    return RedeemedCode(
        code=code,
        partner=partner.own_code if partner else "",
        partner_name=partner.name if partner else "",
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
