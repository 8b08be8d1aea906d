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
from reports.attribution.statements import query_credits_in_parts
from reports.attribution.summing import add_up, count_conversions
from reports.paths.question import CreditQuestion
from reports.program_rules import DEFAULT_MODEL
from warehouse.interface import Value, Warehouse


class _Row(msgspec.Struct, frozen=True, gc=False):
    model: str
    key: str
    type: str
    currency: str
    shares: int
    revenue_minor: int
    unconfirmed_shares: int
    unconfirmed_minor: int

    @property
    def grain(self) -> tuple[str, str, str, str]:
        return self.model, self.key, self.type, self.currency

    def add(self, other: "_Row") -> "_Row":
        return _Row(
            *self.grain,
            self.shares + other.shares,
            self.revenue_minor + other.revenue_minor,
            self.unconfirmed_shares + other.unconfirmed_shares,
            self.unconfirmed_minor + other.unconfirmed_minor,
        )


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
    answers = query_credits_in_parts(warehouse, question, codes, ("reports.attribution", "rows"), confirmed)
    # Always in the same order: sums of floats depend on it.
    rows = sorted(add_up(row for answer in answers for row in answer.parse(_Row)), key=lambda row: row.grain)
    credits: dict[str, dict[str, Credit]] = {model: defaultdict(Credit) for model in question.models}
    for row in rows:
        conversions, unconfirmed = count_conversions(row.shares), count_conversions(row.unconfirmed_shares)
        sales, leads = (conversions, 0.0) if row.type == "sale" else (0.0, conversions)
        unconfirmed_minor = {row.currency: row.unconfirmed_minor} if row.unconfirmed_shares else {}
        revenue = {row.currency: row.revenue_minor}
        credit = Credit(conversions, sales, leads, revenue, unconfirmed, unconfirmed_minor)
        credits[row.model][row.key].add(credit)
    return credits


def _select_own(credits: dict[str, Credit], codes: CodeLookup, question: CreditQuestion) -> dict[str, Credit]:
    if question.own_refs is None:
        return credits
    partners = dict(zip(codes.refs, codes.ref_partners, strict=True))
    own = {partners.get(ref, ref).lower() if question.by == "partner" else ref for ref in question.own_refs}
    return {key: credit for key, credit in credits.items() if key.lower() in own and key != UNATTRIBUTED}
