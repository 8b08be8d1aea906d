"""What a key of a report earned, and the sum of several such credits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from money.amount import add_money, list_amounts
from reports.exchange.exchange import Exchange


@dataclass(slots=True)
class Credit:
    """Parts of conversions, and whole minor units of each currency; ``unconfirmed``: what browsers alone report."""

    conversions: float = 0.0
    sales: float = 0.0
    leads: float = 0.0
    revenue_minor: dict[str, int] = field(default_factory=dict)
    unconfirmed: float = 0.0
    unconfirmed_minor: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Credit") -> None:
        """Adds another credit to this one."""
        self.conversions += other.conversions
        self.sales += other.sales
        self.leads += other.leads
        self.revenue_minor = add_money(self.revenue_minor, other.revenue_minor)
        self.unconfirmed += other.unconfirmed
        self.unconfirmed_minor = add_money(self.unconfirmed_minor, other.unconfirmed_minor)

    def show(self) -> dict[str, object]:
        """Its fields in an answer."""
        return {
            "conversions": round_part(self.conversions),
            "sales": round_part(self.sales),
            "leads": round_part(self.leads),
            "revenue": list_amounts(self.revenue_minor),
        }

    def show_unconfirmed(self) -> dict[str, object]:
        """The part that is not payable before it is confirmed."""
        money = {code: minor for code, minor in self.unconfirmed_minor.items() if code in self.revenue_minor}
        return {"conversions": round_part(self.unconfirmed), "revenue": list_amounts(money)}


def round_part(conversions: float) -> float:
    """To twelve digits: thirds and sevenths that sum to 16 conversions are shown as 16."""
    return float(f"{conversions:.12g}")


Credits = Mapping[str, Mapping[str, Credit]]


def sum_credits(credits: Iterable[Credit]) -> Credit:
    """The credit of all together."""
    total = Credit()
    for credit in credits:
        total.add(credit)
    return total


def keep_converted(credits: Iterable[Credit], exchange: Exchange | None) -> dict[str, object]:
    """Removes from the credits all money outside the exchange's currency; returns what ``meta`` says of both."""
    if exchange is None:
        return {}
    unconverted_minor: dict[str, int] = {}
    for credit in credits:
        apart = {code: amount for code, amount in credit.revenue_minor.items() if code != exchange.currency}
        credit.revenue_minor = {code: credit.revenue_minor[code] for code in credit.revenue_minor if code not in apart}
        unconverted_minor = add_money(unconverted_minor, apart)
    return exchange.describe(unconverted_minor)
