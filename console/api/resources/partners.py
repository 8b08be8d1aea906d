"""/partners: who refers, by which codes, in which state."""

from msgspec import UNSET, UnsetType, field

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, RegistryId, Resource, StatusName
from console.api.request import ApiRequest, Call, Document, Table
from console.errors import NothingFound
from database.sessions import begin_read
from registry import models
from registry.key_revocation import check_maker
from registry.partners import (
    archive_partner,
    create_code,
    create_partner,
    get_partner,
    list_partners,
    update_partner,
)
from registry.publication import change_registry


class Partner(Resource):
    """`token` opens the partner's own pages and is shown once, when the partner is created."""

    partner_id: Count
    code: str
    codes: list[str]
    name: str
    email: str
    status: StatusName
    tags: list[str]
    program_id: Count
    created_at: Instant
    token: str | UnsetType = UNSET


class NewPartner(Resource):
    """A partner with the first code; in the default program unless `program_id` is given."""

    code: str
    name: str
    email: str = ""
    program_id: RegistryId | None = None
    tags: list[str] = field(default_factory=list)


class PartnerChange(Resource):
    """An absent field and `null` leave the value as it is; an empty `email` or empty `tags` clear it."""

    name: str | None = None
    email: str | None = None
    status: StatusName | None = None
    tags: list[str] | None = None
    program_id: RegistryId | None = None


class NewCode(Resource):
    """A further code; it earlier clicks with it count too."""

    code: str


def answer_list(request: ApiRequest) -> Table:
    """The site's partners, optionally by status; a partner gets only their own row."""
    own_id = request.caller.partner_id
    with begin_read(request.dependencies.sessions) as session:
        partners = list_partners(session, request.site().site_id, request.query.get("status") or None)
        return Table([_make_resource(partner) for partner in partners if own_id in (None, partner.id)])


def answer_read(request: ApiRequest) -> Document:
    partner_id = _parse_id(request.path["partner_id"], request.caller.partner_id)
    with begin_read(request.dependencies.sessions) as session:
        return Document(_make_resource(get_partner(session, request.site().site_id, partner_id)))


def answer_create(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewPartner)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        check_maker(session, request.caller.name, request.now)
        partner, token = create_partner(
            session,
            request.site().site_id,
            body.code,
            body.name,
            email=body.email,
            program_id=body.program_id,
            tags=body.tags,
            created_by=request.caller.name,
            now=request.now,
        )
        return Document(_make_resource(partner, token))


def answer_update(request: ApiRequest) -> Document:
    body = parse_body(request.body, PartnerChange)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        partner = update_partner(
            session,
            request.site().site_id,
            int(request.path["partner_id"]),
            name=body.name,
            email=body.email,
            status=body.status,
            tags=body.tags,
            program_id=body.program_id,
            now=request.now,
        )
        return Document(_make_resource(partner))


def answer_archive(request: ApiRequest) -> Document:
    """Token, sessions and sign-in links end; what the partner earned stays in the reports."""
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        partner_id = int(request.path["partner_id"])
        return Document(_make_resource(archive_partner(session, request.site().site_id, partner_id, request.now)))


def answer_create_code(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewCode)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        site_id, partner_id = request.site().site_id, int(request.path["partner_id"])
        create_code(session, site_id, partner_id, body.code)
        return Document(_make_resource(get_partner(session, site_id, partner_id)))


def _parse_id(text: str, own_id: int | None) -> int:
    if own_id not in (None, int(text)):
        raise NothingFound("no such partner of yours")
    return int(text)


def _make_resource(partner: models.Partner, token: str | UnsetType = UNSET) -> Partner:
    return Partner(
        partner_id=partner.id,
        code=partner.own_code,
        codes=[code.code for code in partner.codes],
        name=partner.name,
        email=partner.email,
        status=partner.status,
        tags=partner.tags,
        program_id=partner.program_id,
        created_at=partner.created_at,
        token=token,
    )


_ALL, _ONE, _SITE = "/partners", "/partners/{partner_id:id}", ("site",)
_LIST = ("site", "status", "format")
# fmt: off
CALLS = (
    Call("list_partners", "GET", _ALL, answer_list, "The partners of a site", _LIST, answer_type=Partner,
         is_for_partners=True),
    Call("create_partner", "POST", _ALL, answer_create, "Create a partner", _SITE, NewPartner, Partner, status=201,
         is_write=True),
    Call("read_partner", "GET", _ONE, answer_read, "Read a partner", _SITE, answer_type=Partner, is_for_partners=True),
    Call("update_partner", "PATCH", _ONE, answer_update, "Change a partner", _SITE, PartnerChange, Partner,
         is_write=True),
    Call("archive_partner", "DELETE", _ONE, answer_archive, "Archive a partner", _SITE, answer_type=Partner,
         is_write=True),
    Call("create_partner_code", "POST", f"{_ONE}/codes", answer_create_code, "Give a partner a further code", _SITE,
         NewCode, Partner, status=201, is_write=True),
)
