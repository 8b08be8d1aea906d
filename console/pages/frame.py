"""What the marketer's pages have around them: the reports, the sites and the account."""

from console.pages.page_access import Marketer

REPORTS = (
    ("/attribution", "Attribution"),
    ("/paths", "Paths"),
    ("/funnel", "Funnel"),
    ("/cohorts", "Cohorts"),
    ("/partners", "Partners"),
    ("/conversions", "Conversions"),
    ("/promo-codes", "Promo codes"),
    ("/fraud", "Fraud"),
    ("/settings", "Settings"),
)


def frame(marketer: Marketer, current: str) -> dict[str, object]:
    """For the template of a page at the path ``current``."""
    return {
        "reports": REPORTS,
        "current": current,
        "site": marketer.site,
        "sites": marketer.sites,
        "email": marketer.member.email,
    }
