"""Scripts and lists of words that only some of the team's pages show: no other page loads their texts."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """``scripts`` are names of ``console/assets``, ``lists`` those of its ``label_lists*.js``."""

    pages: frozenset[str]
    scripts: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


def _part(pages: str, scripts: str = "", lists: str = "") -> Part:
    return Part(frozenset(pages.split()), frozenset(scripts.split()), frozenset(lists.split()))


# A script or a list is in one part at most; a test compares with what the scripts of each page import.
PARTS = (
    _part("overview", "overview_lists overview_live overview_metrics"),
    _part("attribution overview partner", "charts"),
    _part("attribution cohorts conversions funnel overview partners paths promo-codes", "report_mails views"),
    _part(
        "conversions partner",
        "commission_words conversion_choice conversion_commission conversion_drawer conversion_fraud conversion_history"
        " conversion_summary conversions_list lead_form why why_trace",
        "awaits conversion_state decision_reason dispute_state duplicate_reason lead_stage line_meaning no_commission"
        " line_kind touch_reason waits_for",
    ),
    _part("partner partners", "partner_acts partner_form partner_totals", "partner_kind"),
    _part("partners", "partner_import partners row_choice", "import_outcome"),
    _part("partner", "partner_detail partner_panels", "mark_subject"),
    _part("links partner", "link_table promo_table"),
    _part("applications", "applications", "application_status"),
    _part("programs", "programs"),
    _part(
        "program",
        "application_form program terms_fields terms_form terms_preview terms_rules",
        "after_end fee_payer on_partial_refund payout_every question_kind tier_metric tier_mode tier_period",
    ),
    _part("payout-run payouts", "", "basis ledger_cause payment_state payout_method request_state"),
)
_PART_OF_SCRIPT = {f"console/assets/{script}.js": part for part in PARTS for script in part.scripts}
_PART_OF_LIST = {name: part for part in PARTS for name in part.lists}


def is_shown_on(page: str, context: str | None, paths: Collection[str]) -> bool:
    """Whether a text of these scripts, a word of the list ``context``, is shown on a page of the team."""
    found = [_PART_OF_LIST[context]] if context in _PART_OF_LIST else [_PART_OF_SCRIPT.get(path) for path in paths]
    return any(part is None or page in part.pages for part in found)
