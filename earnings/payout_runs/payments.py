"""A frozen payout run as payments: what its files are made of, and what results are matched to."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from earnings.payees.stored_methods import open_recipient
from earnings.payouts.files.errors import FileInvalid
from earnings.payouts.files.formats import FORMS, FileFormat
from earnings.payouts.files.payment import Batch, Payer, Payment, list_payments
from earnings.payouts.methods.kinds import Method, OtherMethod
from earnings.payouts.methods.parsing import parse_method
from earnings.payouts.methods.sealing import PayoutKey
from earnings.payouts.records import StoredItem, StoredRun


def open_payments(
    session: Session, keys: tuple[PayoutKey, ...], site_id: int, stored: StoredRun, chosen: Iterable[StoredItem]
) -> tuple[Payment, ...]:
    """Of these items; without those in a currency of which the run has no rate. Raises ``DetailsUnreadable``."""
    rates = {currency: Fraction(rate) for currency, rate in stored.opening.rates}
    items = [each for each in chosen if each.item.payout_currency in {stored.opening.currency, *rates}]
    recipients = {each.item.partner: open_recipient(session, keys, site_id, each.frozen.method_id) for each in items}
    return list_payments(replace(stored.run, items=tuple(each.item for each in items)), recipients, rates)


def make_batch(stored: StoredRun, chosen: FileFormat, payments: tuple[Payment, ...]) -> Batch:
    """Everything a file is made of; raises ``FileInvalid`` where a bank's format lacks an account to pay from."""
    opening, approval = stored.opening, stored.approval
    if approval is None:
        raise FileInvalid(f"the payout run {opening.run} is {stored.run.state}: approve it before its files are made")
    payer = _find_payer(stored, chosen)
    execute_on = date.fromisoformat(stored.execute_on)
    return Batch(opening.run, payer, payments, approval.at, execute_on, opening.purpose)


def _find_payer(stored: StoredRun, chosen: FileFormat) -> Payer:
    form, payer = FORMS[chosen], stored.opening.payer
    accounts: list[Method] = [parse_method(each.kind, dict(each.fields)) for each in payer.accounts] if payer else []
    fitting = next((account for account in accounts if form.carries(account)), None)
    if fitting is None and form.is_bank:
        raise FileInvalid(f"the payout run {stored.opening.run} has no account that {chosen} pays from: make a new run")
    name = payer.name if payer else ""
    return Payer(name, fitting or OtherMethod(name, ""), payer.address if payer else ())
