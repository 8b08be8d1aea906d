"""Which partner a ref or promo code belongs to, as the arrays that queries resolve them with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from events.moments import to_milliseconds
from registry.models import Partner
from registry.partner_statuses import Span, map_inactive_spans
from registry.partners import list_partners, map_refs_to_partners
from registry.promo_codes import map_promo_codes_to_archive_times, map_promo_codes_to_partners

_SEPARATORS = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class CodeLookup:
    """Equally long lists: lower-case ref or promo code, the own code of its partner, and the partner's program.

    ``archived_codes`` are the promo codes that belong to no partner from ``archived_ms`` on.
    ``inactive``: the own code of a partner → the half-open spans of milliseconds in which he was not active, in order.
    """

    partners: tuple[Partner, ...]
    refs: list[str]
    ref_partners: list[str]
    ref_programs: list[int]
    promo_codes: list[str]
    promo_partners: list[str]
    promo_programs: list[int]
    archived_codes: list[str] = field(default_factory=list)
    archived_ms: list[int] = field(default_factory=list)
    inactive: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    # Made once: a report asks for every click and every customer.
    _programs: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _partners: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _promo_partners: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _archive_times: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _owners: Mapping[str, Partner] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_programs", dict(zip(self.refs, self.ref_programs, strict=True)))
        object.__setattr__(self, "_partners", dict(zip(self.refs, self.ref_partners, strict=True)))
        object.__setattr__(self, "_promo_partners", dict(zip(self.promo_codes, self.promo_partners, strict=True)))
        object.__setattr__(self, "_archive_times", dict(zip(self.archived_codes, self.archived_ms, strict=True)))
        object.__setattr__(self, "_owners", self.map_by_own_code())

    def find(self, partner_id: int) -> Partner | None:
        return next((partner for partner in self.partners if partner.id == partner_id), None)

    def find_program(self, ref: str) -> int:
        """The id of the program of the partner with this ref; 0 if there is none."""
        return self._programs.get(ref.lower(), 0)

    def find_partner(self, ref: str) -> str:
        """The own code of the partner with this ref; empty if there is none."""
        return self._partners.get(ref.lower(), "")

    def find_owner(self, ref: str) -> Partner | None:
        """The partner with this ref."""
        return self._owners.get(self.find_partner(ref))

    def find_promo_partner(self, promo_code: str, at_ms: int = 0) -> str:
        """The own code of the partner who had the promo code at that moment; empty if there was none.

        Of several codes, between commas, semicolons or blanks, the first that is a partner's counts.
        """
        partners = (self._find_promo_partner(code, at_ms) for code in _SEPARATORS.split(promo_code.lower()))
        return next(filter(None, partners), "")

    def _find_promo_partner(self, promo_code: str, at_ms: int) -> str:
        until_ms = self._archive_times.get(promo_code)
        if until_ms is not None and at_ms >= until_ms:
            return ""
        return self._promo_partners.get(promo_code, "")

    def is_active(self, partner: str, at_ms: int) -> bool:
        """Whether the partner with this own code was active at that moment."""
        return not any(from_ms <= at_ms < to_ms for from_ms, to_ms in self.inactive.get(partner, ()))

    def narrow(self, own_refs: Sequence[str] | None) -> "CodeLookup":
        """Only those of the partners with these refs, which is all that a query of their own clicks needs."""
        if own_refs is None:
            return self
        chosen = {partner for ref, partner in zip(self.refs, self.ref_partners, strict=True) if ref in own_refs}
        refs = [row for row, partner in enumerate(self.ref_partners) if partner in chosen]
        promos = [row for row, partner in enumerate(self.promo_partners) if partner in chosen]
        return replace(
            self,
            refs=[self.refs[row] for row in refs],
            ref_partners=[self.ref_partners[row] for row in refs],
            ref_programs=[self.ref_programs[row] for row in refs],
            promo_codes=[self.promo_codes[row] for row in promos],
            promo_partners=[self.promo_partners[row] for row in promos],
            promo_programs=[self.promo_programs[row] for row in promos],
            inactive={partner: spans for partner, spans in self.inactive.items() if partner in chosen},
        )

    def map_by_own_code(self) -> dict[str, Partner]:
        """The partners by their own codes, in the order of their ids."""
        return {partner.own_code: partner for partner in self.partners}


NO_CODES = CodeLookup((), [], [], [], [], [], [])


def query_codes(session: Session, site_id: int) -> CodeLookup:
    """All codes of the site, those of archived partners too: they keep what they earned."""
    partners = tuple(list_partners(session, site_id))
    own_codes = {partner.id: partner.own_code for partner in partners}
    programs = {partner.id: partner.program_id for partner in partners}
    refs = map_refs_to_partners(session, site_id)
    promo_codes = map_promo_codes_to_partners(session, site_id)
    archived = map_promo_codes_to_archive_times(session, site_id)
    return CodeLookup(
        partners=partners,
        refs=list(refs),
        ref_partners=[own_codes[partner_id] for partner_id in refs.values()],
        ref_programs=[programs[partner_id] for partner_id in refs.values()],
        promo_codes=list(promo_codes),
        promo_partners=[own_codes[partner_id] for partner_id in promo_codes.values()],
        promo_programs=[programs[partner_id] for partner_id in promo_codes.values()],
        archived_codes=list(archived),
        archived_ms=[to_milliseconds(archived_at) for archived_at in archived.values()],
        inactive={own_codes[partner_id]: spans for partner_id, spans in map_inactive_spans(session, site_id).items()},
    )
