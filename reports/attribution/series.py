"""The credit of an attribution over time: in total what the report of the same question has in total."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from registry.code_lookup import CodeLookup
from registry.enums import Model
from reports.attribution.credit import Credit
from reports.attribution.statements import query_credits_in_parts
from reports.attribution.summing import add_up, count_conversions
from reports.paths.question import CreditQuestion
from reports.program_rules import DEFAULT_MODEL
from warehouse.interface import Warehouse


class _Row(msgspec.Struct, frozen=True, gc=False):
    bucket_ms: int
    type: str
    currency: str
    shares: int
    revenue_minor: int

    @property
    def grain(self) -> tuple[int, str, str]:
        return self.bucket_ms, self.type, self.currency

    def add(self, other: "_Row") -> "_Row":
        return _Row(*self.grain, self.shares + other.shares, self.revenue_minor + other.revenue_minor)


def report_series(
    warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion, starts_ms: Sequence[int]
) -> dict[int, Credit]:
    """By the beginning of the bucket in milliseconds; a bucket without conversions is absent.

    The question has one model. Markov values keys, not conversions; those it divides are the same as any model's.
    """
    asked = replace(question, models=(DEFAULT_MODEL,)) if Model.MARKOV in question.models else question
    part = ("reports.attribution", "series")
    answers = query_credits_in_parts(warehouse, asked, codes, part, {"starts_ms": starts_ms})
    # Always in the same order: sums of floats depend on it.
    rows = sorted(add_up(row for answer in answers for row in answer.parse(_Row)), key=lambda row: row.grain)
    series: defaultdict[int, Credit] = defaultdict(Credit)
    for row in rows:
        conversions = count_conversions(row.shares)
        sales, leads = (conversions, 0.0) if row.type == "sale" else (0.0, conversions)
        series[row.bucket_ms].add(Credit(conversions, sales, leads, {row.currency: row.revenue_minor}))
    return series
