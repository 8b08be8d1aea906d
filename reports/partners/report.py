"""Adds up clicks and credits of each partner and of each bucket of time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from money.amount import list_amounts
from registry.code_lookup import CodeLookup
from reports.attribution.credit import Credit, round_part, sum_credits
from reports.attribution.statements import query_credits_in_parts
from reports.attribution.summing import add_up, count_conversions
from reports.paths.question import CreditQuestion, make_parameters
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Clicks:
    """Human clicks and how many browsers made them; the clicks of bots, prefetches, previews and tests stand apart."""

    clicks: int = 0
    visitors: int = 0
    bot_clicks: int = 0
    prefetch_clicks: int = 0
    preview_clicks: int = 0
    test_clicks: int = 0


@dataclass(slots=True)
class Figures:
    """What one partner, or all of them, brought in a span of time."""

    clicks: Clicks = field(default_factory=Clicks)
    credit: Credit = field(default_factory=Credit)

    def show(self) -> dict[str, object]:
        """As it stands in an answer; ``conversion_rate`` is sales by clicks, None without clicks."""
        clicks, credit = self.clicks, self.credit
        sales = round_part(credit.sales)
        return {
            "clicks": clicks.clicks,
            "visitors": clicks.visitors,
            "leads": round_part(credit.leads),
            "sales": sales,
            "revenue": list_amounts(credit.revenue_minor),
            "conversion_rate": sales / clicks.clicks if clicks.clicks else None,
            "bot_clicks": clicks.bot_clicks,
            "prefetch_clicks": clicks.prefetch_clicks,
            "preview_clicks": clicks.preview_clicks,
            "test_clicks": clicks.test_clicks,
        }


@dataclass(slots=True)
class PartnerFigures:
    """By the partner's own code, by the beginning of the bucket in milliseconds, and in total."""

    total: Figures = field(default_factory=Figures)
    by_partner: defaultdict[str, Figures] = field(default_factory=lambda: defaultdict(Figures))
    by_bucket: defaultdict[int, Figures] = field(default_factory=lambda: defaultdict(Figures))


class _ClickRow(msgspec.Struct, frozen=True, gc=False):
    is_partner: bool
    is_bucket: bool
    partner: str
    bucket_ms: int
    clicks: int
    visitors: int
    bot_clicks: int
    prefetch_clicks: int
    preview_clicks: int
    test_clicks: int

    def find_partner(self) -> str | None:
        return self.partner if self.is_partner else None

    def find_bucket(self) -> int | None:
        return self.bucket_ms if self.is_bucket else None

    def make_clicks(self) -> Clicks:
        return Clicks(
            self.clicks,
            self.visitors,
            self.bot_clicks,
            self.prefetch_clicks,
            self.preview_clicks,
            self.test_clicks,
        )


class _CreditRow(msgspec.Struct, frozen=True, gc=False):
    is_bucket: bool
    partner: str
    bucket_ms: int
    currency: str
    shares: int
    sale_shares: int
    lead_shares: int
    revenue_minor: int

    @property
    def grain(self) -> tuple[bool, str, int, str]:
        return self.is_bucket, self.partner, self.bucket_ms, self.currency

    def add(self, other: "_CreditRow") -> "_CreditRow":
        return _CreditRow(
            *self.grain,
            self.shares + other.shares,
            self.sale_shares + other.sale_shares,
            self.lead_shares + other.lead_shares,
            self.revenue_minor + other.revenue_minor,
        )

    def find_partner(self) -> str | None:
        return None if self.is_bucket else self.partner

    def find_bucket(self) -> int | None:
        return self.bucket_ms if self.is_bucket else None

    def make_credit(self) -> Credit:
        conversions, sales, leads = map(count_conversions, (self.shares, self.sale_shares, self.lead_shares))
        return Credit(conversions, sales, leads, {self.currency: self.revenue_minor})


def report_partners(
    warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion, starts_ms: Sequence[int]
) -> PartnerFigures:
    """The figures of the partners that the question is about; a partner without any is absent.

    Clicks come from the roll-up where period and buckets begin on whole hours of UTC, else from the events.
    """
    figures = PartnerFigures()
    whole_hours = all(moment % HOUR_MS == 0 for moment in (question.from_ms, question.to_ms, *starts_ms))
    statement = "clicks_by_hour" if whole_hours else "clicks"
    # Half of the time of a question about one partner was the parsing of a thousand other partners' codes.
    own = {**make_parameters(question, codes.narrow(question.own_refs)), "starts_ms": starts_ms}
    for clicks in warehouse.query(read_statement("reports.partners", statement), own).parse(_ClickRow):
        _find_figures(figures, clicks.find_partner(), clicks.find_bucket()).clicks = clicks.make_clicks()
    part = ("reports.partners", "credits")
    answers = query_credits_in_parts(warehouse, question, codes, part, {"starts_ms": starts_ms})
    # Always in the same order: sums of floats depend on it.
    rows = sorted(add_up(row for answer in answers for row in answer.parse(_CreditRow)), key=lambda row: row.grain)
    for credit in rows:
        _find_figures(figures, credit.find_partner(), credit.find_bucket()).credit.add(credit.make_credit())
    figures.total.credit = sum_credits(figures.by_partner[partner].credit for partner in sorted(figures.by_partner))
    return figures


def _find_figures(figures: PartnerFigures, partner: str | None, bucket_ms: int | None) -> Figures:
    if partner is not None:
        return figures.by_partner[partner]
    return figures.total if bucket_ms is None else figures.by_bucket[bucket_ms]
