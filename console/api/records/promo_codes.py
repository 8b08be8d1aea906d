"""/promo-codes: codes typed at checkout that belong to partners."""

from console.api.records.links import read_partner_id, require_partner_id
from console.api.request import Asked, Call, Document, Table
from console.api.values import refuse_unknown, require_text
from database.sessions import begin_read
from registry.links import archive_promo_code, create_promo_code, list_promo_codes, update_promo_code
from registry.models import PromoCode
from registry.publication import change_registry
from reports.errors import NothingFound


def list_site_promo_codes(asked: Asked) -> Table:
    """The site's promo codes, or one partner's."""
    with begin_read(asked.sources.sessions) as session:
        codes = list_promo_codes(session, asked.site().site_id, read_partner_id(asked))
        return Table(("promo_code_id", "code", "partner_id"), [_show_promo_code(code) for code in codes])


def read_promo_code(asked: Asked) -> Document:
    """One of them."""
    with begin_read(asked.sources.sessions) as session:
        for code in list_promo_codes(session, asked.site().site_id, asked.viewer.partner_id):
            if code.id == int(asked.path["promo_code_id"]):
                return Document(_show_promo_code(code))
    raise NothingFound("no such promo code")


def add_promo_code(asked: Asked) -> Document:
    """A code for the checkout that belongs to a partner."""
    refuse_unknown(asked.body, ("partner_id", "code"))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        site_id, partner_id = asked.site().site_id, require_partner_id(asked)
        code = create_promo_code(session, site_id, partner_id, require_text(asked.body, "code"))
        return Document(_show_promo_code(code), status=201)


def edit_promo_code(asked: Asked) -> Document:
    """It becomes another partner's, for all history."""
    refuse_unknown(asked.body, ("partner_id",))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        site_id, partner_id = asked.site().site_id, require_partner_id(asked)
        code = update_promo_code(session, site_id, int(asked.path["promo_code_id"]), partner_id=partner_id)
        return Document(_show_promo_code(code))


def end_promo_code(asked: Asked) -> Document:
    """Later checkouts with it are nobody's; the code stays taken."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        promo_code_id = int(asked.path["promo_code_id"])
        return Document(_show_promo_code(archive_promo_code(session, asked.site().site_id, promo_code_id, asked.now)))


def _show_promo_code(code: PromoCode) -> dict[str, object]:
    return {
        "promo_code_id": code.id,
        "code": code.code,
        "partner_id": code.partner_id,
        "created_at": code.created_at,
        "archived_at": code.archived_at,
    }


_PROMO, _NAMED_PROMO = "/promo-codes/{promo_code_id:int}", ("promo_code_id", "site")
CALLS = (
    Call(
        "GET",
        "/promo-codes",
        list_site_promo_codes,
        "The promo codes of a site",
        ("site", "partner", "format"),
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
    Call(
        "PATCH",
        _PROMO,
        edit_promo_code,
        "Give a promo code to another partner",
        _NAMED_PROMO,
        "PromoCodeChange",
        "PromoCode",
        changes=True,
    ),
    Call("DELETE", _PROMO, end_promo_code, "Archive a promo code", _NAMED_PROMO, row="PromoCode", changes=True),
)
