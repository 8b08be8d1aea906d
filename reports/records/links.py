"""/links and /promo-codes: how a partner's visitors are recognised besides his code."""

from registry.links import (
    archive_link,
    archive_promo_code,
    create_link,
    create_promo_code,
    list_links,
    list_promo_codes,
)
from registry.models import Link, PromoCode
from registry.opening import begin_reading
from registry.publishing import change_registry
from reports.asking import Asked, Call, Document, Table
from reports.errors import NothingFound, QuestionInvalid
from reports.values import read_integer, read_optional_moment, read_text, refuse_unknown, require_text


def list_site_links(asked: Asked) -> Table:
    """The site's links, or one partner's."""
    with begin_reading(asked.sources.sessions) as session:
        links = list_links(session, asked.site().site_id, _read_partner_id(asked))
        columns = ("link_id", "code", "partner_id", "destination", "sub_id", "expires_at")
        return Table(columns, [_show_link(link) for link in links])


def read_link(asked: Asked) -> Document:
    """One of them."""
    with begin_reading(asked.sources.sessions) as session:
        for link in list_links(session, asked.site().site_id, asked.viewer.partner_id):
            if link.id == int(asked.path["link_id"]):
                return Document(_show_link(link))
    raise NothingFound("no such link")


def add_link(asked: Asked) -> Document:
    """``/r/{code}`` to a page of the site; without a code one is made."""
    refuse_unknown(asked.body, ("partner_id", "destination", "code", "sub_id", "expires_at"))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        link = create_link(
            session,
            asked.site().site_id,
            _require_partner_id(asked),
            require_text(asked.body, "destination"),
            code=read_text(asked.body, "code"),
            sub_id=read_text(asked.body, "sub_id"),
            expires_at=read_optional_moment(asked.body, "expires_at"),
        )
        return Document(_show_link(link), status=201)


def end_link(asked: Asked) -> Document:
    """The edge no longer knows it; its code stays taken."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        link_id = int(asked.path["link_id"])
        return Document(_show_link(archive_link(session, asked.site().site_id, link_id, asked.now)))


def list_site_promo_codes(asked: Asked) -> Table:
    """The site's promo codes, or one partner's."""
    with begin_reading(asked.sources.sessions) as session:
        codes = list_promo_codes(session, asked.site().site_id, _read_partner_id(asked))
        return Table(("promo_code_id", "code", "partner_id"), [_show_promo_code(code) for code in codes])


def read_promo_code(asked: Asked) -> Document:
    """One of them."""
    with begin_reading(asked.sources.sessions) as session:
        for code in list_promo_codes(session, asked.site().site_id, asked.viewer.partner_id):
            if code.id == int(asked.path["promo_code_id"]):
                return Document(_show_promo_code(code))
    raise NothingFound("no such promo code")


def add_promo_code(asked: Asked) -> Document:
    """A code for the checkout that belongs to a partner."""
    refuse_unknown(asked.body, ("partner_id", "code"))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        site_id, partner_id = asked.site().site_id, _require_partner_id(asked)
        code = create_promo_code(session, site_id, partner_id, require_text(asked.body, "code"))
        return Document(_show_promo_code(code), status=201)


def end_promo_code(asked: Asked) -> Document:
    """Later checkouts with it are nobody's; the code stays taken."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        promo_code_id = int(asked.path["promo_code_id"])
        return Document(_show_promo_code(archive_promo_code(session, asked.site().site_id, promo_code_id, asked.now)))


def _read_partner_id(asked: Asked) -> int | None:
    if asked.viewer.partner_id is not None:
        return asked.viewer.partner_id
    return read_integer(asked.query, "partner", 1, 2**31 - 1, 0) or None


def _require_partner_id(asked: Asked) -> int:
    if asked.body.get("partner_id") is None:
        raise QuestionInvalid("partner_id", "give the id of a partner", "missing")
    return read_integer(asked.body, "partner_id", 1, 2**31 - 1, 0)


def _show_link(link: Link) -> dict[str, object]:
    return {
        "link_id": link.id,
        "code": link.code,
        "partner_id": link.partner_id,
        "destination": link.destination,
        "sub_id": link.sub_id,
        "expires_at": link.expires_at,
        "created_at": link.created_at,
        "archived_at": link.archived_at,
    }


def _show_promo_code(code: PromoCode) -> dict[str, object]:
    return {
        "promo_code_id": code.id,
        "code": code.code,
        "partner_id": code.partner_id,
        "created_at": code.created_at,
        "archived_at": code.archived_at,
    }


_LINK, _NAMED_LINK = "/links/{link_id:int}", ("link_id", "site")
_PROMO, _NAMED_PROMO = "/promo-codes/{promo_code_id:int}", ("promo_code_id", "site")
_LIST = ("site", "partner", "format")
CALLS = (
    Call("GET", "/links", list_site_links, "The short links of a site", _LIST, row="Link", is_for_partners=True),
    Call("POST", "/links", add_link, "Create a short link", ("site",), "NewLink", "Link", changes=True),
    Call("GET", _LINK, read_link, "Read a short link", _NAMED_LINK, row="Link", is_for_partners=True),
    Call("DELETE", _LINK, end_link, "Archive a short link", _NAMED_LINK, row="Link", changes=True),
    Call(
        "GET",
        "/promo-codes",
        list_site_promo_codes,
        "The promo codes of a site",
        _LIST,
        row="PromoCode",
        is_for_partners=True,
    ),
    Call(
        "POST",
        "/promo-codes",
        add_promo_code,
        "Create a promo code",
        ("site",),
        "NewPromoCode",
        "PromoCode",
        changes=True,
    ),
    Call("GET", _PROMO, read_promo_code, "Read a promo code", _NAMED_PROMO, row="PromoCode", is_for_partners=True),
    Call("DELETE", _PROMO, end_promo_code, "Archive a promo code", _NAMED_PROMO, row="PromoCode", changes=True),
)
