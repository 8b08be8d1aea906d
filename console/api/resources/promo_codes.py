"""/promo-codes: codes typed at checkout that belong to partners."""

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, RegistryId, Resource
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import parse_integer
from console.errors import NothingFound
from database.sessions import begin_read
from registry import models
from registry.promo_codes import archive_promo_code, create_promo_code, list_promo_codes, update_promo_code
from registry.publication import change_registry


class PromoCode(Resource):
    """A code for the checkout that belongs to a partner."""

    promo_code_id: Count
    code: str
    partner_id: Count
    created_at: Instant
    archived_at: Instant | None


class NewPromoCode(Resource):
    partner_id: RegistryId
    code: str


class PromoCodeChange(Resource):
    """Assigns the code to another partner, for all history."""

    partner_id: RegistryId


def answer_list(request: ApiRequest) -> Table:
    """The site's promo codes, or one partner's."""
    partner_id = request.caller.partner_id or parse_integer(request.query, "partner", 1, 2**31 - 1, 0) or None
    with begin_read(request.dependencies.sessions) as session:
        return Table([_make_resource(code) for code in list_promo_codes(session, request.site().site_id, partner_id)])


def answer_read(request: ApiRequest) -> Document:
    promo_code_id = int(request.path["promo_code_id"])
    with begin_read(request.dependencies.sessions) as session:
        for code in list_promo_codes(session, request.site().site_id, request.caller.partner_id):
            if code.id == promo_code_id:
                return Document(_make_resource(code))
    raise NothingFound("no such promo code")


def answer_create(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewPromoCode)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        code = create_promo_code(session, request.site().site_id, body.partner_id, body.code)
        return Document(_make_resource(code))


def answer_update(request: ApiRequest) -> Document:
    body = parse_body(request.body, PromoCodeChange)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        site_id, promo_code_id = request.site().site_id, int(request.path["promo_code_id"])
        return Document(_make_resource(update_promo_code(session, site_id, promo_code_id, partner_id=body.partner_id)))


def answer_archive(request: ApiRequest) -> Document:
    """Later checkouts with it are nobody's; the code stays taken."""
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        promo_code_id = int(request.path["promo_code_id"])
        return Document(_make_resource(archive_promo_code(session, request.site().site_id, promo_code_id, request.now)))


def _make_resource(code: models.PromoCode) -> PromoCode:
    return PromoCode(
        promo_code_id=code.id,
        code=code.code,
        partner_id=code.partner_id,
        created_at=code.created_at,
        archived_at=code.archived_at,
    )


_ALL, _ONE, _SITE = "/promo-codes", "/promo-codes/{promo_code_id:id}", ("site",)
_LIST = ("site", "partner", "format")
# fmt: off
CALLS = (
    Call("list_promo_codes", "GET", _ALL, answer_list, "The promo codes of a site", _LIST, answer_type=PromoCode,
         is_for_partners=True),
    Call("create_promo_code", "POST", _ALL, answer_create, "Create a promo code", _SITE, NewPromoCode, PromoCode,
         status=201, is_write=True),
    Call("read_promo_code", "GET", _ONE, answer_read, "Read a promo code", _SITE, answer_type=PromoCode,
         is_for_partners=True),
    Call("update_promo_code", "PATCH", _ONE, answer_update, "Give a promo code to another partner", _SITE,
         PromoCodeChange, PromoCode, is_write=True),
    Call("archive_promo_code", "DELETE", _ONE, answer_archive, "Archive a promo code", _SITE, answer_type=PromoCode,
         is_write=True),
)
