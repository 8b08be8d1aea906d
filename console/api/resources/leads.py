"""/leads: how far people are with a lead, who looks after it, and a note; none of it changes credit or money."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta
from sqlalchemy.orm import Session

from console.api.bodies import parse_body
from console.api.fields import LABEL, LINES, Count, Instant, Resource, choice
from console.api.reports.conversion_id import find_conversion_id
from console.api.request import ApiRequest, Call, Document
from console.errors import NothingFound
from database.sessions import begin_change, begin_read
from events.enums import EventType
from events.moments import from_milliseconds
from leads.lead import find_lead, update_lead
from leads.stages import Stage
from registry import models
from registry.team.members import map_addresses
from reports.conversions.evidence import query_standing_conversion
from warehouse.interface import Warehouse

StageName = Annotated[str, choice(Stage)]


class Lead(Resource):
    """A lead by the `event_id` of its conversion; `assigned_to` is a team member. One that nobody touched is `new`."""

    event_id: str
    stage: StageName
    note: str
    assigned_to: Count | None
    assigned_name: Annotated[str, LABEL]
    updated_at: Instant | None


class LeadChange(Resource):
    """An absent field and `null` leave the value as it is; an empty `note` and an `assigned_to` of 0 clear it."""

    stage: StageName | None = None
    note: Annotated[str, LINES] | None = None
    assigned_to: Annotated[int, Meta(ge=0, le=2**31 - 1)] | None = None


def answer_read(request: ApiRequest) -> Document:
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    event_id, _ = _find_lead(warehouse, site_id, request.path["event_id"])
    with begin_read(request.dependencies.sessions) as session:
        return Document(_make_resource(session, event_id, find_lead(session, site_id, event_id)))


def answer_update(request: ApiRequest) -> Document:
    body = parse_body(request.body, LeadChange)
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    event_id, made_at = _find_lead(warehouse, site_id, request.path["event_id"])
    with begin_change(request.dependencies.sessions) as session:
        lead = update_lead(
            session,
            site_id,
            event_id,
            made_at,
            request.now,
            stage=body.stage,
            note=body.note,
            assigned_to=body.assigned_to,
        )
        return Document(_make_resource(session, event_id, lead))


def _find_lead(warehouse: Warehouse, site_id: int, given: str) -> tuple[str, datetime]:
    """The id of the conversion and when it was made."""
    event_id = find_conversion_id(warehouse, site_id, given)
    conversion = query_standing_conversion(warehouse, site_id, event_id)
    if conversion is None or conversion.type != EventType.LEAD:
        raise NothingFound("no such lead on this site; a sale has no stage")
    return event_id, from_milliseconds(conversion.timestamp_ms)


def _make_resource(session: Session, event_id: str, lead: models.Lead | None) -> Lead:
    if lead is None:
        return Lead(event_id, Stage.NEW.value, "", None, "", None)
    names = map_addresses(session, [lead.assigned_to] if lead.assigned_to else [])
    return Lead(
        event_id=event_id,
        stage=lead.stage,
        note=lead.note,
        assigned_to=lead.assigned_to,
        assigned_name=names.get(lead.assigned_to or 0, ""),
        updated_at=lead.updated_at,
    )


_ONE, _SITE = "/leads/{event_id}", ("site",)
# fmt: off
CALLS = (
    Call("read_lead", "GET", _ONE, answer_read, "Stage, note and team member of a lead", _SITE, answer_type=Lead),
    Call("update_lead", "PATCH", _ONE, answer_update, "Change stage, note or team member of a lead", _SITE, LeadChange,
         Lead, is_write=True),
)
