"""Reads a question about attribution; what it leaves open, the site's programs decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.api.questions.exchange import read_exchange
from console.api.questions.period import read_period
from console.api.request import Asked
from console.api.values import read_choice, read_window_ms
from database.engine import begin_reading
from registry.codes import SiteCodes, query_codes, refs_of
from reports.errors import QuestionInvalid
from reports.paths.question import CONVERSIONS, HALF_LIFE_MS, POSITION_PERCENTS, CreditQuestion
from reports.period import Period
from reports.program_rules import MODELS, Rules, query_program_rules

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
class AskedAttribution:
    """The question, and how it is described in ``meta``."""

    question: CreditQuestion
    period: Period
    conversion: str

    def describe(self) -> dict[str, object]:
        """What was asked, defaults filled in."""
        question = self.question
        return {
            **self.period.describe(),
            "by": question.by,
            "window_ms": question.rules.window_ms,
            "conversion": self.conversion,
            "position": question.position_percents,
            "half_life_ms": question.half_life_ms,
            "programs": [each.show() for each in question.rules.programs],
        }


def read_rules(asked: Asked) -> tuple[SiteCodes, Rules]:
    """The codes of the asked site, and the rules of its programs."""
    site_id = asked.site().site_id
    with begin_reading(asked.sources.sessions) as session:
        codes = query_codes(session, site_id)
        return codes, query_program_rules(session, site_id, {*codes.ref_programs, *codes.promo_programs})


def read_model(asked: Asked, rules: Rules) -> str:
    """``model``; the programs' where none is asked for."""
    if not asked.query.get("model"):
        return rules.model
    try:
        return read_choice(asked.query, "model", MODELS, "")
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
    """Period, dimension, window, weights and kind of conversion; raises ``QuestionInvalid``."""
    period = read_period(asked.query, asked.now)
    conversion = read_choice(asked.query, "conversion", tuple(CONVERSIONS), "sale")
    window_ms = read_window_ms(asked.query, 0)
    question = CreditQuestion(
        site_id=asked.site().site_id,
        from_ms=period.from_ms,
        to_ms=period.to_ms,
        rules=rules.within(window_ms) if window_ms else rules,
        by=read_choice(asked.query, "by", DIMENSIONS, "partner"),
        types=CONVERSIONS[conversion],
        models=tuple(models),
        own_refs=read_own_refs(asked, codes),
        position_percents=_read_percents(asked.query),
        half_life_ms=read_window_ms(asked.query, HALF_LIFE_MS, "half_life"),
        exchange=read_exchange(asked, period.from_ms, period.to_ms),
    )
    return AskedAttribution(question, period, conversion)


def _read_percents(query: Mapping[str, str]) -> tuple[int, ...]:
    """``position``: the percents of the first, of all middle ones together, and of the last touch."""
    text = query.get("position", "")
    parts = text.split(",") if text else list(map(str, POSITION_PERCENTS))
    percents = tuple(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 4)
    if len(parts) != 3 or len(percents) != 3 or sum(percents) != 100 or percents[1] == 100:
        raise QuestionInvalid("position", "give three whole percents that sum to 100, like 40,20,40")
    return percents
