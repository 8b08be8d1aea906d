"""What the referred customer gets: money, a discount or free months."""

from dataclasses import dataclass
from enum import StrEnum


class Benefit(StrEnum):
    """Only an amount is money of the ledger; the site gives the others by itself."""

    AMOUNT = "amount"
    DISCOUNT_PPM = "discount_ppm"
    FREE_MONTHS = "free_months"


@dataclass(frozen=True, slots=True)
class CustomerReward:
    """``quantity`` of the benefit once for each referred customer; what is not used in ``valid_days`` expires."""

    benefit: Benefit
    quantity: int
    valid_days: int | None = None

    def find_amount(self) -> int:
        """Minor units of the sale's currency; nothing where the benefit is no money."""
        return self.quantity if self.benefit is Benefit.AMOUNT else 0
