"""/partners: who refers, by which codes, in which state."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from console.api.bodies import parse_body
from console.api.mailing import check_mailing
from console.api.request import ApiRequest, Call, Document, Table
from console.api.resources.partner_fields import (
    CreatedPartner,
    NewCode,
    NewPartner,
    Partner,
    PartnerChange,
    describe_partner,
    make_partner,
)
from console.api.values import MAX_ROWS, parse_choice, parse_integer, parse_text
from console.errors import NothingFound
from database.sessions import begin_read
from outbound.requests import mail_partner_link
from registry import models
from registry.key_revocation import check_maker
from registry.links import create_first_link
from registry.partner_search import PartnerOrder, PartnerSearch, list_labels, search_partners
from registry.partner_sessions import SIGN_IN_PATH, create_sign_in_link
from registry.partners import archive_partner, create_code, create_partner, get_partner, update_partner
from registry.publication import change_registry


def answer_list(request: ApiRequest) -> Table:
    """All that are found, or a page of ``limit``; for the team also the groups and tags that there are."""
    site_id, own_id = request.site().site_id, request.caller.partner_id
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, MAX_ROWS)
    search, after_id = parse_search(request.query), parse_integer(request.query, "cursor", 1, 2**31 - 1, 0) or None
    with begin_read(request.dependencies.sessions) as session:
        if own_id is not None:
            return Table([make_partner(get_partner(session, site_id, own_id), is_for_team=False)])
        found = search_partners(session, site_id, search, after_id)
        groups, tags = list_labels(session, site_id)
        rows = [make_partner(partner) for partner in found[:row_count]]
        following = str(rows[-1].partner_id) if len(found) > row_count else None
        return Table(rows, {"next_cursor": following, "total": len(found), "groups": groups, "tags": tags})


def parse_search(query: Mapping[str, str]) -> PartnerSearch:
    """Raises ``InvalidRequest``."""
    return PartnerSearch(
        status=parse_text(query, "status"),
        kind=parse_text(query, "kind"),
        group=parse_text(query, "group"),
        tag=parse_text(query, "tag"),
        program_id=parse_integer(query, "program", 1, 2**31 - 1, 0) or None,
        text=parse_text(query, "text").strip(),
        order=PartnerOrder(parse_choice(query, "sort", tuple(PartnerOrder), PartnerOrder.OLDEST)),
    )


def answer_read(request: ApiRequest) -> Document:
    partner_id = _parse_id(request.path["partner_id"], request.caller.partner_id)
    with begin_read(request.dependencies.sessions) as session:
        found = get_partner(session, request.site().site_id, partner_id)
        return Document(make_partner(found, is_for_team=request.caller.partner_id is None))


def answer_create(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewPartner)
    if body.mail:
        check_mailing(sends_mail=request.dependencies.sends_mail)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        site_id, maker = request.site().site_id, request.caller.name
        check_maker(session, maker, request.now)
        partner, token = create_partner(
            session,
            site_id,
            body.code,
            body.name,
            email=body.email,
            program_id=body.program_id,
            group=body.group,
            tags=body.tags,
            parent_id=body.parent_id,
            language=body.language,
            customer_id=body.customer_id,
            created_by=maker,
            now=request.now,
        )
        path, expires_at = _make_link(session, partner, maker, request.now, is_mailed=body.mail)
        made = {
            "token": token,
            "sign_in_path": path,
            "sign_in_expires_at": expires_at,
            "link_code": create_first_link(session, partner, body.destination).code if body.destination else "",
        }
        return Document(CreatedPartner(**describe_partner(partner), **made))  # type: ignore[arg-type]


def _make_link(
    session: Session, partner: models.Partner, maker: str, now: datetime, *, is_mailed: bool
) -> tuple[str, datetime | None]:
    """The path of the sign-in link, empty where it is mailed, and when it expires."""
    if is_mailed:
        mail_partner_link(session, partner, now)
        return "", None
    token, expires_at = create_sign_in_link(session, partner.site_id, partner.id, now, created_by=maker)
    return f"{SIGN_IN_PATH}#{token}", expires_at


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
            group=body.group,
            tags=body.tags,
            notes=body.notes,
            program_id=body.program_id,
            parent_id=body.parent_id,
            language=body.language,
            customer_id=body.customer_id,
            now=request.now,
        )
        return Document(make_partner(partner))


def answer_archive(request: ApiRequest) -> Document:
    """Token, sessions and sign-in links end; what the partner earned stays in the reports."""
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        partner_id = int(request.path["partner_id"])
        return Document(make_partner(archive_partner(session, request.site().site_id, partner_id, request.now)))


def answer_create_code(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewCode)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        site_id, partner_id = request.site().site_id, int(request.path["partner_id"])
        create_code(session, site_id, partner_id, body.code)
        return Document(make_partner(get_partner(session, site_id, partner_id)))


def _parse_id(text: str, own_id: int | None) -> int:
    if own_id not in (None, int(text)):
        raise NothingFound("no such partner of yours")
    return int(text)


_ALL, _ONE, _SITE = "/partners", "/partners/{partner_id:id}", ("site",)
_LIST = ("site", "status", "kind", "tag", "group", "program", "text", "sort", "limit", "cursor", "format")
# fmt: off
CALLS = (
    Call("list_partners", "GET", _ALL, answer_list, "The partners of a site", _LIST, answer_type=Partner,
         is_for_partners=True),
    Call("create_partner", "POST", _ALL, answer_create, "Create a partner", _SITE, NewPartner, CreatedPartner,
         status=201, is_write=True),
    Call("read_partner", "GET", _ONE, answer_read, "Read a partner", _SITE, answer_type=Partner, is_for_partners=True),
    Call("update_partner", "PATCH", _ONE, answer_update, "Change a partner", _SITE, PartnerChange, Partner,
         is_write=True),
    Call("archive_partner", "DELETE", _ONE, answer_archive, "Archive a partner", _SITE, answer_type=Partner,
         is_write=True),
    Call("create_partner_code", "POST", f"{_ONE}/codes", answer_create_code, "Give a partner a further code", _SITE,
         NewCode, Partner, status=201, is_write=True),
)
