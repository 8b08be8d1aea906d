"""A question about attribution; what it leaves open, the site's programs decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from console.api.questions.period import parse_period
from console.api.values import parse_choice, parse_window_ms
from console.errors import InvalidRequest
from registry.code_lookup import CodeLookup, query_codes
from reports.exchange.exchange import Exchange
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
class AttributionQuestion:
    """What the query says; ``model`` empty and ``window_ms`` 0: the programs'."""

    period: Period
    by: str
    conversion: str
    model: str
    window_ms: int
    position_percents: tuple[int, ...]
    half_life_ms: int

    def make_credit_question(
        self,
        site_id: int,
        rules: Rules,
        models: Sequence[str],
        own_refs: tuple[str, ...] | None,
        exchange: Exchange | None = None,
    ) -> CreditQuestion:
        """The question to the warehouse, by the rules of the site."""
        return CreditQuestion(
            site_id=site_id,
            from_ms=self.period.from_ms,
            to_ms=self.period.to_ms,
            rules=rules.within(self.window_ms) if self.window_ms else rules,
            by=self.by,
            types=CONVERSIONS[self.conversion],
            models=tuple(models),
            own_refs=own_refs,
            position_percents=self.position_percents,
            half_life_ms=self.half_life_ms,
            exchange=exchange,
        )

    def describe(self, rules: Rules) -> dict[str, object]:
        """The question as answered, with its defaults."""
        applied = rules.within(self.window_ms) if self.window_ms else rules
        return {
            **self.period.describe(),
            "by": self.by,
            "window_ms": applied.window_ms,
            "conversion": self.conversion,
            "position": self.position_percents,
            "half_life_ms": self.half_life_ms,
            "programs": [each.show() for each in applied.programs],
        }


def parse_attribution(query: Mapping[str, str], now: datetime) -> AttributionQuestion:
    """Period, dimension, model, window, weights and kind of conversion; raises ``InvalidRequest``."""
    return AttributionQuestion(
        period=parse_period(query, now),
        by=parse_choice(query, "by", DIMENSIONS, "partner"),
        conversion=parse_choice(query, "conversion", tuple(CONVERSIONS), "sale"),
        model=_parse_model(query),
        window_ms=parse_window_ms(query, 0),
        position_percents=_parse_percents(query),
        half_life_ms=parse_window_ms(query, HALF_LIFE_MS, "half_life"),
    )


def query_rules(session: Session, site_id: int) -> tuple[CodeLookup, Rules]:
    """The codes of a site, and the rules of its programs."""
    codes = query_codes(session, site_id)
    return codes, query_program_rules(session, site_id, {*codes.ref_programs, *codes.promo_programs})


def find_own_refs(partner_id: int | None, wanted: str, codes: CodeLookup) -> tuple[str, ...] | None:
    """The lower-case codes of the calling partner, else of the one named by id or code; None: everybody's.

    Raises ``InvalidRequest`` for a partner whom the site does not have.
    """
    if partner_id is not None:
        own = codes.find(partner_id)
        return own.lower_codes if own else ()
    name = wanted.lower()
    for partner in codes.partners if name else ():
        if name == str(partner.id) or name in partner.lower_codes:
            return partner.lower_codes
    if name:
        raise InvalidRequest("partner", "give the id or a code of a partner of this site")
    return None


def _parse_model(query: Mapping[str, str]) -> str:
    if not query.get("model"):
        return ""
    try:
        return parse_choice(query, "model", MODELS, "")
    except InvalidRequest as exc:
        raise InvalidRequest("model", str(exc), "unsupported_model") from None


def _parse_percents(query: Mapping[str, str]) -> tuple[int, ...]:
    """``position``: the percents of the first, of all middle ones together, and of the last touch."""
    text = query.get("position", "")
    parts = text.split(",") if text else list(map(str, POSITION_PERCENTS))
    percents = tuple(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 4)
    if len(parts) != 3 or len(percents) != 3 or sum(percents) != 100 or percents[1] == 100:
        raise InvalidRequest("position", "give three whole percents that sum to 100, like 40,20,40")
    return percents
