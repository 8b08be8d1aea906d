"""The texts that the pages' scripts need, as one script for each language; its name changes with what it says."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from json import dumps

from babel.messages.catalog import Message

from languages.catalogues import read_catalogue
from languages.language import Language
from languages.team_parts import is_shown_on

# Reasons that the API gives in English, and that the scripts show.
REASONS = "console/pages/reasons.py"
# Between a word's context and the word, as gettext joins them.
_JOINT = "\x04"


# The weight of a page has a bound: scripts of the team's pages alone, and lists that only these show.
_OF_TEAM = frozenset(
    f"console/assets/{name}.js"
    for name in (
        "account", "charts", "decision_form", "money", "overview_lists", "overview_live", "overview_metrics",
        "period_picker", "previous_period", "report", "search",
        "page_form", "report_mails", "result_dialog", "row_choice", "row_table", "views",
        "commission_words", "conversion_choice", "conversion_commission", "conversion_drawer", "conversion_fraud",
        "conversion_history", "conversion_summary", "conversions_list", "lead_form", "why", "why_trace",
        "link_table", "partner_acts", "partner_detail", "partner_form", "partner_import", "partner_panels",
        "partner_totals", "partners", "promo_table",
        "application_form", "applications", "program", "programs", "terms_fields", "terms_form", "terms_preview",
        "terms_rules",
    )
)  # fmt: skip
_LISTS_OF_TEAM = (
    "channel", "event_type",
    "awaits", "conversion_state", "decision", "decision_reason", "dispute_state", "duplicate_reason", "lead_stage",
    "model", "no_commission", "review_word", "source", "touch_reason",
    "import_outcome", "mark_subject", "partner_kind", "partner_status",
    "after_end", "application_status", "fee_payer", "on_partial_refund", "payout_every", "priority", "question_kind",
    "reward_kind", "tier_metric", "tier_mode", "tier_period",
)  # fmt: skip
_OF_PARTNERS = ("console/assets/cabinet_", "console/assets/own_link.js", REASONS)


class Audience(StrEnum):
    """Whose pages the scripts are of; anybody's before signing in are like partners'."""

    PARTNERS = "partners"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class BrowserTexts:
    """``content`` sets a global that ``console/assets/texts.js`` reads."""

    name: str
    content: str


def make_browser_texts(language: Language, audience: Audience, page: str = "") -> BrowserTexts | None:
    """Of the team's pages those of one ``page``. None for English, which is in the scripts themselves."""
    return _make(language, audience, page if audience is Audience.TEAM else "")


@cache
def _make(language: Language, audience: Audience, page: str) -> BrowserTexts | None:
    if language is Language.ENGLISH:
        return None
    found = [each for each in _read_messages(language) if _is_for(audience, page, each)]
    texts = {_name_key(each): _list_forms(each) for each in found}
    content = f"globalThis.prmTexts={dumps(texts, ensure_ascii=False, separators=(',', ':'))}\n"
    return BrowserTexts(f"{language}-{audience}-{hashlib.sha256(content.encode()).hexdigest()[:12]}.js", content)


@cache
def _read_messages(language: Language) -> tuple[Message, ...]:
    return tuple(read_catalogue(language))


def _is_for(audience: Audience, page: str, message: Message) -> bool:
    paths = [path for path, _ in message.locations if path.endswith(".js") or path == REASONS]
    if not (message.id and message.string and paths):
        return False
    if audience is Audience.TEAM:
        # What the API objects to is English on these pages.
        paths = [path for path in paths if not path.startswith(_OF_PARTNERS)]
        return is_shown_on(page, message.context, paths)
    return message.context not in _LISTS_OF_TEAM and not _OF_TEAM.issuperset(paths)


def _name_key(message: Message) -> str:
    """Of a message with plural forms the singular."""
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    return f"{message.context}{_JOINT}{text}" if message.context else str(text)


def _list_forms(message: Message) -> str | list[str]:
    return list(message.string) if isinstance(message.string, tuple) else str(message.string)
