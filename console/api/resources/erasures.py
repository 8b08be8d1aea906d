"""/erasures: removes a person from everything that is kept, as `prm erase` does; a worker carries it out."""

from typing import Annotated

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, Resource, choice
from console.api.request import ApiRequest, Call, Document, Table
from database.sessions import begin_change, begin_read
from events.enums import Scope
from registry import models
from registry.erasures import ErasureKind, ErasureState, check_erasure, create_erasure, list_erasures
from warehouse.upkeep.erasure import count_events, find_named_person

KindName = Annotated[str, choice(ErasureKind)]


class NewErasure(Resource):
    """`value` is the e-mail address, or the id of the customer or visitor."""

    kind: KindName
    value: str


class ErasurePreview(Resource):
    """What would be erased now."""

    kind: KindName
    events: Count
    visitors: Annotated[Count, Meta(description="Browsers")]
    customers: Count


class Erasure(Resource):
    """Who was meant is forgotten once it is done; `removed` counts rows by place, `problem` says why it failed."""

    erasure_id: Count
    kind: KindName
    state: Annotated[str, choice(ErasureState)]
    asked_by: str
    asked_at: Instant
    ended_at: Instant | None
    removed: dict[str, int]
    problem: str


def answer_list(request: ApiRequest) -> Table:
    """The newest first."""
    with begin_read(request.dependencies.sessions) as session:
        return Table([_make_resource(each) for each in list_erasures(session, request.site().site_id)])


def answer_preview(request: ApiRequest) -> Document:
    """Changes nothing."""
    body, dependencies = parse_body(request.body, NewErasure), request.dependencies
    kind, value = check_erasure(body.kind, body.value)
    person = find_named_person(dependencies.warehouse, request.site().site_id, kind, value, dependencies.secret)
    return Document(
        ErasurePreview(
            kind=kind.value,
            events=count_events(dependencies.warehouse, person),
            visitors=len(person.visitors),
            customers=len(person.customers),
        )
    )


def answer_create(request: ApiRequest) -> Document:
    """It cannot be undone."""
    body = parse_body(request.body, NewErasure)
    with begin_change(request.dependencies.sessions) as session:
        made = create_erasure(session, request.site().site_id, body.kind, body.value, asked_by=request.caller.name)
        return Document(_make_resource(made))


def _make_resource(found: models.Erasure) -> Erasure:
    return Erasure(
        erasure_id=found.id,
        kind=found.kind,
        state=found.state,
        asked_by=found.asked_by,
        asked_at=found.asked_at,
        ended_at=found.ended_at,
        removed=found.removed,
        problem=found.problem,
    )


_ALL = "/erasures"
# fmt: off
CALLS = (
    Call("list_erasures", "GET", _ALL, answer_list, "The erasures of a site", ("site", "format"), answer_type=Erasure,
         key_scope=Scope.ADMIN),
    Call("preview_erasure", "POST", f"{_ALL}/preview", answer_preview, "How much an erasure would remove", ("site",),
         NewErasure, ErasurePreview, is_write=True, is_report=True),
    Call("create_erasure", "POST", _ALL, answer_create, "Erase a person, forever", ("site",), NewErasure, Erasure,
         status=201, is_write=True),
)
