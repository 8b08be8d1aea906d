"""Who stands above a partner and earns by his lines."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from earnings.commissions.decision import Upline
from earnings.commissions.facts import Partner
from earnings.terms.calendar import add_months
from earnings.terms.terms import Level, Terms

FIRST_LEVEL = 2


def list_uplines(
    children: Iterable[str], terms: Terms, partners: Mapping[str, Partner], moment: datetime
) -> tuple[Upline, ...]:
    """Of each child the parents upwards, one for each level; an inactive one forfeits it unless the terms compress."""
    found = []
    for child in dict.fromkeys(children):
        parents = _list_parents(partners[child], terms, partners, moment)
        for number, (level, parent) in enumerate(zip(terms.levels, parents, strict=False), FIRST_LEVEL):
            if parent.is_active(moment) and _is_within(level, partners[child], terms, moment):
                found.append(Upline(parent.id, child, number, level.rate_ppm, level.base))
    return tuple(found)


def _list_parents(
    partner: Partner, terms: Terms, partners: Mapping[str, Partner], moment: datetime
) -> Iterator[Partner]:
    seen = {partner.id}
    parent = partners.get(partner.parent)
    while parent and parent.id not in seen:
        seen.add(parent.id)
        if parent.is_active(moment) or not terms.compression:
            yield parent
        parent = partners.get(parent.parent)


def _is_within(level: Level, child: Partner, terms: Terms, moment: datetime) -> bool:
    if level.months is None or child.joined_at is None:
        return True
    return moment < add_months(child.joined_at, level.months, terms.zone)
