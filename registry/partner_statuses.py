"""Since when each partner has had which status: a click while he was not active earns nothing."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.columns import utc_now
from events.moments import to_milliseconds
from registry.checks import check_choice
from registry.enums import PartnerStatus
from registry.models import Partner, PartnerStatusChange

Span = tuple[int, int]
# The end of a span that has none yet.
NO_END_MS = 2**62


def set_status(session: Session, partner: Partner, status: str, now: datetime | None = None) -> None:
    """The partner's status from ``now`` on, in the log too; the same status again changes nothing."""
    checked = check_choice("status", status, tuple(PartnerStatus))
    if partner.status == checked:
        return
    partner.status = checked
    session.flush()
    session.add(
        PartnerStatusChange(site_id=partner.site_id, partner_id=partner.id, status=checked, since=now or utc_now())
    )
    session.flush()


def map_inactive_spans(session: Session, site_id: int) -> dict[int, list[Span]]:
    """Partner's id → the half-open spans of milliseconds in which he was not active, in order.

    Before his first status a partner counts as active; who was always active is not in it.
    """
    changes = select(PartnerStatusChange).where(PartnerStatusChange.site_id == site_id)
    log = defaultdict[int, list[PartnerStatusChange]](list)
    for change in session.scalars(changes.order_by(PartnerStatusChange.since, PartnerStatusChange.id)):
        log[change.partner_id].append(change)
    found = {partner_id: _find_spans(own) for partner_id, own in log.items()}
    return {partner_id: spans for partner_id, spans in found.items() if spans}


def _find_spans(changes: list[PartnerStatusChange]) -> list[Span]:
    """Spans that follow one another are one; a status that lasted less than a millisecond has none."""
    starts_ms = [*(to_milliseconds(change.since) for change in changes), NO_END_MS]
    spans: list[Span] = []
    for change, (from_ms, to_ms) in zip(changes, pairwise(starts_ms), strict=True):
        if change.status == PartnerStatus.ACTIVE or from_ms == to_ms:
            continue
        if spans and spans[-1][1] == from_ms:
            from_ms = spans.pop()[0]
        spans.append((from_ms, to_ms))
    return spans
