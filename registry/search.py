"""Finds partners, links and promo codes by a part of what people call them, regardless of case."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.models import Code, Link, Partner, PromoCode

MOST_OF_A_KIND = 8


@dataclass(frozen=True, slots=True)
class Found:
    """``kind`` is partner, link or promo_code; ``title`` is its name or code, ``detail`` what else identifies it."""

    kind: str
    id: int
    title: str
    detail: str
    partner_id: int


def search_registry(session: Session, site_id: int, text: str) -> list[Found]:
    """At most eight of each kind, those that begin with the text first.

    Compared in Python: a database folds the case of ASCII alone, or by a collation of its own.
    """
    wanted = text.casefold()
    kinds = (_list_partners(session, site_id), _list_promo_codes(session, site_id), _list_links(session, site_id))
    return [found for kind in kinds for found in _choose(kind, wanted)]


def _choose(candidates: Iterator[Found], wanted: str) -> list[Found]:
    matching = [each for each in candidates if wanted in f"{each.title}\n{each.detail}".casefold()]
    matching.sort(key=lambda each: (not each.title.casefold().startswith(wanted), each.title.casefold()))
    return list(islice(matching, MOST_OF_A_KIND))


def _list_partners(session: Session, site_id: int) -> Iterator[Found]:
    codes: dict[int, list[str]] = {}
    for partner_id, code in session.execute(
        select(Code.partner_id, Code.code).where(Code.site_id == site_id).order_by(Code.id)
    ):
        codes.setdefault(partner_id, []).append(code)
    rows = select(Partner.id, Partner.name, Partner.email).where(Partner.site_id == site_id)
    for partner_id, name, email in session.execute(rows):
        yield Found(
            "partner", partner_id, name, " · ".join([*codes.get(partner_id, []), *filter(None, [email])]), partner_id
        )


def _list_promo_codes(session: Session, site_id: int) -> Iterator[Found]:
    rows = (
        select(PromoCode.id, PromoCode.code, PromoCode.partner_id, Partner.name)
        .join(Partner, Partner.id == PromoCode.partner_id)
        .where(PromoCode.site_id == site_id, PromoCode.archived_at.is_(None))
    )
    for promo_code_id, code, partner_id, name in session.execute(rows):
        yield Found("promo_code", promo_code_id, code, name, partner_id)


def _list_links(session: Session, site_id: int) -> Iterator[Found]:
    rows = select(Link.id, Link.code, Link.destination, Link.partner_id).where(
        Link.site_id == site_id, Link.archived_at.is_(None)
    )
    for link_id, code, destination, partner_id in session.execute(rows):
        yield Found("link", link_id, code, destination, partner_id)
