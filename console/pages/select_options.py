"""The options of the reports' filters and of settings: the value for the API, and the label."""

from collections.abc import Sequence

from console.api.payouts.files import FORMATS as FILE_FORMATS
from console.api.payouts.results import PARSERS
from languages.sentence import Words, sentence, word
from registry.models import Site
from registry.team.preferences import ORIGINAL

MODELS = (
    ("", "The program’s"),
    ("last_click", "Last click"),
    ("first_click", "First click"),
    ("last_non_direct", "Last non-direct"),
    ("last_partner_click", "Last partner click"),
    ("linear", "Linear"),
    ("position", "Position 40/20/40"),
    ("time_decay", "Time decay"),
    ("markov", "Markov"),
    ("shapley", "Shapley"),
)
DIMENSIONS = (
    ("partner", "Partner"),
    ("ref", "Code (ref)"),
    ("channel", "Channel"),
    ("link", "Link"),
    ("sub_id", "Sub-id"),
    ("utm_source", "UTM source"),
    ("utm_medium", "UTM medium"),
    ("utm_campaign", "UTM campaign"),
    ("country", "Country"),
)
WINDOWS = (
    ("", "The program’s"),
    ("7d", "7 days"),
    ("14d", "14 days"),
    ("30d", "30 days"),
    ("60d", "60 days"),
    ("90d", "90 days"),
)
CONVERSIONS = (("sale", "Sales"), ("lead", "Leads"), ("all", "Sales and leads"))
LEDGER_KINDS = (
    ("all", sentence("All")),
    ("sale", sentence("Sales")),
    ("lead", sentence("Leads")),
    ("refunded", word("conversion_state", "Refunded")),
)
CONVERSION_STATES = (
    ("", sentence("All")),
    ("pending", word("conversion_state", "Pending")),
    ("approved", word("conversion_state", "Approved")),
    ("held", word("conversion_state", "Held for review")),
    ("rejected", word("conversion_state", "Rejected")),
    ("refunded", word("conversion_state", "Refunded")),
    ("not_partner", word("conversion_state", "Not a partner sale")),
)
LEAD_STAGES = (
    ("", sentence("All")),
    ("new", word("lead_stage", "New")),
    ("contacted", word("lead_stage", "Contacted")),
    ("qualified", word("lead_stage", "Qualified")),
    ("won", word("lead_stage", "Won")),
    ("lost", word("lead_stage", "Lost")),
)
# There may be thousands of friends, so the page shows partners unless somebody chooses.
PARTNER_KINDS = (("partner", sentence("Partners")), ("friend", sentence("Friends")), ("", sentence("All")))
STEPS = (
    ("click", "Click"),
    ("pageview", "Page view"),
    ("engage", "Engagement"),
    ("event", "Event named"),
    ("lead", "Lead"),
    ("sale", "Sale"),
)
BREAKDOWNS = (
    ("", "Nothing"),
    ("partner", "Partner"),
    ("ref", "Code (ref)"),
    ("channel", "Channel"),
    ("country", "Country"),
    ("device", "Device"),
    ("browser", "Browser"),
    ("os", "System"),
)
ORDERS = (("ordered", "In this order"), ("strict", "Nothing between"), ("unordered", "Any order"))
ENTRIES = (("best", "The one that went furthest"), ("first", "The first one"))
MEASURES = (
    ("repeat_revenue", "Repeat revenue"),
    ("revenue", "Revenue"),
    ("buyers", "Buyers"),
    ("repeaters", "Buyers who came back"),
)
REPORTERS = (
    ("browser", "Browsers, signed or not, and your server"),
    ("signed", "Browsers with your signature, and your server"),
    ("server", "Your server and imports alone"),
)
PAYOUT_FORMATS = FILE_FORMATS
STATEMENT_FORMATS = tuple(PARSERS)
ROLES = (
    ("analyst", "Analyst: sees everything but payouts, changes nothing"),
    ("reviewer", "Reviewer: also decides on conversions and fraud"),
    ("finance", "Finance: also sees and makes payouts"),
    ("manager", "Manager: also partners, programs, links and codes"),
    ("owner", "Owner: everything"),
)
FORMATS = (("spreadsheet", sentence("Spreadsheet")), ("csv", "CSV"), ("ndjson", "NDJSON"), ("parquet", "Parquet"))
PARTNER_STATUSES = (
    ("", sentence("All")),
    ("active", word("partner_status", "Active")),
    ("paused", word("partner_status", "Paused")),
    ("blocked", word("partner_status", "Blocked")),
    ("archived", word("partner_status", "Archived")),
)


_AS_RECORDED = sentence("As recorded")


def list_site_currencies(currencies: Sequence[str], site: Site) -> list[tuple[str, Words]]:
    """To which currencies a site's figures can be converted; the chosen one too, where it has no rates any more."""
    known = sorted({*currencies, site.display_currency} - {""})
    return [("", _AS_RECORDED), *((code, code) for code in known)]


def list_own_currencies(currencies: Sequence[str], site: Site) -> list[tuple[str, Words]]:
    """The same for a person, who may leave it to the site."""
    as_site = sentence("As the site ({currency})", currency=site.display_currency or sentence("as recorded"))
    return [("", as_site), (ORIGINAL, _AS_RECORDED), *list_site_currencies(currencies, site)[1:]]
