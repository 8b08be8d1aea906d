"""The options of the reports' filters: the value for the API, and the label."""

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
FORMATS = (("csv", "CSV"), ("ndjson", "NDJSON"), ("parquet", "Parquet"))
