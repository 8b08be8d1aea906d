"""The credit of each key under each asked model."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.attribution.paths import CreditQuestion, join_credit_statement, make_parameters
from reports.codes import SiteCodes
from reports.money import add_money, show_money
from warehouse.interface import Rows, Warehouse


@dataclass(slots=True)
class Credit:
    """What one key earned: parts of conversions, and whole minor units of each currency."""

    conversions: float = 0.0
    sales: float = 0.0
    leads: float = 0.0
    revenue_minor: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Credit") -> None:
        """Takes the other's credit too."""
        self.conversions += other.conversions
        self.sales += other.sales
        self.leads += other.leads
        self.revenue_minor = add_money(self.revenue_minor, other.revenue_minor)

    def show(self) -> dict[str, object]:
        """As it stands in an answer."""
        return {
            "conversions": self.conversions,
            "sales": self.sales,
            "leads": self.leads,
            "revenue": show_money(self.revenue_minor),
        }


Credits = Mapping[str, Mapping[str, Credit]]


def report_credits(warehouse: Warehouse, codes: SiteCodes, question: CreditQuestion) -> Credits:
    """Model → key → credit; every asked model is there, with no key where nothing was earned."""
    statement = join_credit_statement("reports.attribution", "rows")
    rows = warehouse.query(statement, make_parameters(question, codes))
    credits: dict[str, dict[str, Credit]] = {model: defaultdict(Credit) for model in question.models}
    for model, key, credit in _read_rows(rows):
        credits[model][key].add(credit)
    return credits


def sum_credits(credits: Iterable[Credit]) -> Credit:
    """The credit of all together."""
    total = Credit()
    for credit in credits:
        total.add(credit)
    return total


def _read_rows(rows: Rows) -> Iterable[tuple[str, str, Credit]]:
    for row in zip(*rows.columns, strict=True):
        model, key, currency, conversions, sales, leads, revenue_minor = row
        yield model, key, Credit(conversions, sales, leads, {currency: revenue_minor})
