"""Partners as the registry has them, with the log of their statuses; each is named by the own code."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from earnings.commissions.facts import Partner
from registry.code_lookup import CodeLookup
from registry.models import PartnerStatusChange


def query_partners(session: Session, site_id: int, codes: CodeLookup) -> dict[str, Partner]:
    """Own code → the partner."""
    own_codes = {partner.id: partner.own_code for partner in codes.partners}
    logs = _query_logs(session, site_id)
    heirs = {partner.id: partner.merged_into_id for partner in codes.partners if partner.merged_into_id is not None}
    return {
        partner.own_code: Partner(
            id=partner.own_code,
            parent=own_codes.get(partner.parent_id or 0, ""),
            joined_at=partner.created_at,
            groups=tuple(filter(None, (partner.group, *partner.tags))),
            statuses=tuple(logs[partner.id]),
            heir=own_codes.get(_find_heir(partner.id, heirs), "") if partner.id in heirs else "",
        )
        for partner in codes.partners
    }


def _find_heir(partner_id: int, heirs: Mapping[int, int]) -> int:
    """Whom the partner's codes belong to; he into whom one was merged may have been merged later."""
    while partner_id in heirs:
        partner_id = heirs[partner_id]
    return partner_id


def _query_logs(session: Session, site_id: int) -> defaultdict[int, list[tuple[datetime, str]]]:
    changes = select(PartnerStatusChange).where(PartnerStatusChange.site_id == site_id)
    logs = defaultdict[int, list[tuple[datetime, str]]](list)
    for change in session.scalars(changes.order_by(PartnerStatusChange.since, PartnerStatusChange.id)):
        logs[change.partner_id].append((change.since, change.status))
    return logs
