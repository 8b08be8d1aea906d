"""The options of the reports' filters and of settings: the value for the API, and the label."""

from collections.abc import Sequence

from console.api.payouts.files import FORMATS as FILE_FORMATS
from console.api.payouts.results import PARSERS
from languages.sentence import Words, sentence, word
from registry.models import Site
from registry.team.preferences import ORIGINAL

MODELS = (
    ("", sentence("The program’s")),
    ("last_click", word("model", "Last click")),
    ("first_click", word("model", "First click")),
    ("last_non_direct", word("model", "Last non-direct")),
    ("last_partner_click", word("model", "Last partner click")),
    ("linear", word("model", "Linear")),
    ("position", word("model", "Position 40/20/40")),
    ("time_decay", word("model", "Time decay")),
    ("markov", word("model", "Markov")),
    ("shapley", word("model", "Shapley")),
)
DIMENSIONS = (
    ("partner", sentence("Partner")),
    ("ref", sentence("Code (ref)")),
    ("channel", sentence("Channel")),
    ("link", sentence("Link")),
    ("sub_id", sentence("Sub-id")),
    ("utm_source", sentence("UTM source")),
    ("utm_medium", sentence("UTM medium")),
    ("utm_campaign", sentence("UTM campaign")),
    ("country", sentence("Country")),
)
WINDOWS = (
    ("", sentence("The program’s")),
    ("7d", sentence("7 days")),
    ("14d", sentence("14 days")),
    ("30d", sentence("30 days")),
    ("60d", sentence("60 days")),
    ("90d", sentence("90 days")),
)
CONVERSIONS = (("sale", sentence("Sales")), ("lead", sentence("Leads")), ("all", sentence("Sales and leads")))
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
    ("not_partner", word("conversion_state", "Without a partner")),
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
    ("click", word("event_type", "Click")),
    ("pageview", word("event_type", "Page view")),
    ("engage", word("event_type", "Engagement")),
    ("event", sentence("Event named")),
    ("lead", word("event_type", "Lead")),
    ("sale", word("event_type", "Sale")),
)
BREAKDOWNS = (
    ("", sentence("Nothing")),
    ("partner", sentence("Partner")),
    ("ref", sentence("Code (ref)")),
    ("channel", sentence("Channel")),
    ("country", sentence("Country")),
    ("device", sentence("Device")),
    ("browser", sentence("Browser")),
    ("os", sentence("System")),
)
ORDERS = (
    ("ordered", sentence("In this order")),
    ("strict", sentence("Nothing between")),
    ("unordered", sentence("Any order")),
)
ENTRIES = (("best", sentence("The one that went furthest")), ("first", sentence("The first one")))
MEASURES = (
    ("repeat_revenue", sentence("Repeat revenue")),
    ("revenue", sentence("Revenue")),
    ("buyers", sentence("Buyers")),
    ("repeaters", sentence("Buyers who came back")),
)
REPORTERS = (
    ("browser", word("conversions_from", "Browsers, signed or not, and your server")),
    ("signed", word("conversions_from", "Browsers with your signature, and your server")),
    ("server", word("conversions_from", "Your server and imports alone")),
)
PAYOUT_FORMATS = FILE_FORMATS
STATEMENT_FORMATS = tuple(PARSERS)
ROLES = (
    ("analyst", sentence("Analyst: sees everything but payouts, changes nothing")),
    ("reviewer", sentence("Reviewer: also decides on conversions and fraud")),
    ("finance", sentence("Finance: also sees and makes payouts")),
    ("manager", sentence("Manager: also partners, programs, links and codes")),
    ("owner", sentence("Owner: everything")),
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
