"""Which conversion somebody means by the id of any of its reports."""

from uuid import UUID

from console.errors import InvalidRequest, NothingFound
from events.ids import list_stored_ids
from reports.conversions.reported import query_reported
from reports.conversions.standing import query_standing
from warehouse.interface import Warehouse


def parse_event_id(text: str) -> str:
    """The id as it is written; raises ``InvalidRequest``."""
    try:
        return str(UUID(text))
    except ValueError:
        raise InvalidRequest("event_id", "give a UUID") from None


def find_conversion_id(warehouse: Warehouse, site_id: int, text: str) -> str:
    """By the id as it was sent or is stored, of any report; raises ``NothingFound`` for what the site does not have."""
    candidates = query_reported(warehouse, site_id, list_stored_ids(parse_event_id(text), site_id))
    standing = query_standing(warehouse, site_id, candidates)
    for event_id in candidates:
        if event_id in standing:
            return event_id
    raise NothingFound("no such conversion on this site")
