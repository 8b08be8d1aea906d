"""Adds up clicks and credits of each partner and of each bucket of time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from money.amount import list_amounts
from registry.codes import SiteCodes
from reports.attribution.credit import Credit, sum_credits
from reports.attribution.paths import CreditQuestion, choose_credit_statement, make_parameters
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Clicks:
    """People's clicks and how many browsers made them; the clicks of machines and tests stand apart."""

    clicks: int = 0
    visitors: int = 0
    bot_clicks: int = 0
    prefetch_clicks: int = 0
    preview_clicks: int = 0
    test_clicks: int = 0


@dataclass(slots=True)
class Figures:
    """What somebody brought in some time."""

    clicks: Clicks = field(default_factory=Clicks)
    credit: Credit = field(default_factory=Credit)

    def show(self) -> dict[str, object]:
        """As it stands in an answer; ``conversion_rate`` is sales by clicks, None without clicks."""
        clicks, credit = self.clicks, self.credit
        return {
            "clicks": clicks.clicks,
            "visitors": clicks.visitors,
            "leads": credit.leads,
            "sales": credit.sales,
            "revenue": list_amounts(credit.revenue_minor),
            "conversion_rate": credit.sales / clicks.clicks if clicks.clicks else None,
            "bot_clicks": clicks.bot_clicks,
            "prefetch_clicks": clicks.prefetch_clicks,
            "preview_clicks": clicks.preview_clicks,
            "test_clicks": clicks.test_clicks,
        }


@dataclass(slots=True)
class PartnerFigures:
    """By own code of the partner, by beginning of the bucket in milliseconds, and together."""

    total: Figures = field(default_factory=Figures)
    by_partner: defaultdict[str, Figures] = field(default_factory=lambda: defaultdict(Figures))
    by_bucket: defaultdict[int, Figures] = field(default_factory=lambda: defaultdict(Figures))


def report_partners(
    warehouse: Warehouse, codes: SiteCodes, question: CreditQuestion, starts_ms: Sequence[int]
) -> PartnerFigures:
    """The figures of everybody whom the question is about; who has none is not there.

    Clicks come from the roll-up where everything begins on whole hours of UTC, else from the events themselves.
    """
    parameters = {**make_parameters(question, codes), "starts_ms": starts_ms}
    figures = PartnerFigures()
    whole_hours = all(moment % HOUR_MS == 0 for moment in (question.from_ms, question.to_ms, *starts_ms))
    statement = "clicks_by_hour" if whole_hours else "clicks"
    # Half of the time of one partner's question was the reading of a thousand others' codes.
    own = {**make_parameters(question, codes.narrow(question.own_refs)), "starts_ms": starts_ms}
    for partner, bucket_ms, clicks in _read_clicks(warehouse, statement, own):
        _choose(figures, partner, bucket_ms).clicks = clicks
    statement = choose_credit_statement(warehouse, question, "reports.partner_stats", "credits")
    for partner, bucket_ms, credit in _read_credits(warehouse, statement, parameters):
        _choose(figures, partner, bucket_ms).credit.add(credit)
    figures.total.credit = sum_credits(each.credit for each in figures.by_partner.values())
    return figures


def _choose(figures: PartnerFigures, partner: str | None, bucket_ms: int | None) -> Figures:
    if partner is not None:
        return figures.by_partner[partner]
    return figures.total if bucket_ms is None else figures.by_bucket[bucket_ms]


def _read_clicks(
    warehouse: Warehouse, statement: str, parameters: Mapping[str, Value]
) -> Iterator[tuple[str | None, int | None, Clicks]]:
    rows = warehouse.query(read_statement("reports.partner_stats", statement), parameters)
    for is_partner, is_bucket, partner, bucket_ms, *counts in zip(*rows.columns, strict=True):
        yield partner if is_partner else None, bucket_ms if is_bucket else None, Clicks(*counts)


def _read_credits(
    warehouse: Warehouse, statement: str, parameters: Mapping[str, Value]
) -> Iterator[tuple[str | None, int | None, Credit]]:
    rows = warehouse.query(statement, parameters)
    for is_bucket, partner, bucket_ms, currency, *parts in zip(*rows.columns, strict=True):
        conversions, sales, leads, revenue_minor = parts
        credit = Credit(conversions, sales, leads, {currency: revenue_minor})
        yield (None, bucket_ms, credit) if is_bucket else (partner, None, credit)
