"""GET /promo-codes/redemptions."""

from collections import defaultdict
from dataclasses import dataclass, field

from console.api.questions.attribution import read_rules
from console.api.questions.period import read_period
from console.api.request import Asked, Call, Table
from money.amount import add_money, list_amounts
from reports.attribution.paths import CreditQuestion, make_parameters
from warehouse.sql_parts import join_statement

# A code that so many networks redeem, mostly without ever having come by its partner, stands on a coupon site.
LEAKED_NETWORKS = 5
_COLUMNS = ("code", "partner", "redemptions", "without_click", "networks", "leaked", "value")


@dataclass(slots=True)
class Redemptions:
    """Of one code, all currencies together; ``networks`` are those of buyers without any click."""

    total: int = 0
    without_click: int = 0
    networks: set[str] = field(default_factory=set)
    value_minor: dict[str, int] = field(default_factory=dict)

    @property
    def is_leaked(self) -> bool:
        """Most redemptions have no click before them, and come from many networks."""
        return 2 * self.without_click > self.total and len(self.networks) >= LEAKED_NETWORKS


def answer_redemptions(asked: Asked) -> Table:
    """One row a promo code that was redeemed, the leaked ones first."""
    codes, rules = read_rules(asked)
    period = read_period(asked.query, asked.now)
    question = CreditQuestion(asked.site().site_id, period.from_ms, period.to_ms, rules, types=("sale",))
    statement = join_statement(("reports.attribution", "people"), ("reports.redemptions", "redemptions"))
    found: dict[str, Redemptions] = defaultdict(Redemptions)
    for row in zip(*asked.sources.warehouse.query(statement, make_parameters(question, codes)).columns, strict=True):
        code, currency, redemptions, without_click, networks, value_minor = row
        each = found[str(code)]
        each.total += redemptions
        each.without_click += without_click
        each.networks.update(networks)
        each.value_minor = add_money(each.value_minor, {str(currency): value_minor})
    order = sorted(found, key=lambda code: (not found[code].is_leaked, -found[code].without_click, code))
    rows = [_show(code, codes.find_promo_partner(code), found[code]) for code in order]
    return Table(_COLUMNS, rows, {}, {**period.describe(), "leaked_networks": LEAKED_NETWORKS})


def _show(code: str, partner: str, redemptions: Redemptions) -> dict[str, object]:
    return {
        "code": code,
        "partner": partner,
        "redemptions": redemptions.total,
        "without_click": redemptions.without_click,
        "networks": len(redemptions.networks),
        "leaked": redemptions.is_leaked,
        "value": list_amounts(redemptions.value_minor),
    }


CALLS = (
    Call(
        "GET",
        "/promo-codes/redemptions",
        answer_redemptions,
        "How promo codes were redeemed, and which have leaked: without any click before, from many networks",
        parameters=("site", "from", "to", "tz", "format"),
        row="Redemptions",
        has_figures=True,
    ),
)
