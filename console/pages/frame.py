"""What the marketer's pages have around them: one table of the navigation, sites, account and settings.

To add a page, add its entry here, its template (of `/links`: `templates/links.html`), and its `start…` function in
`assets/console.js`.
"""

from dataclasses import dataclass

from console.pages.page_access import Marketer
from registry.enums import Role
from registry.site_addresses import write_page_address
from registry.team.preferences import find_preferences

EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, for ``roles`` alone; ``icon`` is one of ``icons.html``, ``is_tab``: it has a place on a phone's bar."""

    path: str
    label: str
    icon: str
    group: str = ""
    is_tab: bool = False
    roles: frozenset[Role] = EVERYBODY

    @property
    def page(self) -> str:
        """The page's name: of its template, and of its start function in console.js."""
        return self.path[1:]


PAGES = (
    Entry("/overview", "Overview", "home", is_tab=True),
    Entry("/partners", "Partners", "people", is_tab=True),
    Entry("/programs", "Programs", "terms"),
    Entry("/links", "Links and codes", "link"),
    Entry("/conversions", "Customers", "cart", is_tab=True),
    Entry("/payouts", "Payouts", "wallet", is_tab=True),
    Entry("/fraud", "Risk", "shield"),
    Entry("/attribution", "Attribution", "split", "Analytics"),
    Entry("/paths", "Paths", "path", "Analytics"),
    Entry("/funnel", "Funnel", "funnel", "Analytics"),
    Entry("/cohorts", "Cohorts", "grid", "Analytics"),
    Entry("/promo-codes", "Promo codes", "ticket", "Analytics"),
    Entry("/team", "Team", "team", "Settings"),
    Entry("/settings", "Settings", "gear", "Settings"),
)
START = PAGES[0].path


def frame(marketer: Marketer, current: str) -> dict[str, object]:
    """For the template of a page at the path ``current``."""
    preferences = find_preferences(marketer.site, marketer.member)
    return {
        "navigation": [entry for entry in PAGES if marketer.role in entry.roles],
        "current": current,
        "site": marketer.site,
        "choices": [(each.id, each.name) for each in marketer.sites],
        "email": marketer.member.email,
        "home": write_page_address(marketer.site.hosts) if marketer.site.hosts else "",
        "rights": marketer.rights,
        "timezone": preferences.timezone,
        "currency": preferences.currency,
        "is_administrator": marketer.member.is_administrator,
    }
