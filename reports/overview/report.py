"""Sales, leads and clicks of a period and of the one before it, and who and what brought the sales."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from money.amount import Amount, add_money, list_amounts
from registry.code_lookup import CodeLookup
from reports.attribution.credit import round_part
from reports.attribution.statements import query_credits_in_parts
from reports.attribution.summing import count_conversions
from reports.paths.crowd_search import find_crowds
from reports.paths.question import CreditQuestion
from reports.period import Period
from reports.program_rules import Rules
from reports.settled.reading import find_settled
from reports.settled.recent import RecentFindings
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

PACKAGE = "reports.overview"


@dataclass(slots=True)
class Figures:
    """Of a day, a channel, a country, a partner or a period; revenue in minor units by currency, net of refunds."""

    clicks: int = 0
    sales: float = 0.0
    leads: int = 0
    revenue_minor: Mapping[str, int] = field(default_factory=dict)

    def add(self, other: "Figures") -> None:
        """Adds others to these."""
        self.clicks += other.clicks
        self.sales += other.sales
        self.leads += other.leads
        self.revenue_minor = add_money(self.revenue_minor, other.revenue_minor)

    @property
    def revenue(self) -> list[Amount]:
        """One amount a currency."""
        return list_amounts(self.revenue_minor)


@dataclass(frozen=True, slots=True)
class Overview:
    """By the beginning of each day in milliseconds, by channel, by country, and by the partner's own code."""

    days: Mapping[int, Figures]
    channels: Mapping[str, Figures]
    countries: Mapping[str, Figures]
    partners: Mapping[str, Figures]

    def sum_days(self, starts_ms: Sequence[int]) -> Figures:
        """The figures of these days together."""
        total = Figures()
        for start_ms in starts_ms:
            total.add(self.days.get(start_ms, Figures()))
        return total


class _ConversionRow(msgspec.Struct, frozen=True, gc=False):
    kind: str
    day_ms: int
    country: str
    currency: str
    sales: int
    leads: int
    revenue_minor: int


class _ClickRow(msgspec.Struct, frozen=True, gc=False):
    kind: str
    day_ms: int
    channel: str
    country: str
    clicks: int


class _CreditRow(msgspec.Struct, frozen=True, gc=False):
    kind: str
    name: str
    currency: str
    shares: int
    revenue_minor: int


def report_overview(
    warehouse: Warehouse,
    codes: CodeLookup,
    rules: Rules,
    site_id: int,
    period: Period,
    before: Period | None,
    starts_ms: Sequence[int],
    recent: RecentFindings | None = None,
) -> Overview:
    """``starts_ms`` are the beginnings of the days of both periods, in order; ``before`` None: nothing is compared."""
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "from_ms": period.from_ms,
        "to_ms": period.to_ms,
        "before_from_ms": before.from_ms if before else 0,
        "before_to_ms": before.to_ms if before else 0,
        "starts_ms": starts_ms,
        "returned_orders": (),
    }
    days, countries = defaultdict[int, Figures](Figures), defaultdict[str, Figures](Figures)
    for row in query_conversions(warehouse, parameters):
        figures = days[row.day_ms] if row.kind == "day" else countries[row.country]
        revenue = {row.currency: row.revenue_minor} if row.sales else {}
        figures.add(Figures(sales=row.sales, leads=row.leads, revenue_minor=revenue))
    partners, channels = query_credits(warehouse, codes, rules, site_id, period, recent)
    for click in query_clicks(warehouse, parameters):
        if click.kind == "day":
            days[click.day_ms].clicks += click.clicks
        else:
            place = channels[click.channel] if click.kind == "channel" else countries[click.country]
            place.clicks += click.clicks
    return Overview(days, channels, countries, partners)


def query_conversions(warehouse: Warehouse, parameters: Mapping[str, Value]) -> list[_ConversionRow]:
    """The rows of conversion_sums.sql."""
    parts = ((PACKAGE, "conversions"), ("warehouse", "folded_returns"), (PACKAGE, "conversion_sums"))
    return warehouse.query(join_statements(*parts), parameters).parse(_ConversionRow)


def query_clicks(warehouse: Warehouse, parameters: Mapping[str, Value]) -> list[_ClickRow]:
    """The rows of clicks.sql."""
    return warehouse.query(read_statement(PACKAGE, "clicks"), parameters).parse(_ClickRow)


def query_credits(
    warehouse: Warehouse,
    codes: CodeLookup,
    rules: Rules,
    site_id: int,
    period: Period,
    recent: RecentFindings | None = None,
) -> tuple[dict[str, Figures], defaultdict[str, Figures]]:
    """The sales of each partner and of each channel by the program's model, from settled paths where there are any."""
    question = CreditQuestion(
        site_id, period.from_ms, period.to_ms, rules, by="channel", types=("sale",), models=(rules.model,)
    )
    question = find_crowds(warehouse, find_settled(warehouse, question, recent))
    found: dict[str, defaultdict[str, Figures]] = {"partner": defaultdict(Figures), "channel": defaultdict(Figures)}
    for answer in query_credits_in_parts(warehouse, question, codes, (PACKAGE, "credits")):
        for row in sorted(answer.parse(_CreditRow), key=lambda each: (each.kind, each.name, each.currency)):
            sales = count_conversions(row.shares)
            found[row.kind][row.name].add(Figures(sales=sales, revenue_minor={row.currency: row.revenue_minor}))
    for each in (*found["partner"].values(), *found["channel"].values()):
        each.sales = round_part(each.sales)
    partners = {name: figures for name, figures in found["partner"].items() if name}
    return partners, found["channel"]
