"""What every question about paths and credits has in common: its statement's beginning and its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.codes import SiteCodes
from reports.statements import join_statement
from warehouse.interface import Value

DAY_MS = 86_400_000
# Computed conversion by conversion, all by one pass of credits.sql.
HEURISTIC_MODELS = ("first_click", "last_click", "last_non_direct", "linear", "position", "time_decay")
DEFAULT_MODEL = "last_click"
CONVERSIONS = {"sale": ("sale",), "lead": ("lead",), "all": ("sale", "lead")}
# Google Ads and GA4: 40 % the first, 40 % the last, 20 % evenly those between; half the credit after seven days.
POSITION_PERCENTS = (40, 20, 40)
HALF_LIFE_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class CreditQuestion:
    """Which conversions, and how their credit is given; ``own_refs`` None: everybody's credit."""

    site_id: int
    from_ms: int
    to_ms: int
    window_ms: int
    by: str = "ref"
    types: tuple[str, ...] = ("sale", "lead")
    models: tuple[str, ...] = (DEFAULT_MODEL,)
    own_refs: tuple[str, ...] | None = None
    conversion_ids: tuple[str, ...] = ()


def join_credit_statement(package: str, name: str) -> str:
    """A select over ``credits``."""
    return join_statement(("reports.attribution", "paths"), ("reports.attribution", "credits"), (package, name))


def make_parameters(question: CreditQuestion, codes: SiteCodes) -> Mapping[str, Value]:
    """The typed parameters of paths.sql, credits.sql and the filter on whose credit is shown."""
    return {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "window_ms": question.window_ms,
        "types": question.types,
        "by": question.by,
        "refs": codes.refs,
        "ref_partners": codes.ref_partners,
        "promo_codes": codes.promo_codes,
        "promo_partners": codes.promo_partners,
        "conversion_ids": question.conversion_ids,
        "models": question.models,
        "position_percents": POSITION_PERCENTS,
        "half_life_ms": HALF_LIFE_MS,
        "every_ref": question.own_refs is None,
        "own_refs": question.own_refs or (),
    }
