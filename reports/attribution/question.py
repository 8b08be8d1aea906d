"""Reads a question about attribution; what it leaves open, the site's program decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.opening import begin_reading
from registry.sites import find_program
from reports.asking import Asked
from reports.attribution.paths import CONVERSIONS, DAY_MS, DEFAULT_MODEL, HEURISTIC_MODELS, CreditQuestion
from reports.codes import SiteCodes, read_codes, refs_of
from reports.errors import QuestionInvalid
from reports.period import Period, read_period
from reports.values import read_choice, read_window_ms

DIMENSIONS = (
    "partner",
    "ref",
    "channel",
    "link",
    "sub_id",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "country",
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the site's program says."""

    model: str
    window_ms: int


@dataclass(frozen=True, slots=True)
class AskedAttribution:
    """The question, and how it is described in ``meta``."""

    question: CreditQuestion
    period: Period
    conversion: str

    def describe(self) -> dict[str, object]:
        """What was asked, defaults filled in."""
        question = self.question
        chosen = {"by": question.by, "window_ms": question.window_ms, "conversion": self.conversion}
        return {**self.period.describe(), **chosen}


def read_rules(asked: Asked) -> tuple[SiteCodes, Rules]:
    """The codes of the asked site, and the rules of its default program."""
    site_id = asked.site().site_id
    with begin_reading(asked.sources.sessions) as session:
        program = find_program(session, site_id)
        # Markov and Shapley value channels over many journeys: they say nothing of a single conversion.
        model = program.model if program.model in HEURISTIC_MODELS else DEFAULT_MODEL
        return read_codes(session, site_id), Rules(model, program.window_days * DAY_MS)


def read_model(asked: Asked, rules: Rules) -> str:
    """``model``; the program's where none is asked for."""
    try:
        return read_choice(asked.query, "model", HEURISTIC_MODELS, rules.model)
    except QuestionInvalid as exc:
        raise QuestionInvalid("model", str(exc), "unsupported_model") from None


def read_own_refs(asked: Asked, codes: SiteCodes) -> tuple[str, ...] | None:
    """A partner's own refs; those of the ``partner`` a marketer names; None: everybody's.

    Raises ``QuestionInvalid`` for a partner whom the site does not have.
    """
    if asked.viewer.partner_id is not None:
        own = codes.find(asked.viewer.partner_id)
        return refs_of(own) if own else ()
    wanted = asked.query.get("partner", "").lower()
    for partner in codes.partners if wanted else ():
        if wanted == str(partner.id) or wanted in refs_of(partner):
            return refs_of(partner)
    if wanted:
        raise QuestionInvalid("partner", "give the id or a code of a partner of this site")
    return None


def read_attribution(asked: Asked, codes: SiteCodes, rules: Rules, models: Sequence[str]) -> AskedAttribution:
    """Period, dimension, window and kind of conversion; raises ``QuestionInvalid``."""
    period = read_period(asked.query, asked.now)
    conversion = read_choice(asked.query, "conversion", tuple(CONVERSIONS), "sale")
    question = CreditQuestion(
        site_id=asked.site().site_id,
        from_ms=period.from_ms,
        to_ms=period.to_ms,
        window_ms=read_window_ms(asked.query, rules.window_ms),
        by=read_choice(asked.query, "by", DIMENSIONS, "partner"),
        types=CONVERSIONS[conversion],
        models=tuple(models),
        own_refs=read_own_refs(asked, codes),
    )
    return AskedAttribution(question, period, conversion)
