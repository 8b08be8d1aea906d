"""The credit of each key under each asked model."""

from collections import defaultdict
from dataclasses import replace

from registry.codes import SiteCodes
from registry.enums import Model
from reports.attribution.credit import Credit, Credits
from reports.attribution.errors import ModelUnsuited
from reports.attribution.markov import UNATTRIBUTED, report_markov
from reports.attribution.paths import CreditQuestion, choose_credit_statement, make_parameters
from reports.attribution.rules import DEFAULT_MODEL
from warehouse.interface import Warehouse


def report_credits(warehouse: Warehouse, codes: SiteCodes, question: CreditQuestion) -> Credits:
    """Model → key → credit; every asked model is there, with no key where nothing was earned.

    All models but Markov are one pass over the paths. Raises ``ModelUnsuited`` where Markov cannot answer.
    """
    if Model.MARKOV not in question.models:
        return _report_touch_models(warehouse, codes, question)
    _check_markov(question)
    others = tuple(model for model in question.models if model != Model.MARKOV)
    everybody = replace(question, own_refs=None, models=tuple(dict.fromkeys((*others, DEFAULT_MODEL))))
    earned = _report_touch_models(warehouse, codes, everybody)
    markov = report_markov(warehouse, codes, question, earned[DEFAULT_MODEL])
    credits = {**earned, Model.MARKOV.value: _choose_own(markov, codes, question)}
    if others and question.own_refs is not None:
        credits |= _report_touch_models(warehouse, codes, replace(question, models=others))
    return {model: credits[model] for model in question.models}


def _check_markov(question: CreditQuestion) -> None:
    """Markov values keys, not touches: whose part of a key's credit is whose, it does not say."""
    if question.own_refs is not None and question.by not in ("partner", "ref"):
        raise ModelUnsuited("markov shows one partner's part by partner or ref only")


def _report_touch_models(warehouse: Warehouse, codes: SiteCodes, question: CreditQuestion) -> Credits:
    statement = choose_credit_statement(warehouse, question, "reports.attribution", "rows")
    rows = warehouse.query(statement, make_parameters(question, codes))
    credits: dict[str, dict[str, Credit]] = {model: defaultdict(Credit) for model in question.models}
    for model, key, kind, currency, conversions, revenue_minor in zip(*rows.columns, strict=True):
        sales, leads = (conversions, 0.0) if kind == "sale" else (0.0, conversions)
        credits[model][key].add(Credit(conversions, sales, leads, {currency: revenue_minor}))
    return credits


def _choose_own(credits: dict[str, Credit], codes: SiteCodes, question: CreditQuestion) -> dict[str, Credit]:
    if question.own_refs is None:
        return credits
    partners = dict(zip(codes.refs, codes.ref_partners, strict=True))
    own = {partners.get(ref, ref).lower() if question.by == "partner" else ref for ref in question.own_refs}
    return {key: credit for key, credit in credits.items() if key.lower() in own and key != UNATTRIBUTED}
