"""Collects every text of the code into the template of the catalogues, and brings these up to date: `make texts`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from languages.catalogues import TEMPLATE, TRANSLATED, catalogue_path, read_catalogue
from languages.word_lists import extract_rule_heads, extract_words

ROOT = Path(__file__).parent.parent
_HEADER = "# Texts of prm. `make texts` writes this file from the code; write translations into those of the languages."
# Of no use to anybody, and another one at each run.
_MADE_AT = datetime(2026, 11, 30, tzinfo=UTC)
_WIDTH = 110

Keywords = Mapping[str, tuple[Any, ...] | None]
_PYTHON: Keywords = {
    "gettext": None,
    "sentence": None,
    "ngettext": (1, 2),
    "count_sentence": (1, 2),
    "pgettext": ((1, "c"), 2),
    "word": ((1, "c"), 2),
}
_TEMPLATE: Keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_SCRIPT: Keywords = {"t": None, "tn": (1, 2), "tc": ((1, "c"), 2), "pgettext": ((1, "c"), 2)}
# Those lists that translated pages show.
LISTS = (
    "act",
    "after_end",
    "allowance_kind",
    "application_status",
    "awaits",
    "basis",
    "change_of",
    "channel",
    "commission_state",
    "conversion_state",
    "conversions_from",
    "decision",
    "decision_reason",
    "device",
    "dispute_state",
    "duplicate_reason",
    "erasure_kind",
    "erasure_state",
    "event_type",
    "fee_payer",
    "file_format",
    "health_part",
    "health_state",
    "import_outcome",
    "lead_stage",
    "ledger_cause",
    "line_kind",
    "mark_subject",
    "model",
    "network",
    "no_commission",
    "on_partial_refund",
    "partner_kind",
    "partner_status",
    "payment_state",
    "payout_every",
    "payout_method",
    "payout_state",
    "priority",
    "question_kind",
    "request_state",
    "review_word",
    "reward_kind",
    "role",
    "rule_family",
    "ruling",
    "ruling_reason",
    "scope",
    "skipped",
    "source",
    "tier_metric",
    "tier_mode",
    "tier_period",
    "touch_reason",
    "traffic_class",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Files that hold texts, and how these are found in them."""

    files: str
    method: str | Callable[..., Any]
    keywords: Keywords
    options: Mapping[str, Any] = field(default_factory=dict)


SOURCES = (
    Source("console/pages/templates/*.html", "jinja2", _TEMPLATE, {"trimmed": "true", "newstyle_gettext": "true"}),
    Source("console/pages/*.py", "python", _PYTHON),
    Source("console/api/installation/*.py", "python", _PYTHON),
    Source("console/assets/*.js", "javascript", _SCRIPT, {"parse_template_string": True}),
    Source("console/assets/label_lists*.js", extract_words, _SCRIPT, {"lists": LISTS}),
    Source("console/assets/cabinet_words.js", extract_words, _SCRIPT),
    Source("console/assets/commission_words.js", extract_words, _SCRIPT),
    Source("console/assets/change_words.js", extract_words, _SCRIPT),
    Source("fraud/rules/*.sql", extract_rule_heads, _SCRIPT),
    Source("outbound/*.py", "python", _PYTHON),
    Source("earnings/statements/*.py", "python", _PYTHON),
    Source("earnings/terms/*sentences.py", "python", _PYTHON),
)


def extract_texts() -> Catalog:
    """Every text of the code, in the order of the files."""
    found = Catalog(
        project="prm",
        version="0.1",
        header_comment=_HEADER,
        creation_date=_MADE_AT,
        revision_date=_MADE_AT,
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        fuzzy=False,
    )
    for source in SOURCES:
        for path in sorted(ROOT.glob(source.files)):
            for message, comments, context in _extract(path, source):
                name = path.relative_to(ROOT).as_posix()
                found.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return found


def write_texts(catalogue: Catalog) -> bytes:
    """A catalogue as it is committed: with the files that a text stands in, without lines, which always change."""
    written = BytesIO()
    write_po(written, catalogue, width=_WIDTH, include_lineno=False, ignore_obsolete=True)
    return written.getvalue()


def _extract(path: Path, source: Source) -> Iterator[tuple[Any, list[str], str | None]]:
    with path.open("rb") as file:
        for _, message, comments, context in extract(
            source.method, file, dict(source.keywords), options=dict(source.options)
        ):
            yield message, comments, context


def _update_catalogues() -> None:
    template = extract_texts()
    TEMPLATE.write_bytes(write_texts(template))
    for language in TRANSLATED:
        # Without guesses: a text that was changed is translated again.
        catalogue = read_catalogue(language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue_path(language).write_bytes(write_texts(catalogue))


if __name__ == "__main__":
    _update_catalogues()
