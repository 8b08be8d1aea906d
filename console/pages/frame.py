"""What the marketer's pages have around them: one table of the navigation, sites, account and settings.

To add a page, add its entry here, its template (of `/links`: `templates/links.html`), and its module and `start…`
function in `assets/pages.json`.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from console.pages.page_access import Marketer
from languages.sentence import Sentence, sentence
from registry.enums import Role
from registry.site_addresses import find_first_page
from registry.team.preferences import find_preferences

EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, for ``roles`` alone; ``icon`` is one of ``icons.html``, ``is_tab``: it has a place on a phone's bar."""

    path: str
    label: Sentence
    icon: str
    group: Sentence | None = None
    is_tab: bool = False
    roles: frozenset[Role] = EVERYBODY

    @property
    def page(self) -> str:
        """The page's name: of its template, and of its script in `assets/pages.json`."""
        return self.path[1:]


_ANALYTICS, _SETTINGS = sentence("Analytics"), sentence("Settings")
PAGES = (
    Entry("/overview", sentence("Overview"), "home", is_tab=True),
    Entry("/partners", sentence("Partners"), "people", is_tab=True),
    Entry("/programs", sentence("Programs"), "terms"),
    Entry("/links", sentence("Links and codes"), "link"),
    Entry("/conversions", sentence("Customers"), "cart", is_tab=True),
    Entry("/payouts", sentence("Payouts"), "wallet", is_tab=True),
    Entry("/fraud", sentence("Risk"), "shield"),
    Entry("/attribution", sentence("Attribution"), "split", _ANALYTICS),
    Entry("/paths", sentence("Paths"), "path", _ANALYTICS),
    Entry("/funnel", sentence("Funnel"), "funnel", _ANALYTICS),
    Entry("/cohorts", sentence("Cohorts"), "grid", _ANALYTICS),
    Entry("/promo-codes", sentence("Promo codes"), "ticket", _ANALYTICS),
    Entry("/team", sentence("Team"), "team", _SETTINGS),
    Entry("/settings", sentence("Settings"), "gear", _SETTINGS),
)
START = PAGES[0].path


def frame(session: Session, marketer: Marketer, current: str) -> dict[str, object]:
    """For the template of a page at the path ``current``."""
    preferences = find_preferences(marketer.site, marketer.member)
    return {
        "navigation": [entry for entry in PAGES if marketer.role in entry.roles],
        "current": current,
        "site": marketer.site,
        "choices": [(each.id, each.name) for each in marketer.sites],
        "email": marketer.member.email,
        "home": find_first_page(session, marketer.site) if marketer.site.hosts else "",
        "rights": marketer.rights,
        "timezone": preferences.timezone,
        "currency": preferences.currency,
        "is_administrator": marketer.member.is_administrator,
        "saved_language": marketer.member.language,
    }
