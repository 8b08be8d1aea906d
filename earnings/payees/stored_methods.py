"""Payout methods in the registry: added with encrypted details, opened for a payout run, never changed."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from earnings.payouts.files.payment import Recipient
from earnings.payouts.methods.destination import fingerprint_method, mask_method
from earnings.payouts.methods.kinds import find_kind
from earnings.payouts.methods.parsing import parse_method
from earnings.payouts.methods.sealing import NONCE_BYTES, PayoutKey, open_method, seal_method
from earnings.payouts.payee import Payee
from registry.checks import check_currency
from registry.models import Partner, PayoutMethod
from registry.partners import get_partner, list_partners
from registry.payout_methods import append_method, choose_version, get_method, list_methods, map_current_methods

# So long a partner can object to an address that somebody else gave in his name.
WAIT = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class NewMethod:
    """What somebody gives: ``fields`` of the kind, ``currency`` empty: as earned."""

    kind: str
    fields: Mapping[str, str]
    currency: str = ""


def add_method(
    session: Session,
    keys: tuple[PayoutKey, ...],
    secret: bytes,
    site_id: int,
    partner_id: int,
    given: NewMethod,
    created_by: str,
    now: datetime,
    make_nonce: Callable[[int], bytes] = os.urandom,
) -> PayoutMethod:
    """A new version, usable after ``WAIT``; raises ``MethodInvalid``, ``RegistryInvalid``, ``RegistryMissing``."""
    method = parse_method(given.kind, given.fields)
    version = choose_version(session, site_id, partner_id)
    context = _name_row(site_id, partner_id, version)
    row = PayoutMethod(
        site_id=site_id,
        partner_id=partner_id,
        version=version,
        kind=find_kind(method).value,
        currency=check_currency("currency", given.currency) if given.currency else "",
        summary=mask_method(method),
        fingerprint=fingerprint_method(method, secret, site_id),
        sealed=seal_method(method, keys, context, make_nonce(NONCE_BYTES)),
        is_archived=False,
        created_by=created_by,
        created_at=now,
        usable_from=now + WAIT,
    )
    return append_method(session, row)


def open_recipient(session: Session, keys: tuple[PayoutKey, ...], site_id: int, method_id: int) -> Recipient:
    """Where a payment goes, by the version that its run has frozen; raises ``DetailsUnreadable``.

    Named by what never changes, so that a file of the run is always the same.
    """
    row = get_method(session, site_id, method_id)
    partner = get_partner(session, site_id, row.partner_id)
    method = open_method(row.sealed, keys, _name_row(site_id, row.partner_id, row.version))
    return Recipient(partner.own_code, method.holder, method)


def map_payees(session: Session, site_id: int) -> Mapping[str, Payee]:
    """Name in the ledger → what a draft must know of a partner: his status, since when his current method is usable."""
    methods = map_current_methods(session, site_id)
    return {
        partner.own_code: _describe_payee(partner.own_code, partner.status, methods.get(partner.id))
        for partner in list_partners(session, site_id)
    }


def find_payee(session: Session, partner: Partner) -> Payee:
    """The same of one partner."""
    method = next(iter(list_methods(session, partner.site_id, partner.id)), None)
    return _describe_payee(partner.own_code, partner.status, None if method is None or method.is_archived else method)


def map_shared_destinations(session: Session, site_id: int) -> Mapping[int, list[int]]:
    """Partner's id → the others whose current method has the same destination; who shares none is not in it."""
    methods = map_current_methods(session, site_id)
    owners: dict[str, list[int]] = {}
    for partner_id, method in methods.items():
        owners.setdefault(method.fingerprint, []).append(partner_id)
    shared = {partner_id: owners[method.fingerprint] for partner_id, method in methods.items()}
    return {own: [each for each in all_ if each != own] for own, all_ in shared.items() if len(all_) > 1}


def _describe_payee(partner: str, status: str, method: PayoutMethod | None) -> Payee:
    if method is None:
        return Payee(partner, status, has_method=False)
    return Payee(partner, status, method_usable_from=method.usable_from, payout_currency=method.currency)


def _name_row(site_id: int, partner_id: int, version: int) -> str:
    """What encrypted details are bound to."""
    return f"{site_id}/{partner_id}/{version}"
