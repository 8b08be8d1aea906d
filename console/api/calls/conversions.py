"""GET /conversions and GET /conversions/{event_id}/why."""

from console.api.calls.conversions_list import answer_conversions
from console.api.calls.why import answer_why
from console.api.request import Call

CALLS = (
    Call(
        "GET",
        "/conversions",
        answer_conversions,
        "Conversions of a period with their decision, newest first, a page at a time",
        parameters=("site", "from", "to", "tz", "conversion", "partner", "currency", "limit", "cursor", "format"),
        row="Conversion",
        is_for_partners=True,
        has_figures=True,
    ),
    Call(
        "GET",
        "/conversions/{event_id}/why",
        answer_why,
        "Every touch considered for a conversion, the window, each credit in minor units, duplicates merged",
        parameters=("event_id", "site"),
        row="Why",
        is_for_partners=True,
        has_figures=True,
    ),
)
