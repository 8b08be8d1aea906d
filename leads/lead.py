"""A lead's stage, note and team member: read, found, changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leads.stages import Stage
from registry.changes import Subject, list_changes
from registry.checks import check_choice, check_notes
from registry.errors import RegistryInvalid, RegistryMissing
from registry.models import Change, Lead
from registry.team.memberships import get_membership

NOBODY = 0
# Names in one statement.
_AT_ONCE = 500
_MOST_CHANGES = 200


def find_lead(session: Session, site_id: int, event_id: str) -> Lead | None:
    """None where nobody has touched the lead: it is new."""
    return session.scalar(select(Lead).where(Lead.site_id == site_id, Lead.event_id == event_id))


def map_leads(session: Session, site_id: int, event_ids: Sequence[str]) -> dict[str, Lead]:
    """Event id → the lead, of those that somebody has touched."""
    parts = [event_ids[start : start + _AT_ONCE] for start in range(0, len(event_ids), _AT_ONCE)]
    found = [select(Lead).where(Lead.site_id == site_id, Lead.event_id.in_(part)) for part in parts]
    return {lead.event_id: lead for statement in found for lead in session.scalars(statement)}


def list_event_ids(
    session: Session,
    site_id: int,
    start: datetime,
    end: datetime,
    row_count: int,
    *,
    stage: str = "",
    assigned_to: int = NOBODY,
) -> list[str]:
    """The leads of a half-open period in this stage and of this team member, the newest first."""
    found = select(Lead.event_id).where(Lead.site_id == site_id, Lead.made_at >= start, Lead.made_at < end)
    if stage:
        found = found.where(Lead.stage == stage)
    if assigned_to:
        found = found.where(Lead.assigned_to == assigned_to)
    return list(session.scalars(found.order_by(Lead.made_at.desc(), Lead.event_id).limit(row_count)))


def list_leads(
    session: Session, site_id: int, *, stage: str | None = None, assigned_to: int | None = None
) -> list[Lead]:
    """Those that somebody has touched, the newest first; ``NOBODY`` finds what is assigned to nobody."""
    found = select(Lead).where(Lead.site_id == site_id)
    if stage is not None:
        found = found.where(Lead.stage == stage)
    if assigned_to is not None:
        found = found.where(Lead.assigned_to == (assigned_to or None))
    return list(session.scalars(found.order_by(Lead.made_at.desc(), Lead.event_id)))


def update_lead(
    session: Session,
    site_id: int,
    event_id: str,
    made_at: datetime,
    now: datetime,
    *,
    stage: str | None = None,
    note: str | None = None,
    assigned_to: int | None = None,
) -> Lead:
    """``made_at``: of its conversion, known to the caller; None leaves a value, ``NOBODY`` assigns it to nobody."""
    values = _check_values(session, site_id, stage, note, assigned_to)
    lead = find_lead(session, site_id, event_id)
    if lead is None:
        lead = Lead(site_id=site_id, event_id=event_id, stage=Stage.NEW.value, note="")
        lead.made_at, lead.updated_at = made_at, now
        session.add(lead)
        # The log then says of each value what it was changed from.
        session.flush()
    for name, value in values.items():
        setattr(lead, name, value)
    lead.made_at, lead.updated_at = made_at, now
    session.flush()
    return lead


def list_lead_changes(session: Session, lead: Lead) -> list[Change]:
    """What became of it, the oldest first, at most the newest 200."""
    return list_changes(session, lead.site_id, _MOST_CHANGES, subject=Subject.LEAD, subject_id=lead.id)[::-1]


def find_last_change(session: Session, site_id: int) -> int:
    """The number of the last change of any lead of the site; 0 without one."""
    last = select(func.max(Change.id)).where(Change.site_id == site_id, Change.subject == Subject.LEAD)
    return session.scalar(last) or 0


def _check_values(
    session: Session, site_id: int, stage: str | None, note: str | None, assigned_to: int | None
) -> dict[str, object]:
    values: dict[str, object] = {}
    if stage is not None:
        values["stage"] = check_choice("stage", stage, tuple(Stage))
    if note is not None:
        values["note"] = check_notes("note", note)
    if assigned_to is not None:
        values["assigned_to"] = _check_member(session, site_id, assigned_to) if assigned_to else None
    return values


def _check_member(session: Session, site_id: int, member_id: int) -> int:
    try:
        return get_membership(session, site_id, member_id).member_id
    except RegistryMissing:
        raise RegistryInvalid("assigned_to", "give the id of a team member of this site, or 0 for nobody") from None
