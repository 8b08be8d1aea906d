"""The credit of each key under each model of a question."""

from collections import defaultdict
from dataclasses import replace

import msgspec

from events.enums import CONFIRMED_TRUST
from registry.code_lookup import CodeLookup
from registry.enums import Model
from reports.attribution.credit import Credit, Credits
from reports.attribution.errors import ModelUnsuited
from reports.attribution.markov import UNATTRIBUTED, report_markov
from reports.attribution.statements import query_credits
from reports.paths.question import CreditQuestion
from reports.program_rules import DEFAULT_MODEL
from warehouse.interface import Value, Warehouse


class _Row(msgspec.Struct, frozen=True, gc=False):
    model: str
    key: str
    type: str
    currency: str
    conversions: float
    revenue_minor: int
    unconfirmed_conversions: float
    unconfirmed_minor: int


def report_credits(warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion) -> Credits:
    """Model → key → credit; every model of the question is there, without a key where nothing was earned.

    All models but Markov are one pass over the paths. Raises ``ModelUnsuited`` where Markov cannot answer.
    """
    if Model.MARKOV not in question.models:
        return _report_touch_models(warehouse, codes, question)
    _check_markov(question)
    others = tuple(model for model in question.models if model != Model.MARKOV)
    of_all_partners = replace(question, own_refs=None, models=tuple(dict.fromkeys((*others, DEFAULT_MODEL))))
    earned = _report_touch_models(warehouse, codes, of_all_partners)
    markov = report_markov(warehouse, codes, question, earned[DEFAULT_MODEL])
    credits = {**earned, Model.MARKOV.value: _select_own(markov, codes, question)}
    if others and question.own_refs is not None:
        credits |= _report_touch_models(warehouse, codes, replace(question, models=others))
    return {model: credits[model] for model in question.models}


def _check_markov(question: CreditQuestion) -> None:
    """Markov values keys, not touches: it does not divide the credit of a key between partners."""
    if question.own_refs is not None and question.by not in ("partner", "ref"):
        raise ModelUnsuited("markov shows the credit of one partner by partner or ref only")


def _report_touch_models(warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion) -> Credits:
    confirmed: dict[str, Value] = {"confirmed_trust": CONFIRMED_TRUST}
    rows = query_credits(warehouse, question, codes, ("reports.attribution", "rows"), confirmed).parse(_Row)
    credits: dict[str, dict[str, Credit]] = {model: defaultdict(Credit) for model in question.models}
    for row in rows:
        sales, leads = (row.conversions, 0.0) if row.type == "sale" else (0.0, row.conversions)
        unconfirmed = {row.currency: row.unconfirmed_minor} if row.unconfirmed_conversions else {}
        revenue = {row.currency: row.revenue_minor}
        credit = Credit(row.conversions, sales, leads, revenue, row.unconfirmed_conversions, unconfirmed)
        credits[row.model][row.key].add(credit)
    return credits


def _select_own(credits: dict[str, Credit], codes: CodeLookup, question: CreditQuestion) -> dict[str, Credit]:
    if question.own_refs is None:
        return credits
    partners = dict(zip(codes.refs, codes.ref_partners, strict=True))
    own = {partners.get(ref, ref).lower() if question.by == "partner" else ref for ref in question.own_refs}
    return {key: credit for key, credit in credits.items() if key.lower() in own and key != UNATTRIBUTED}
