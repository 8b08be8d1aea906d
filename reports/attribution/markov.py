"""Markov: what each key is worth by the conversions that would be lost without it.

Journeys are walks of a first-order chain: start, key after key, then conversion or null. The removal effect of a key is
the part of all conversions that fails if every step into the key led to null; conversions are split in proportion to
the removal effects (Anderl et al., "Mapping the customer journey", 2016). The chain is solved exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from money.split import split_amount
from registry.code_lookup import CodeLookup
from reports.attribution.credit import Credit, sum_credits
from reports.attribution.errors import ModelUnsuited
from reports.paths.question import CreditQuestion
from reports.paths.statements import query_period_clicks
from reports.settled.reading import find_settled
from reports.settled.statements import query_paths_in_parts
from warehouse.interface import Warehouse

UNATTRIBUTED = "unattributed"
# The chain is a dense matrix: 128 MB at this size.
MAX_KEYS = 4000


@dataclass(frozen=True, slots=True)
class Steps:
    """How often journeys took one step; ``kind`` is start, step, conversion or null."""

    kind: str
    left_key: str
    reached_key: str
    steps: int


def report_markov(
    warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion, earned: Mapping[str, Credit]
) -> dict[str, Credit]:
    """Key → credit; ``earned`` is what the keys got under any other model.

    Conversions without any touch are unattributed: they stay as they are, outside the chain. Raises ``ModelUnsuited``.
    """
    apart = {key: credit for key, credit in earned.items() if key == UNATTRIBUTED}
    total = sum_credits(credit for key, credit in earned.items() if key != UNATTRIBUTED)
    effects = measure_removal_effects(_query_steps(warehouse, codes, question)) if total.conversions else {}
    return {**split_credit(total, effects), **apart}


def measure_removal_effects(steps: Sequence[Steps]) -> dict[str, float]:
    """Key → the part of all conversions that is lost without it; raises ``ModelUnsuited``.

    With N the expected visits (I - Q)^-1, a journey passes key k with probability N[start, k] / N[k, k], and from k it
    converts with b[k]: without k, just these conversions are missing.
    """
    keys = sorted({step.left_key for step in steps if step.kind != "start"})
    if len(keys) > MAX_KEYS:
        raise ModelUnsuited(f"markov compares at most {MAX_KEYS} keys; choose a coarser dimension")
    place = {key: n for n, key in enumerate(keys)}
    start, between, converted, left = (np.zeros(shape) for shape in (len(keys), (len(keys),) * 2, len(keys), len(keys)))
    for step in steps:
        if step.kind == "start":
            start[place[step.reached_key]] += step.steps
            continue
        left[place[step.left_key]] += step.steps
        if step.kind == "step":
            between[place[step.left_key], place[step.reached_key]] += step.steps
        elif step.kind == "conversion":
            converted[place[step.left_key]] += step.steps
    visits = np.linalg.inv(np.eye(len(keys)) - between / left[:, np.newaxis])
    converts = visits @ (converted / left)
    begins = start / start.sum()
    passes = (begins @ visits) / visits.diagonal()
    effects = passes * converts / (begins @ converts)
    return {key: float(effect) for key, effect in zip(keys, effects, strict=True)}


def split_credit(total: Credit, effects: Mapping[str, float]) -> dict[str, Credit]:
    """The total in proportion to the effects; money in whole minor units by largest remainder, equal ones by key."""
    weights = {key: effect for key, effect in sorted(effects.items()) if effect > 0}
    whole = sum(weights.values())
    parts = {key: weight / whole for key, weight in weights.items()}
    exact = [Fraction(weight) for weight in weights.values()]
    money = {
        currency: dict(zip(weights, split_amount(minor, exact), strict=True))
        for currency, minor in total.revenue_minor.items()
    }
    return {
        key: Credit(
            conversions=total.conversions * part,
            sales=total.sales * part,
            leads=total.leads * part,
            revenue_minor={currency: amounts[key] for currency, amounts in money.items()},
        )
        for key, part in parts.items()
    }


def _query_steps(warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion) -> list[Steps]:
    # The chain is that of all partners, even where one of them asks for its own credit.
    of_all_partners = find_settled(warehouse, replace(question, own_refs=None))
    part = ("reports.attribution", "transitions")
    answers = [
        *query_paths_in_parts(warehouse, of_all_partners, codes, part),
        query_period_clicks(warehouse, of_all_partners, codes, ("reports.attribution", "lost_transitions")),
    ]
    return [steps for answer in answers for steps in answer.parse(Steps)]
