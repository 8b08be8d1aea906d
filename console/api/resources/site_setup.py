"""/sites/{site_id}: how far its setup is, and what its tag and its servers sent lately."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from console.api.fields import Count, Instant, Resource
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import parse_text
from database.sessions import begin_read
from earnings.storage import load_terms
from registry.keys import list_keys
from registry.partners import list_partners
from registry.sites import get_site
from reports.last_events.report import has_events, query_last_events
from warehouse.upkeep.retention import query_retention_days

_LATELY = timedelta(days=7)


class SiteSetup(Resource):
    """What a new site has already."""

    site_id: Count
    has_events: Annotated[bool, Meta(description="Whether its tag or its server sent anything")]
    has_keys: Annotated[bool, Meta(description="Whether its server has a secret key")]
    has_terms: Annotated[bool, Meta(description="Whether partners can earn")]
    partners: Count


class LastEvent(Resource):
    """The latest event of one host within a week; `host` is empty for what servers report."""

    host: str
    path: str
    type: str
    source: str
    received_at: Instant
    events: Annotated[Count, Meta(description="Of this host within the week")]


class Retention(Resource):
    """How long raw events are kept after the end of their month; 0: without an end. Set for the whole installation."""

    retention_days: Count


def answer_retention(request: ApiRequest) -> Document:
    """What is in force."""
    request.site()
    return Document(Retention(query_retention_days(request.dependencies.warehouse)))


def answer_setup(request: ApiRequest) -> Document:
    site_id, warehouse = request.site().site_id, request.dependencies.warehouse
    with begin_read(request.dependencies.sessions) as session:
        get_site(session, site_id)
        has_keys = any(key.revoked_at is None for key in list_keys(session, site_id))
        has_terms = bool(load_terms(session.connection(), site_id))
        partners = len(list_partners(session, site_id))
    return Document(
        SiteSetup(
            site_id=site_id,
            has_events=has_events(warehouse, site_id),
            has_keys=has_keys,
            has_terms=has_terms,
            partners=partners,
        )
    )


def answer_last_events(request: ApiRequest) -> Table:
    """The latest host first."""
    ref = parse_text(request.query, "ref")
    found = query_last_events(request.dependencies.warehouse, request.site().site_id, request.now - _LATELY, ref)
    return Table(
        [
            LastEvent(
                host=each.host,
                path=each.page_path,
                type=each.event_type,
                source=each.event_source,
                received_at=each.last_received_at,
                events=each.events,
            )
            for each in found
        ]
    )


_ONE = "/sites/{site_id:id}"
# fmt: off
CALLS = (
    Call("read_setup", "GET", f"{_ONE}/setup", answer_setup, "How far the setup of a site is", answer_type=SiteSetup),
    Call("read_retention", "GET", f"{_ONE}/retention", answer_retention, "How long raw events are kept",
         answer_type=Retention),
    Call("list_last_events", "GET", f"{_ONE}/last-events", answer_last_events,
         "The latest event of each host of a site", ("ref", "format"), answer_type=LastEvent, is_report=True),
)
