"""/partners: who refers, by which codes, in which state."""

from console.api.request import Asked, Call, Document, Table
from console.api.values import (
    read_optional_integer,
    read_optional_text,
    read_text,
    read_texts,
    refuse_unknown,
    require_text,
)
from database.sessions import begin_read
from registry.models import Partner
from registry.partners import (
    archive_partner,
    create_code,
    create_partner,
    get_partner,
    list_partners,
    renew_token,
    update_partner,
)
from registry.publication import change_registry
from reports.errors import NothingFound

_COLUMNS = ("partner_id", "code", "codes", "name", "email", "status", "tags", "program_id")


def list_site_partners(asked: Asked) -> Table:
    """All of the site in any state, or in one; a partner finds himself."""
    own_id = asked.viewer.partner_id
    with begin_read(asked.sources.sessions) as session:
        partners = list_partners(session, asked.site().site_id, asked.query.get("status") or None)
        return Table(_COLUMNS, [_show(partner) for partner in partners if own_id in (None, partner.id)])


def read_partner(asked: Asked) -> Document:
    """One of them."""
    with begin_read(asked.sources.sessions) as session:
        return Document(_show(get_partner(session, asked.site().site_id, _read_id(asked))))


def add_partner(asked: Asked) -> Document:
    """A partner with the first code, and the ``token`` for his own pages, which is shown this once."""
    refuse_unknown(asked.body, ("code", "name", "email", "program_id", "tags"))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        partner, token = create_partner(
            session,
            asked.site().site_id,
            require_text(asked.body, "code"),
            require_text(asked.body, "name"),
            email=read_text(asked.body, "email", longest=254),
            program_id=read_optional_integer(asked.body, "program_id"),
            tags=read_texts(asked.body, "tags") or (),
        )
        return Document({**_show(partner), "token": token}, status=201)


def edit_partner(asked: Asked) -> Document:
    """What is not given stays."""
    refuse_unknown(asked.body, ("name", "email", "status", "tags", "program_id"))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        partner = update_partner(
            session,
            asked.site().site_id,
            _read_id(asked),
            name=read_optional_text(asked.body, "name"),
            email=read_optional_text(asked.body, "email"),
            status=read_optional_text(asked.body, "status"),
            tags=read_texts(asked.body, "tags"),
            program_id=read_optional_integer(asked.body, "program_id"),
        )
        return Document(_show(partner))


def add_partner_code(asked: Asked) -> Document:
    """A further code; it claims the clicks it already earned."""
    refuse_unknown(asked.body, ("code",))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        site_id, partner_id = asked.site().site_id, _read_id(asked)
        create_code(session, site_id, partner_id, require_text(asked.body, "code"))
        return Document(_show(get_partner(session, site_id, partner_id)), status=201)


def renew_partner_token(asked: Asked) -> Document:
    """A new ``token``, shown this once; the old one ends."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        partner_id = _read_id(asked)
        return Document({"partner_id": partner_id, "token": renew_token(session, asked.site().site_id, partner_id)})


def end_partner(asked: Asked) -> Document:
    """His token ends; what he earned stays in the reports."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        return Document(_show(archive_partner(session, asked.site().site_id, _read_id(asked))))


def _read_id(asked: Asked) -> int:
    partner_id = int(asked.path["partner_id"])
    if asked.viewer.partner_id not in (None, partner_id):
        raise NothingFound("no such partner of yours")
    return partner_id


def _show(partner: Partner) -> dict[str, object]:
    return {
        "partner_id": partner.id,
        "code": partner.codes[0].code,
        "codes": [code.code for code in partner.codes],
        "name": partner.name,
        "email": partner.email,
        "status": partner.status,
        "tags": partner.tags,
        "program_id": partner.program_id,
        "created_at": partner.created_at,
    }


_ALL, _ONE = "/partners", "/partners/{partner_id:int}"
_NAMED = ("partner_id", "site")
CALLS = (
    Call(
        "GET",
        _ALL,
        list_site_partners,
        "The partners of a site",
        ("site", "status", "format"),
        row="Partner",
        is_for_partners=True,
    ),
    Call("POST", _ALL, add_partner, "Create a partner", ("site",), "NewPartner", "Partner", changes=True),
    Call("GET", _ONE, read_partner, "Read a partner", _NAMED, row="Partner", is_for_partners=True),
    Call("PATCH", _ONE, edit_partner, "Change a partner", _NAMED, "PartnerChange", "Partner", changes=True),
    Call(
        "POST",
        f"{_ONE}/codes",
        add_partner_code,
        "Give a partner a further code",
        _NAMED,
        "NewCode",
        "Partner",
        changes=True,
    ),
    Call("POST", f"{_ONE}/token", renew_partner_token, "Renew a partner's token", _NAMED, row="Token", changes=True),
    Call("DELETE", _ONE, end_partner, "Archive a partner", _NAMED, row="Partner", changes=True),
)
