"""Every call by which a page of the console loads what it shows, with the parameters that the page sends first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NAMED = "{event_id}"
PARTNER = "{partner_id}"
_STEPS = ({"type": "click"}, {"type": "event", "name": "trial"}, {"type": "sale"})
_FUNNEL = {"steps": _STEPS, "order": "ordered", "entry": "best", "window": "30d", "histogram": True}
_CREDITS = {"by": "partner", "conversion": "sale"}


@dataclass(frozen=True, slots=True, eq=False)
class PageCall:
    """A call of a page: its query, or its body where it is a POST; the period is added.

    ``is_before``: of the days before the period. ``is_partners``: asked by a partner.
    """

    page: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    is_before: bool = False
    is_partners: bool = False

    @property
    def name(self) -> str:
        """As it is printed."""
        return f"{self.path} (days before)" if self.is_before else self.path


def _list_partner_calls(page: str, query: Mapping[str, str], *, is_partners: bool) -> tuple[PageCall, ...]:
    return (
        PageCall(page, "partners/stats", {**query, "interval": "day"}, is_partners=is_partners),
        PageCall(page, "conversions", {**query, "limit": "50"}, is_partners=is_partners),
        PageCall(page, "partners/stats", {**query, "interval": "total"}, is_before=True, is_partners=is_partners),
    )


PAGE_CALLS = (
    PageCall("every page", "freshness"),
    PageCall("overview", "overview", {"compare": "previous"}),
    PageCall("attribution", "attribution", _CREDITS),
    PageCall("attribution", "attribution/series", {**_CREDITS, "interval": "day"}),
    PageCall("attribution", "attribution", _CREDITS, is_before=True),
    PageCall("attribution, compared", "attribution/compare", _CREDITS),
    PageCall("paths", "paths", _CREDITS),
    PageCall("funnel", "funnel", body=_FUNNEL),
    PageCall("cohorts", "cohorts"),
    PageCall("partners", "partners", {"sort": "name", "limit": "200"}),
    PageCall("partners", "partners/stats", {"interval": "total"}),
    PageCall("partners", "partners/stats", {"interval": "total"}, is_before=True),
    *_list_partner_calls("a partner", {"partner": PARTNER}, is_partners=False),
    *_list_partner_calls("a partner's own", {}, is_partners=True),
    PageCall("conversions", "conversions", {"limit": "50"}),
    PageCall("conversions, held ones", "conversions", {"limit": "50", "conversion_state": "held"}),
    PageCall("conversions, one", f"conversions/{NAMED}/why"),
    PageCall("conversions, one", f"conversions/{NAMED}/history"),
    PageCall("links and codes", "links/stats"),
    PageCall("links and codes", "promo-codes"),
    PageCall("programs", "programs/figures", {"language": "en"}),
    PageCall("one program", "terms", {"language": "en"}),
    PageCall("payouts, due", "balances/due"),
    PageCall("payouts, queue", "commissions/queue", {"queue": "all"}),
    PageCall("payouts, decided", "commissions/reviews"),
    PageCall("payouts, adjustments", "adjustments"),
    PageCall("payouts, unmatched refunds", "refunds/unmatched"),
    PageCall("payouts, drift", "drift"),
    PageCall("promo codes", "promo-codes/redemptions"),
    PageCall("fraud", "fraud/groups", {"limit": "1000"}),
    PageCall("fraud, one group", "fraud/marks", {"limit": "100"}),
    PageCall("fraud, rules", "fraud/rules"),
    PageCall("fraud, allow list", "fraud/allowances"),
    PageCall("fraud, log", "fraud/log", {"limit": "500"}),
    PageCall("team", "members"),
)
