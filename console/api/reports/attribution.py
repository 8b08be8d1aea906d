"""GET /attribution and GET /attribution/compare."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, cast

from msgspec import UNSET, UnsetType, defstruct

from console.api.fields import JSON_ONLY, LABEL, Count, Resource
from console.api.parameters import PERIOD
from console.api.questions.attribution import parse_attribution
from console.api.reports.notices import describe_crowds
from console.api.reports.prepared_credit import prepare_credit
from console.api.request import ApiRequest, Call, Table
from money.amount import Amount
from registry.code_lookup import CodeLookup
from registry.enums import Model
from reports.attribution.credit import Credit, Credits, keep_converted, sum_credits
from reports.attribution.errors import ModelUnsuited
from reports.attribution.report import report_credits
from reports.paths.question import CreditQuestion
from reports.program_rules import BY_PROGRAM, MODELS, Rules
from warehouse.interface import Warehouse


class CreditSum(Resource):
    """Parts of conversions, and the revenue of each currency after refunds."""

    conversions: float
    sales: float
    leads: float
    revenue: list[Amount]


class CreditRow(Resource, kw_only=True):
    """What a key earned; a partner's key has the partner's name as `label`."""

    key: str
    label: Annotated[str | UnsetType, LABEL] = UNSET
    partner_id: Annotated[Count | UnsetType, JSON_ONLY] = UNSET
    conversions: float
    sales: float
    leads: float
    revenue: list[Amount]


# A field for each model; the programs' own where they differ.
# What a file has of each model even where nothing was earned; money has a column for each currency.
_COUNTS = ("conversions", "sales", "leads")

ComparedCredit = cast(
    type[Resource],
    defstruct(
        "ComparedCredit",
        [
            ("key", str),
            ("label", Annotated[str | UnsetType, LABEL], UNSET),
            ("partner_id", Annotated[Count | UnsetType, JSON_ONLY], UNSET),
            *((model, CreditSum | UnsetType, UNSET) for model in (BY_PROGRAM, *MODELS)),
        ],
        bases=(Resource,),
        module=__name__,
        namespace={"__doc__": "What a key earned under each model; `program` where programs differ in theirs."},
    ),
)


def answer_attribution(request: ApiRequest) -> Table:
    """One row a key, most conversions first."""
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    question = parse_attribution(request.query, request.now)
    prepared = prepare_credit(
        question,
        request.query,
        request.dependencies,
        request.caller,
        site_id,
        lambda rules: [question.model or rules.model],
    )
    [model] = prepared.question.models
    credits = report_credits(warehouse, prepared.codes, prepared.question)[model]
    converted = keep_converted(credits.values(), prepared.exchange)
    names = _name_partners(question.by, prepared.codes)
    rows = [CreditRow.pick({"key": key, **names.get(key, {}), **credits[key].show()}) for key in _order(credits)]
    total = sum_credits(credits.values())
    totals = total.show()
    # Markov values keys, not conversions.
    unconfirmed = {} if model == Model.MARKOV else {"unconfirmed": total.show_unconfirmed()}
    meta = {**question.describe(prepared.rules), "model": model, **unconfirmed, **converted}
    return Table(rows, {"totals": totals}, meta | describe_crowds(prepared.question))


def answer_compare(request: ApiRequest) -> Table:
    """One row a key with what it earned under each model; most conversions under the programs' model first."""
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    question = parse_attribution(request.query, request.now)
    prepared = prepare_credit(question, request.query, request.dependencies, request.caller, site_id, _list_compared)
    rules = prepared.rules
    credits, left_out = _report_possible(warehouse, prepared.codes, prepared.question)
    converted = {model: keep_converted(credits[model].values(), prepared.exchange) for model in credits}
    totals = {model: sum_credits(by_key.values()).show() for model, by_key in credits.items()}
    meta = {**question.describe(rules), "models": list(credits), "left_out": left_out, **converted[rules.model]}
    meta |= describe_crowds(prepared.question)
    rows = _compare(credits, rules.model, _name_partners(question.by, prepared.codes))
    return Table(rows, {"totals": totals}, meta, names=dict.fromkeys(credits, _COUNTS))


def _list_compared(rules: Rules) -> Sequence[str]:
    return MODELS if rules.model in MODELS else (BY_PROGRAM, *MODELS)


def _compare(credits: Credits, first: str, names: Mapping[str, Mapping[str, Any]]) -> list[Resource]:
    keys = {key for by_key in credits.values() for key in by_key}
    order = _order({key: credits[first].get(key, Credit()) for key in keys})
    return [
        ComparedCredit.pick(
            {
                "key": key,
                **names.get(key, {}),
                **{model: CreditSum.pick(credits[model].get(key, Credit()).show()) for model in credits},
            }
        )
        for key in order
    ]


def _report_possible(
    warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion
) -> tuple[Credits, dict[str, str]]:
    """The credits of all models; without Markov, and why, where it has nothing to say."""
    try:
        return report_credits(warehouse, codes, question), {}
    except ModelUnsuited as exc:
        others = tuple(model for model in question.models if model != Model.MARKOV)
        credits = report_credits(warehouse, codes, replace(question, models=others))
        return credits, {Model.MARKOV.value: str(exc)}


def _order(credits: Mapping[str, Credit]) -> list[str]:
    return sorted(credits, key=lambda key: (-credits[key].conversions, key))


def _name_partners(by: str, codes: CodeLookup) -> dict[str, dict[str, Any]]:
    partners = codes.map_by_own_code() if by == "partner" else {}
    return {code: {"label": partner.name, "partner_id": partner.id} for code, partner in partners.items()}


_PARAMETERS = (*PERIOD, "by", "window", "conversion", "partner", "currency", "position", "half_life", "format")
CALLS = (
    Call(
        "read_attribution",
        "GET",
        "/attribution",
        answer_attribution,
        "Credit and revenue by partner, ref, channel, link, sub_id, campaign or country under one model",
        parameters=("model", *_PARAMETERS),
        answer_type=CreditRow,
        is_for_partners=True,
        has_figures=True,
        is_report=True,
        is_tagged=True,
    ),
    Call(
        "compare_attribution",
        "GET",
        "/attribution/compare",
        answer_compare,
        "The same rows with every model side by side",
        parameters=_PARAMETERS,
        answer_type=ComparedCredit,
        is_for_partners=True,
        has_figures=True,
        is_report=True,
        is_tagged=True,
    ),
)
