"""GET /conversions and GET /conversions/{event_id}/why."""

from console.api.parameters import PERIOD
from console.api.reports.conversion import Conversion
from console.api.reports.conversions_list import answer_conversions
from console.api.reports.lead_cells import list_lead_state
from console.api.reports.why import Why, answer_why
from console.api.request import Call

CALLS = (
    Call(
        "list_conversions",
        "GET",
        "/conversions",
        answer_conversions,
        "Conversions of a period with their decision, newest first, a page at a time",
        parameters=(
            *PERIOD,
            "conversion",
            "conversion_state",
            "stage",
            "assigned",
            "partner",
            "q",
            "currency",
            "limit",
            "cursor",
            "format",
        ),
        answer_type=Conversion,
        is_for_partners=True,
        has_figures=True,
        is_report=True,
        is_tagged=True,
        follows=list_lead_state,
    ),
    Call(
        "explain_conversion",
        "GET",
        "/conversions/{event_id}/why",
        answer_why,
        "Every touch considered for a conversion, the window, each credit to the minor unit, duplicates merged",
        parameters=("site",),
        answer_type=Why,
        is_for_partners=True,
        has_figures=True,
        is_trace=True,
        is_tagged=True,
    ),
)
