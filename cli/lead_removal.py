"""Forgets what the team noted of leads whose conversions left the warehouse: by an erasure, or with an import."""

from database.sessions import Sessions, begin_change, begin_read
from leads.removal import list_worked_on, remove_leads
from reports.conversions.standing import query_standing
from warehouse.interface import Warehouse

_AT_ONCE = 1000


def remove_missing_leads(warehouse: Warehouse, sessions: Sessions, site_id: int) -> int:
    """How many were removed; run again after a kill it completes them."""
    with begin_read(sessions) as session:
        known = list_worked_on(session, site_id)
    removed = 0
    for start in range(0, len(known), _AT_ONCE):
        part = known[start : start + _AT_ONCE]
        standing = query_standing(warehouse, site_id, part)
        if len(standing) < len(part):
            with begin_change(sessions) as session:
                removed += remove_leads(session, site_id, part, standing)
    return removed
