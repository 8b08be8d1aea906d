"""The rules by which credit is given: those of the site's programs, or those that a question names instead."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from events.moments import DAY_MS
from registry.enums import Model, Priority
from registry.models import Program, Site
from registry.sites import list_programs

# Each conversion by the model of the program that decides.
BY_PROGRAM = "program"
# Computed conversion by conversion, all in one pass of credits.sql.
TOUCH_MODELS = tuple(model.value for model in Model if model is not Model.MARKOV)
MODELS = (*TOUCH_MODELS, Model.MARKOV.value)
# Markov values keys over many journeys, not a single conversion: a program that names it pays by this model.
DEFAULT_MODEL = Model.LAST_CLICK.value


@dataclass(frozen=True, slots=True)
class ProgramRules:
    """How one program gives credit; ``version`` counts its changes.

    ``keeps_months``: how many calendar months a customer stays with his partner; 0: not at all.
    """

    program_id: int
    name: str
    version: int
    model: str
    window_ms: int
    promo_first: bool
    keeps_months: int = 0

    def show(self) -> dict[str, object]:
        """Its fields in an answer."""
        return {
            "program_id": self.program_id,
            "name": self.name,
            "version": self.version,
            "model": self.model,
            "window_ms": self.window_ms,
            "priority": Priority.PROMO_CODE if self.promo_first else Priority.CLICK,
        }


@dataclass(frozen=True, slots=True)
class Rules:
    """The programs, the default one first; its window also applies to touches without a partner.

    ``timezone``: of the site, in which calendar months are counted.
    """

    programs: tuple[ProgramRules, ...]
    timezone: str = "UTC"

    @property
    def default(self) -> ProgramRules:
        """The program of partners that have none of their own."""
        return self.programs[0]

    @property
    def model(self) -> str:
        """The model that all programs share, else ``BY_PROGRAM``."""
        return self.default.model if len({each.model for each in self.programs}) == 1 else BY_PROGRAM

    @property
    def window_ms(self) -> int:
        """The window of the default program."""
        return self.default.window_ms

    @property
    def longest_window_ms(self) -> int:
        """Of all programs."""
        return max(each.window_ms for each in self.programs)

    def find(self, program_id: int) -> ProgramRules:
        """The program by id, the default for 0."""
        return next((each for each in self.programs if each.program_id == program_id), self.default)

    def within(self, window_ms: int) -> "Rules":
        """These rules with one window for all programs."""
        return replace(self, programs=tuple(replace(each, window_ms=window_ms) for each in self.programs))


def query_program_rules(session: Session, site_id: int, used: Collection[int]) -> Rules:
    """The rules of the default program and of those in ``used``; partners of an archived program use the default."""
    default, *others = list_programs(session, site_id)
    programs = (default, *(each for each in others if each.id in used))
    return Rules(tuple(map(_make_rules, programs)), session.get_one(Site, site_id).timezone)


def _make_rules(program: Program) -> ProgramRules:
    return ProgramRules(
        program_id=program.id,
        name=program.name,
        version=program.version,
        model=program.model if program.model in TOUCH_MODELS else DEFAULT_MODEL,
        window_ms=program.window_days * DAY_MS,
        promo_first=program.priority == Priority.PROMO_CODE,
        keeps_months=program.keeps_customer_months,
    )
