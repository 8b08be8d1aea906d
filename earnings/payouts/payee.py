"""What must be known of a partner before he is paid."""

from dataclasses import dataclass
from datetime import datetime

from earnings.terms.terms import PayoutTerms
from registry.enums import PartnerStatus


@dataclass(frozen=True, slots=True)
class Payee:
    """``payout_currency`` is empty where he is paid in the currency he earned; rates are parts per million of gross.

    ``terms`` are those of his program, None where all partners of a run have the same. ``has_requested``: he asked for
    a payout, in the currency of the run.
    """

    partner: str
    status: str = PartnerStatus.ACTIVE
    has_method: bool = True
    method_usable_from: datetime | None = None
    has_accepted_terms: bool = True
    has_tax_details: bool = True
    is_held_for_review: bool = False
    payout_currency: str = ""
    withholding_ppm: int = 0
    vat_ppm: int = 0
    terms: PayoutTerms | None = None
    has_requested: bool = False
