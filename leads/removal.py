"""Forgets the leads whose conversions are gone: of persons who were erased, of imports that were taken back."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from leads.lead import map_leads
from registry.models import Lead


def list_worked_on(session: Session, site_id: int) -> list[str]:
    """The event ids of all leads of the site that have a stage, a note or a team member."""
    return list(session.scalars(select(Lead.event_id).where(Lead.site_id == site_id).order_by(Lead.id)))


def remove_leads(session: Session, site_id: int, event_ids: Sequence[str], standing: Collection[str]) -> int:
    """Those of the leads that are not among ``standing``; how many there were. Their numbers stay in the log."""
    gone = map_leads(session, site_id, [each for each in event_ids if each not in standing])
    for lead in gone.values():
        session.delete(lead)
    session.flush()
    return len(gone)
