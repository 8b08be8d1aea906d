"""What the team knows of leads, beside them in the list of conversions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.access import Caller, SeenSite
from console.api.request import ApiDependencies
from database.sessions import Sessions, begin_read
from events.enums import EventType
from leads.lead import find_last_change, map_leads
from leads.stages import Stage
from registry.team.members import map_addresses
from reports.conversions.report import Conversion


@dataclass(frozen=True, slots=True)
class LeadCells:
    """Of a sale all are empty."""

    stage: str = ""
    assigned_to: int | None = None
    assigned_name: str = ""


NO_LEAD = LeadCells()
NEW_LEAD = LeadCells(Stage.NEW.value)


def map_lead_cells(sessions: Sessions, site_id: int, found: Sequence[Conversion]) -> Mapping[str, LeadCells]:
    """Event id → cells, of each of the conversions."""
    cells = {each.event_id: NEW_LEAD if each.type == EventType.LEAD else NO_LEAD for each in found}
    ids = [event_id for event_id, each in cells.items() if each is NEW_LEAD]
    if not ids:
        return cells
    with begin_read(sessions) as session:
        leads = map_leads(session, site_id, ids)
        names = map_addresses(session, {lead.assigned_to for lead in leads.values() if lead.assigned_to})
        own = {
            event_id: LeadCells(lead.stage, lead.assigned_to, names.get(lead.assigned_to or 0, ""))
            for event_id, lead in leads.items()
        }
    return {**cells, **own}


def list_lead_state(dependencies: ApiDependencies, caller: Caller, site: SeenSite, now: object) -> object:
    """What the list follows besides figures; a partner's does not show it."""
    if caller.partner_id is not None:
        return None
    with begin_read(dependencies.sessions) as session:
        return find_last_change(session, site.site_id)
