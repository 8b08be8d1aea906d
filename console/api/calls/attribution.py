"""GET /attribution and GET /attribution/compare."""

from collections.abc import Mapping
from dataclasses import replace

from console.api.questions.attribution import read_attribution, read_model, read_rules
from console.api.request import Asked, Call, Table
from registry.codes import SiteCodes
from registry.enums import Model
from reports.attribution.credit import Credit, Credits, keep_converted, sum_credits
from reports.attribution.errors import ModelUnsuited
from reports.attribution.report import report_credits
from reports.paths.question import CreditQuestion
from reports.program_rules import BY_PROGRAM, MODELS

_COLUMNS = ("conversions", "sales", "leads", "revenue")


def answer_attribution(asked: Asked) -> Table:
    """One row a key, most conversions first."""
    codes, rules = read_rules(asked)
    model = read_model(asked, rules)
    reading = read_attribution(asked, codes, rules, [model])
    credits = report_credits(asked.sources.warehouse, codes, reading.question)[model]
    converted = keep_converted(credits.values(), reading.question.exchange)
    names = _read_names(reading.question.by, codes)
    rows = [{"key": key, **names.get(key, {}), **credits[key].show()} for key in _order(credits)]
    totals = sum_credits(credits.values()).show()
    return Table(("key", *_COLUMNS), rows, {"totals": totals}, {**reading.describe(), "model": model, **converted})


def answer_compare(asked: Asked) -> Table:
    """One row a key with what it earned under each model; most conversions under the programs' model first."""
    codes, rules = read_rules(asked)
    models = MODELS if rules.model in MODELS else (BY_PROGRAM, *MODELS)
    reading = read_attribution(asked, codes, rules, models)
    credits, left_out = _report_possible(asked, codes, reading.question)
    converted = {model: keep_converted(credits[model].values(), reading.question.exchange) for model in credits}
    names = _read_names(reading.question.by, codes)
    keys = {key for by_key in credits.values() for key in by_key}
    order = _order({key: credits[rules.model].get(key, Credit()) for key in keys})
    rows = [
        {"key": key, **names.get(key, {}), **{model: credits[model].get(key, Credit()).show() for model in credits}}
        for key in order
    ]
    totals = {model: sum_credits(by_key.values()).show() for model, by_key in credits.items()}
    meta = {**reading.describe(), "models": list(credits), "left_out": left_out, **converted[rules.model]}
    return Table(("key", *credits), rows, {"totals": totals}, meta)


def _report_possible(asked: Asked, codes: SiteCodes, question: CreditQuestion) -> tuple[Credits, dict[str, str]]:
    """The credits of all models; without Markov, and why, where it has nothing to say."""
    try:
        return report_credits(asked.sources.warehouse, codes, question), {}
    except ModelUnsuited as exc:
        others = tuple(model for model in question.models if model != Model.MARKOV)
        credits = report_credits(asked.sources.warehouse, codes, replace(question, models=others))
        return credits, {Model.MARKOV.value: str(exc)}


def _order(credits: Mapping[str, Credit]) -> list[str]:
    return sorted(credits, key=lambda key: (-credits[key].conversions, key))


def _read_names(by: str, codes: SiteCodes) -> dict[str, dict[str, object]]:
    partners = codes.by_own_code() if by == "partner" else {}
    return {code: {"label": partner.name, "partner_id": partner.id} for code, partner in partners.items()}


_PARAMETERS = (
    "site",
    "from",
    "to",
    "tz",
    "by",
    "window",
    "conversion",
    "partner",
    "currency",
    "position",
    "half_life",
    "format",
)
CALLS = (
    Call(
        "GET",
        "/attribution",
        answer_attribution,
        "Credit and revenue by partner, ref, channel, link, sub_id, campaign or country under one model",
        parameters=("model", *_PARAMETERS),
        row="Credit",
        is_for_partners=True,
        has_figures=True,
    ),
    Call(
        "GET",
        "/attribution/compare",
        answer_compare,
        "The same rows with every model side by side",
        parameters=_PARAMETERS,
        row="ComparedCredit",
        is_for_partners=True,
        has_figures=True,
    ),
)
