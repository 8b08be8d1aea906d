"""/promo-codes: codes typed at checkout that belong to partners."""

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, Resource
from console.api.request import Asked, Call, Document, Table
from console.api.values import parse_integer
from console.errors import NothingFound
from database.sessions import begin_read
from registry import models
from registry.links import archive_promo_code, create_promo_code, list_promo_codes, update_promo_code
from registry.publication import change_registry


class PromoCode(Resource):
    """A code for the checkout that belongs to a partner."""

    promo_code_id: Count
    code: str
    partner_id: Count
    created_at: Instant
    archived_at: Instant | None


class NewPromoCode(Resource):
    partner_id: Count
    code: str


class PromoCodeChange(Resource):
    """Assigns the code to another partner, for all history."""

    partner_id: Count


def answer_list(asked: Asked) -> Table:
    """The site's promo codes, or one partner's."""
    partner_id = asked.viewer.partner_id or parse_integer(asked.query, "partner", 1, 2**31 - 1, 0) or None
    with begin_read(asked.sources.sessions) as session:
        return Table([_show(code) for code in list_promo_codes(session, asked.site().site_id, partner_id)])


def answer_read(asked: Asked) -> Document:
    promo_code_id = int(asked.path["promo_code_id"])
    with begin_read(asked.sources.sessions) as session:
        for code in list_promo_codes(session, asked.site().site_id, asked.viewer.partner_id):
            if code.id == promo_code_id:
                return Document(_show(code))
    raise NothingFound("no such promo code")


def answer_create(asked: Asked) -> Document:
    body = parse_body(asked.body, NewPromoCode)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        code = create_promo_code(session, asked.site().site_id, body.partner_id, body.code)
        return Document(_show(code), status=201)


def answer_update(asked: Asked) -> Document:
    body = parse_body(asked.body, PromoCodeChange)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        site_id, promo_code_id = asked.site().site_id, int(asked.path["promo_code_id"])
        return Document(_show(update_promo_code(session, site_id, promo_code_id, partner_id=body.partner_id)))


def answer_archive(asked: Asked) -> Document:
    """Later checkouts with it are nobody's; the code stays taken."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        promo_code_id = int(asked.path["promo_code_id"])
        return Document(_show(archive_promo_code(session, asked.site().site_id, promo_code_id, asked.now)))


def _show(code: models.PromoCode) -> PromoCode:
    return PromoCode(
        promo_code_id=code.id,
        code=code.code,
        partner_id=code.partner_id,
        created_at=code.created_at,
        archived_at=code.archived_at,
    )


_ALL, _ONE, _SITE = "/promo-codes", "/promo-codes/{promo_code_id:int}", ("site",)
_LIST = ("site", "partner", "format")
# fmt: off
CALLS = (
    Call("list_promo_codes", "GET", _ALL, answer_list, "The promo codes of a site", _LIST, row=PromoCode,
         is_for_partners=True),
    Call("create_promo_code", "POST", _ALL, answer_create, "Create a promo code", _SITE, NewPromoCode, PromoCode,
         changes=True),
    Call("read_promo_code", "GET", _ONE, answer_read, "Read a promo code", _SITE, row=PromoCode, is_for_partners=True),
    Call("update_promo_code", "PATCH", _ONE, answer_update, "Give a promo code to another partner", _SITE,
         PromoCodeChange, PromoCode, changes=True),
    Call("archive_promo_code", "DELETE", _ONE, answer_archive, "Archive a promo code", _SITE, row=PromoCode,
         changes=True),
)
