"""Finds partners of a site by status, group, tag, program and text, sorted, page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from registry.checks import check_choice
from registry.enums import PartnerKind, PartnerStatus
from registry.models import Partner
from registry.partners import get_partner

_Place = tuple[str | float, int]


class PartnerOrder(StrEnum):
    """How a list of partners is sorted; of equal ones the older comes first."""

    OLDEST = "oldest"
    NEWEST = "newest"
    NAME = "name"
    STATUS = "status"


_PLACES: dict[PartnerOrder, Callable[[Partner], _Place]] = {
    PartnerOrder.OLDEST: lambda partner: ("", partner.id),
    PartnerOrder.NEWEST: lambda partner: ("", -partner.id),
    PartnerOrder.NAME: lambda partner: (partner.name.casefold(), partner.id),
    PartnerOrder.STATUS: lambda partner: (list(PartnerStatus).index(PartnerStatus(partner.status)), partner.id),
}


@dataclass(frozen=True, slots=True)
class PartnerSearch:
    """What is empty or None filters nothing; ``text`` is in a name, an e-mail address or a code, whatever its case."""

    status: str = ""
    kind: str = ""
    group: str = ""
    tag: str = ""
    program_id: int | None = None
    text: str = ""
    order: PartnerOrder = PartnerOrder.OLDEST

    def finds(self, partner: Partner) -> bool:
        """Whether tag and text are the partner's."""
        words = (partner.name, partner.email, *(code.code for code in partner.codes), partner.own_code)
        is_tagged = not self.tag or self.tag.casefold() in map(str.casefold, partner.tags)
        return is_tagged and any(self.text.casefold() in word.casefold() for word in words)


def search_partners(
    session: Session, site_id: int, search: PartnerSearch, after_id: int | None = None
) -> Sequence[Partner]:
    """All that are found, those after the partner ``after_id``; raises :class:`RegistryMissing` for an unknown one."""
    partners = select(Partner).options(selectinload(Partner.codes)).where(Partner.site_id == site_id)
    if search.status:
        partners = partners.where(Partner.status == check_choice("status", search.status, tuple(PartnerStatus)))
    if search.kind:
        partners = partners.where(Partner.kind == check_choice("kind", search.kind, tuple(PartnerKind)))
    if search.group:
        partners = partners.where(Partner.group == search.group)
    if search.program_id is not None:
        partners = partners.where(Partner.program_id == search.program_id)
    place = _PLACES[search.order]
    found = sorted(filter(search.finds, session.scalars(partners)), key=place)
    if after_id is None:
        return found
    last = place(get_partner(session, site_id, after_id))
    return [partner for partner in found if place(partner) > last]


def list_labels(session: Session, site_id: int) -> tuple[list[str], list[str]]:
    """The groups and the tags that partners of the site have, sorted; a tag once, however it is written."""
    rows = session.execute(select(Partner.group, Partner.tags).where(Partner.site_id == site_id).order_by(Partner.id))
    groups: set[str] = set()
    tags: dict[str, str] = {}
    for group, own_tags in rows:
        groups |= {group} - {""}
        for tag in own_tags:
            tags.setdefault(tag.casefold(), tag)
    return sorted(groups, key=str.casefold), sorted(tags.values(), key=str.casefold)
