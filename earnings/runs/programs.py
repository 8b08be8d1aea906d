"""The programs of a site, each with its versions of terms; and the rules by which credit is given at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from earnings.storage import load_terms
from earnings.terms.terms import Terms
from earnings.terms.versions import find_terms
from events.moments import DAY_MS
from registry.enums import Priority
from registry.models import Site
from registry.sites import list_programs
from reports.program_rules import DEFAULT_MODEL, TOUCH_MODELS, ProgramRules, Rules


@dataclass(frozen=True, slots=True)
class Programs:
    """Versions by program, the default one first; programs without terms have none."""

    versions: Mapping[int, Sequence[Terms]]
    timezone: str

    @property
    def default_id(self) -> int:
        """Of the program of partners that have none of their own, and of nobody's conversions."""
        return next(iter(self.versions))

    @property
    def has_terms(self) -> bool:
        """Whether anything can be earned."""
        return any(self.versions.values())

    def list_all(self) -> list[Terms]:
        """All versions of all programs."""
        return [terms for versions in self.versions.values() for terms in versions]

    def find_program(self, terms_version: int) -> int:
        """Whose version it is; the default for none."""
        found = (
            program
            for program, versions in self.versions.items()
            if any(each.version == terms_version for each in versions)
        )
        return next(found, self.default_id)

    def find_terms(self, program_id: int, moment: datetime) -> Terms | None:
        """The version of a program in force; before its first one, that one."""
        versions = self.versions.get(program_id, ())
        return find_terms(versions, moment) or next(iter(versions), None)

    def find_rules(self, moment: datetime) -> Rules:
        """Those of the versions in force; before a program's first version, of that one."""
        programs = [
            _make_rules(program, terms) for program in self.versions if (terms := self.find_terms(program, moment))
        ]
        return Rules(tuple(programs), self.timezone)


def query_programs(session: Session, site_id: int) -> Programs:
    """As they are now."""
    versions: dict[int, list[Terms]] = {program.id: [] for program in list_programs(session, site_id)}
    for saved in load_terms(session.connection(), site_id):
        versions.setdefault(saved.program_id, []).append(saved.parse())
    return Programs(versions, session.get_one(Site, site_id).timezone)


def _make_rules(program_id: int, terms: Terms) -> ProgramRules:
    """What keeps a customer is decided in the ledger, not by the path."""
    return ProgramRules(
        program_id=program_id,
        name="",
        version=terms.version,
        model=terms.model.value if terms.model.value in TOUCH_MODELS else DEFAULT_MODEL,
        window_ms=terms.window_days * DAY_MS,
        promo_first=terms.priority == Priority.PROMO_CODE,
    )
