"""/applications: who wants to become a partner, and what was decided."""

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field, structs

from console.api.bodies import parse_body
from console.api.fields import LINES, Count, Instant, RegistryId, Resource, choice
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_choice, parse_integer
from console.applications import accept, decline, receive_application
from console.shown_terms import accept_terms, query_shown_terms
from database.sessions import begin_read
from events.enums import Scope
from registry import models
from registry.application_forms import MAX_QUESTIONS, find_form
from registry.applications import ApplicationStatus, GivenApplication, list_applications, map_known_partners
from registry.key_revocation import check_maker
from registry.publication import change_registry
from registry.sites import get_program, get_site


class ApplicationDecision(StrEnum):
    """What somebody says of an application."""

    ACCEPT = "accept"
    DECLINE = "decline"


class Answer(Resource):
    """A question as it was asked."""

    question: str
    answer: str


class Application(Resource):
    """`terms_hash` stands for the accepted terms as they were shown; `partner_id` is what an accepted one became.

    `known_partner_ids` are partners who have the address already.
    """

    application_id: Count
    program_id: Count
    status: Annotated[str, choice(ApplicationStatus)]
    name: str
    email: str
    website: str
    answers: list[Answer]
    terms_version: Count | None
    terms_hash: str
    created_by: Annotated[str, Meta(description="`page`, or the key or team member that handed it in")]
    created_at: Instant
    reason: str
    decided_by: str
    decided_at: Instant | None
    partner_id: Count | None
    known_partner_ids: list[Count] | UnsetType = UNSET


class DecidedApplication(Application, kw_only=True):
    """`sign_in_path` at the console's address opens the new partner's page once; empty where the link is mailed."""

    sign_in_path: str


class NewApplication(Resource):
    """In the default program unless `program_id` is given; `answers` in the order of the form's questions.

    `terms_hash` is that of the form whose terms the applicant has read and accepted.
    """

    name: str
    email: str
    website: str = ""
    program_id: RegistryId | None = None
    answers: Annotated[list[str], Meta(max_length=MAX_QUESTIONS)] = field(default_factory=list)
    terms_hash: str = ""


class NewApplicationDecision(Resource):
    """To accept, a `code` may be given, else it is made of the name; to decline, a `reason` is needed."""

    decision: Annotated[str, choice(ApplicationDecision)]
    code: str = ""
    reason: Annotated[str, LINES] = ""


def answer_list(request: ApiRequest) -> Table:
    """The newest first, with `next_cursor` where there are more."""
    limit = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    before_id = parse_integer(request.query, "cursor", 1, 2**31 - 1, 0) or None
    status = parse_choice(request.query, "application_status", ("", *ApplicationStatus), "")
    site_id = request.site().site_id
    with begin_read(request.dependencies.sessions) as session:
        found = list_applications(session, site_id, status, before_id, limit)
        known = map_known_partners(session, site_id, [each.email for each in found])
    rows = [structs.replace(_make_resource(each), known_partner_ids=known.get(each.email, [])) for each in found]
    return Table(rows, {"next_cursor": str(found[-1].id) if len(found) == limit else None})


def answer_create(request: ApiRequest) -> Document:
    body, caller, dependencies = parse_body(request.body, NewApplication), request.caller.name, request.dependencies
    with change_registry(dependencies.sessions, dependencies.redis) as session:
        check_maker(session, caller, request.now)
        site = get_site(session, request.site().site_id)
        form = find_form(session, site.id, get_program(session, site.id, body.program_id).id)
        terms = accept_terms(query_shown_terms(session, site, form.program_id, request.now), body.terms_hash)
        made = receive_application(
            session,
            site.id,
            form,
            GivenApplication(body.name, body.email, body.website, dict(enumerate(body.answers, 1))),
            terms,
            request.now,
            created_by=caller,
            sends_mail=dependencies.sends_mail,
        )
        return Document(_make_resource(made))


def answer_decide(request: ApiRequest) -> Document:
    body, caller, dependencies = (
        parse_body(request.body, NewApplicationDecision),
        request.caller.name,
        request.dependencies,
    )
    decision = parse_choice(request.body, "decision", tuple(ApplicationDecision), "")
    site_id, application_id = request.site().site_id, int(request.path["application_id"])
    with change_registry(dependencies.sessions, dependencies.redis) as session:
        check_maker(session, caller, request.now)
        if decision == ApplicationDecision.DECLINE:
            found = decline(
                session,
                site_id,
                application_id,
                request.now,
                reason=body.reason,
                decided_by=caller,
                sends_mail=dependencies.sends_mail,
            )
            return _answer_decided(found, "")
        accepted = accept(
            session,
            site_id,
            application_id,
            request.now,
            code=body.code,
            decided_by=caller,
            sends_mail=dependencies.sends_mail,
        )
        return _answer_decided(accepted.application, accepted.sign_in_path)


def _answer_decided(found: models.Application, sign_in_path: str) -> Document:
    return Document(DecidedApplication(**structs.asdict(_make_resource(found)), sign_in_path=sign_in_path))


def _make_resource(found: models.Application) -> Application:
    return Application(
        application_id=found.id,
        program_id=found.program_id,
        status=found.status,
        name=found.name,
        email=found.email,
        website=found.website,
        answers=[Answer(each["question"], each["answer"]) for each in found.answers],
        terms_version=found.terms_version,
        terms_hash=found.terms_hash,
        created_by=found.created_by,
        created_at=found.created_at,
        reason=found.reason,
        decided_by=found.decided_by,
        decided_at=found.decided_at,
        partner_id=found.partner_id,
    )


_ALL, _SITE = "/applications", ("site",)
# fmt: off
CALLS = (
    Call("list_applications", "GET", _ALL, answer_list, "Who wants to become a partner, newest first",
         ("site", "application_status", "limit", "cursor", "format"), answer_type=Application, key_scope=Scope.ADMIN),
    Call("create_application", "POST", _ALL, answer_create, "Hand in the application of somebody", _SITE,
         NewApplication, Application, status=201, is_write=True),
    Call("decide_application", "POST", f"{_ALL}/{{application_id:id}}/decision", answer_decide,
         "Accept or decline an application", _SITE, NewApplicationDecision, DecidedApplication, is_write=True),
)
